import os
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError
from django.utils import timezone

from config import start
from config.environment import PROJECT_DIR, read_environment
from config.start import (
    addresses,
    introduction,
    laptop_settings,
    prepare_environment,
    qr_code,
    reachable_addresses,
    read_options,
)
from content import actions


@pytest.fixture(autouse=True)
def machine(monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "Laptop-7")
    monkeypatch.setattr(start, "lan_addresses", lambda: ["192.168.1.9", "10.0.0.4"])


def test_options():
    assert vars(read_options([])) == {"host": "127.0.0.1", "port": 8000}
    assert vars(read_options(["--host", "0.0.0.0", "--port", "8123"])) == {"host": "0.0.0.0", "port": 8123}


@pytest.mark.parametrize("port", ["0", "65536", "-1", "eight", "80 "])
def test_a_port_that_is_none_is_refused(capsys, port):
    with pytest.raises(SystemExit) as caught:
        read_options([f"--port={port}"])
    assert (caught.value.code, "should be a number from 1 to 65535" in capsys.readouterr().err) == (2, True)


@pytest.mark.parametrize(
    ("host", "reachable"),
    [
        ("127.0.0.1", []),
        ("localhost", []),
        ("0.0.0.0", ["192.168.1.9", "10.0.0.4"]),
        ("10.0.0.4", ["10.0.0.4"]),
        ("laptop-7", ["laptop-7"]),
    ],
)
def test_where_phones_reach_it(host, reachable):
    assert reachable_addresses(host) == reachable


def test_settings_for_this_machine_alone():
    assert laptop_settings({}, host="127.0.0.1", port=8000, lan=[]) == {
        "FIELDSCHOOL_HTTPS": "off",
        "FIELDSCHOOL_LOG_FORMAT": "line",
        "FIELDSCHOOL_LOG_LEVEL": "WARNING",
        "FIELDSCHOOL_HOSTS": "localhost,127.0.0.1",
    }


def test_settings_for_a_class():
    assert laptop_settings({}, host="0.0.0.0", port=8123, lan=["192.168.1.9", "10.0.0.4"]) == {
        "FIELDSCHOOL_HTTPS": "off",
        "FIELDSCHOOL_LOG_FORMAT": "line",
        "FIELDSCHOOL_LOG_LEVEL": "WARNING",
        "FIELDSCHOOL_HOSTS": "localhost,127.0.0.1,laptop-7,laptop-7.local,192.168.1.9,10.0.0.4",
        "FIELDSCHOOL_ADDRESS": "http://192.168.1.9:8123",
    }


@pytest.mark.parametrize(("host", "lan"), [("127.0.0.1", []), ("0.0.0.0", ["192.168.1.9"]), ("10.0.0.4", ["10.0.0.4"])])
def test_the_settings_of_a_laptop_are_accepted(host, lan):
    chosen = read_environment(laptop_settings({}, host=host, port=8000, lan=lan))
    assert (chosen.https, chosen.hosts[2 if host != "0.0.0.0" else 4 :]) == (False, lan)


def test_hosts_of_the_administrator_leave_the_address_to_them():
    given = {"FIELDSCHOOL_HOSTS": "school.example.org"}
    assert "FIELDSCHOOL_ADDRESS" not in laptop_settings(given, host="0.0.0.0", port=8000, lan=["10.0.0.4"])


def test_what_the_administrator_set_is_never_changed(monkeypatch):
    given = {
        "FIELDSCHOOL_HTTPS": "on",
        "FIELDSCHOOL_HOSTS": "school.example.org",
        "FIELDSCHOOL_ADDRESS": "https://school.example.org",
        "FIELDSCHOOL_LOG_FORMAT": "json",
        "FIELDSCHOOL_LOG_LEVEL": "INFO",
        "DJANGO_SETTINGS_MODULE": "their.settings",
    }
    monkeypatch.setattr(os, "environ", dict(given))
    prepare_environment(host="0.0.0.0", port=8000, lan=["10.0.0.4"])
    assert os.environ == given


