import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.data_folder import DataFolderGoneError, make_private_folder, make_secret_key, use_of

PROJECT = Path(__file__).parents[2]
USER_OF_THE_FOLDER = """
import sys
from pathlib import Path
from config.data_folder import use_of
with use_of(Path("var")):
    print("in use", flush=True)
    sys.stdin.read()
"""


def mode(path):
    return oct(path.stat().st_mode & 0o777)


def test_the_data_folder_is_for_its_owner_only(tmp_path):
    folder = tmp_path / "new" / "var"
    make_private_folder(folder)
    assert mode(folder) == "0o700"
    folder.chmod(0o755)
    make_private_folder(folder)
    assert mode(folder) == "0o700"


def test_git_takes_nothing_of_the_data_folder(tmp_path):
    folder = tmp_path / "data"
    make_private_folder(folder)
    make_secret_key(folder / "secret_key")
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)

    shown = subprocess.run(["git", "status", "--short"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert shown.stdout == ""


def test_what_an_administrator_lets_git_take_stays_so(tmp_path):
    (tmp_path / ".gitignore").write_text("secret_key\n")
    make_private_folder(tmp_path)
    assert (tmp_path / ".gitignore").read_text() == "secret_key\n"


def test_the_secret_key_is_made_once_for_its_owner_only(tmp_path, capsys):
    file = tmp_path / "secret_key"
    make_secret_key(file)
    key = file.read_text()
    make_secret_key(file)
    assert (file.read_text(), mode(file), len(key)) == (key, "0o600", 80)
    assert key not in capsys.readouterr().out


def test_a_start_that_breaks_off_leaves_no_key(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "fsync", lambda file: fail())
    with pytest.raises(OSError, match="disk full"):
        make_secret_key(tmp_path / "secret_key")
    assert list(tmp_path.iterdir()) == []


def fail():
    raise OSError("disk full")


def test_of_two_starts_at_once_one_makes_the_key(monkeypatch, tmp_path):
    file = tmp_path / "secret_key"
    monkeypatch.setattr(os, "fsync", lambda _: file.write_text("of the other"))
    make_secret_key(file)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("secret_key", "of the other")]


def test_two_installations_have_different_keys(tmp_path):
    files = [tmp_path / "one", tmp_path / "two"]
    for file in files:
        make_secret_key(file)
    assert files[0].read_text() != files[1].read_text()


@pytest.fixture
def user_of_the_folder(tmp_path):
    """A process that uses the data folder ``tmp_path / "var"`` until its input ends."""
    (tmp_path / "var").mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", USER_OF_THE_FOLDER],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "in use\n"
        yield process
        process.kill()


def reset(folder):
    """Return exit code and both outputs of ``make reset`` in ``folder``."""
    command = ["make", "--file", PROJECT / "Makefile", "reset", "YES=1"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr.splitlines()[:1]


REFUSAL = "Nothing was deleted: Fieldschool is running on var/. Stop it first, with Ctrl-C in its terminal."


def test_reset_refuses_while_the_folder_is_in_use(tmp_path, user_of_the_folder):
    with use_of(tmp_path / "var"):  # a second server, and the first one stops
        user_of_the_folder.communicate()
        refused = reset(tmp_path)
    assert (refused, (tmp_path / "var").exists()) == ((2, "", [REFUSAL]), True)
    assert reset(tmp_path) == (0, "var/ is deleted. make run starts afresh.\n", [])
    assert not (tmp_path / "var").exists()


def test_reset_works_after_a_server_was_killed(tmp_path, user_of_the_folder):
    assert reset(tmp_path) == (2, "", [REFUSAL])
    user_of_the_folder.kill()
    user_of_the_folder.wait()
    assert (reset(tmp_path)[0], (tmp_path / "var").exists()) == (0, False)


def test_no_server_starts_on_a_folder_that_is_being_deleted(tmp_path):
    (tmp_path / "var").mkdir()
    command = ["make", "--file", PROJECT / "Makefile", "reset"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as asking:
        assert asking.stdout.read(6) == "Delete"
        with (
            pytest.raises(DataFolderGoneError, match="is being deleted by make reset, or restored"),
            use_of(tmp_path / "var"),
        ):
            pass
        asking.communicate("no\n")
    with use_of(tmp_path / "var"):
        pass
