"""What `make run` chose is known to commands beside it, and to nobody else."""

import socket

import pytest

from config.environment import read_environment
from config.laptop import FILE, remember, served

CHOSEN = {"FIELDSCHOOL_HTTPS": "off", "FIELDSCHOOL_HOSTS": "localhost,127.0.0.1,10.0.0.4"}


def environment(folder, **variables):
    return read_environment({"FIELDSCHOOL_DATA_DIR": str(folder), **variables})


def test_a_laptop_is_served_with_what_make_run_chose(tmp_path):
    remember(tmp_path, CHOSEN)
    for given in ({}, {"FIELDSCHOOL_HOSTS": CHOSEN["FIELDSCHOOL_HOSTS"], "FIELDSCHOOL_LANGUAGE": "en"}):
        found, is_laptop = served(environment(tmp_path, **given))
        assert (is_laptop, found.https, found.hosts) == (True, False, ["localhost", "127.0.0.1", "10.0.0.4"])
        assert found.data_dir == tmp_path


@pytest.mark.parametrize(
    "given",
    [
        {"FIELDSCHOOL_HOSTS": "school.example.org"},
        {"FIELDSCHOOL_HTTPS": "on"},
        {"FIELDSCHOOL_BEHIND_PROXY": "on"},
    ],
)
def test_a_server_on_the_same_folder_is_none(tmp_path, given):
    remember(tmp_path, CHOSEN)
    server = environment(tmp_path, **given)
    assert served(server) == (server, False)


def test_the_folder_of_another_machine_and_a_damaged_file_say_nothing(tmp_path, monkeypatch):
    given = environment(tmp_path)
    assert served(given) == (given, False)
    remember(tmp_path, CHOSEN)
    for content in ("{", "[]", '{"machine": 1}'):
        (tmp_path / FILE).write_text(content)
        assert served(given) == (given, False)
    remember(tmp_path, CHOSEN)
    monkeypatch.setattr(socket, "gethostname", lambda: "another")
    assert served(given) == (given, False)