@pytest.mark.django_db
def test_problems_in_a_course_are_all_said(monkeypatch, tmp_path):
    (tmp_path / "cptm").mkdir()
    (tmp_path / "cptm" / "course.yaml").write_text("format: 1\n\ttitle: x\n")
    monkeypatch.setattr(start, "PACKS", tmp_path)
    monkeypatch.setattr(actions, "BUNDLED", tmp_path)
    with pytest.raises(CommandError, match=r"(?s)course\.yaml:2:1: .* Fieldschool was not started\.$"):
        start.load_courses()


@pytest.mark.django_db
def test_a_start_forgets_sessions_that_are_over(monkeypatch, tmp_path):
    monkeypatch.setenv("FIELDSCHOOL_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(start, "load_courses", lambda: None)
    monkeypatch.setattr(start, "collect_when_changed", lambda: None)
    now = timezone.now()
    for key, age in [("over", timedelta(hours=-1)), ("open", timedelta(hours=1))]:
        Session.objects.create(session_key=key, expire_date=now + age)
    start.prepare_installation()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]


@pytest.mark.parametrize(
    ("host", "lan", "rows"),
    [
        ("127.0.0.1", [], [("In your browser", "http://127.0.0.1:8000/")]),
        (
            "0.0.0.0",
            ["192.168.1.9", "10.0.0.4"],
            [
                ("In your browser", "http://127.0.0.1:8000/"),
                ("On phones", "http://192.168.1.9:8000/"),
                ("", "http://10.0.0.4:8000/"),
            ],
        ),
        (
            "10.0.0.4",
            ["10.0.0.4"],
            [("In your browser", "http://10.0.0.4:8000/"), ("On phones", "http://10.0.0.4:8000/")],
        ),
        (
            "0.0.0.0",
            [],
            [
                ("In your browser", "http://127.0.0.1:8000/"),
                ("On phones", "this machine is in no network: join the Wi-Fi of the class and start again"),
            ],
        ),
    ],
)
def test_where_the_server_is(host, lan, rows):
    assert addresses(host=host, port=8000, lan=lan) == rows


@pytest.mark.parametrize(
    ("data_dir", "place"),
    [
        (PROJECT_DIR / "var", "var/  (make reset deletes it and starts afresh)"),
        (Path("/srv/fieldschool"), "/srv/fieldschool"),
    ],
)
def test_introduction(settings, data_dir, place):
    settings.DATA_DIR = data_dir
    text = introduction(addresses=[("In your browser", "http://127.0.0.1:8000/")], demo="  Demo staff ...\n")
    assert (
        text
        == f"""
Fieldschool is running.

  In your browser   http://127.0.0.1:8000/

  Demo staff ...

  Your data         {place}
  Stop              Ctrl-C
"""
    )


def test_a_qr_code_has_its_own_colours_and_a_quiet_zone():
    lines = qr_code("http://192.168.1.9:8000/join/").splitlines()
    assert {line[:10] for line in lines} == {"  \x1b[97;40m"}
    assert {line[-4:] for line in lines} == {"\x1b[0m"}
    assert {len(line) for line in lines} == {10 + 29 + 4}  # 25 modules and two empty ones on either side
    assert set(lines[0][10:-4]) == {"█"}


def test_a_port_in_use_is_said_before_any_work(monkeypatch, capsys):
    monkeypatch.setattr(start, "prepare_installation", lambda: pytest.fail("work began"))
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert start.main(["--port", str(port)]) == 1
    assert capsys.readouterr().err.startswith(f"Port {port} is in use by another program.")


def test_a_wrong_setting_is_said_without_a_traceback(monkeypatch, capsys):
    monkeypatch.setenv("FIELDSCHOOL_COLOUR", "blue")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert start.main(["--port", str(port)]) == 1
    assert capsys.readouterr().err == ("Wrong settings in the environment:\n  FIELDSCHOOL_COLOUR is not a setting.\n")
