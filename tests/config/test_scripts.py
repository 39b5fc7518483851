"""The scripts behind ``make``, on machines that lack this or that."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PYTHON = Path(sys.executable).resolve()
SHIM = "#!/bin/sh\necho 'pyenv: command not found' >&2\nexit 127\n"
OLD = "#!/bin/sh\nexit 1\n"  # what any question about its version ends with
WITHOUT_VENV = f"""#!/bin/sh
case "$2" in
*ensurepip*) exit 1 ;;
esac
exec {PYTHON} "$@"
"""


@pytest.fixture
def machine(tmp_path):
    """A machine with nothing on it but a shell and a few old tools."""
    for tool in ("sh", "ls", "sort", "dirname", "echo"):
        (tmp_path / "bin" / tool).parent.mkdir(exist_ok=True)
        (tmp_path / "bin" / tool).symlink_to(
            next(file for file in (Path("/bin", tool), Path("/usr/bin", tool)) if file.exists())
        )
    return tmp_path


def put(file, text):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(0o755)


def run(machine, script, **variables):
    environment = {"PATH": str(machine / "bin"), "HOME": str(machine / "home"), **variables}
    return subprocess.run([PROJECT / ".ci" / script], env=environment, capture_output=True, text=True, timeout=60)


def test_the_newest_python_that_runs_is_taken(machine):
    put(machine / "bin" / "python3.14", SHIM)
    put(machine / "bin" / "python3.13", OLD)
    (machine / "bin" / "python3").symlink_to(PYTHON)
    found = run(machine, "find-python")
    assert (found.returncode, Path(found.stdout.strip()).resolve(), found.stderr) == (0, PYTHON, "")


@pytest.mark.parametrize("root", ["home/.pyenv", "elsewhere"])
def test_pyenv_is_searched_newest_first(machine, root):
    put(machine / "bin" / "python3", OLD)
    put(machine / root / "versions" / "3.9.18" / "bin" / "python3", "#!/bin/sh\nkill $PPID\n")  # must not be asked
    put(machine / root / "versions" / "3.14.0" / "bin" / "python3", SHIM)
    folder = machine / root / "versions" / "3.13.2" / "bin"
    folder.mkdir(parents=True)
    (folder / "python3").symlink_to(PYTHON)
    found = run(machine, "find-python", **({} if root.startswith("home") else {"PYENV_ROOT": str(machine / root)}))
    assert (found.returncode, Path(found.stdout.strip()).resolve()) == (0, PYTHON)


def test_without_a_python_it_says_what_to_install(machine):
    put(machine / "bin" / "python3", OLD)
    found = run(machine, "find-python")
    assert (found.returncode, found.stdout) == (2, "")
    assert "needs Python 3.12 or newer" in found.stderr
    assert "sudo apt install python3 python3-venv" in found.stderr
    assert "pyenv install" in found.stderr


def test_a_python_without_venv_is_named(machine):
    put(machine / "bin" / "python3", WITHOUT_VENV)
    found = run(machine, "find-python")
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.startswith(f"{machine}/bin/python3 is new enough, but lacks venv")
    assert "sudo apt install python3-venv" in found.stderr


def test_without_chromium_it_says_what_to_install(machine):
    found = run(machine, "find-chromium")
    assert (found.returncode, found.stdout, "sudo apt install chromium" in found.stderr) == (1, "", True)


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_chromium_under_any_of_its_names(machine, name):
    put(machine / "bin" / name, SHIM)
    assert run(machine, "find-chromium").stdout == f"{machine}/bin/{name}\n"


def test_a_chromium_of_ones_own(machine):
    put(machine / "own", SHIM)
    put(machine / "bin" / "chromium", SHIM)
    assert run(machine, "find-chromium", CHROMIUM_PATH=str(machine / "own")).stdout == f"{machine}/own\n"


def test_without_a_proxy_it_says_what_to_install(machine):
    found = run(machine, "find-proxy", SBIN=str(machine / "sbin"))
    assert (found.returncode, found.stdout, "sudo apt install caddy" in found.stderr) == (1, "", True)


@pytest.mark.parametrize("name", ["bin/caddy", "sbin/nginx"])
def test_a_proxy_where_debian_has_it(machine, name):
    put(machine / name, SHIM)
    assert run(machine, "find-proxy", SBIN=str(machine / "sbin")).stdout == f"{machine}/{name}\n"


def test_make_alone_explains_every_target():
    text = (PROJECT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")  # one line where it goes on
    explained = subprocess.run(["make"], cwd=PROJECT, capture_output=True, text=True, timeout=60).stdout
    targets = set(re.search(r"^\.PHONY: (.*)", text, re.MULTILINE)[1].split()) - {"help", "environment"}
    assert set(re.findall(r"^make ([a-z-]+)", explained, re.MULTILINE)) == targets


@pytest.mark.parametrize(
    ("typed", "arguments", "is_left"),
    [("yes\n", [], False), ("no\n", [], True), ("", [], True), ("", ["YES=1"], False), ("", ["YES=0"], True)],
)
def test_reset_asks_first(tmp_path, typed, arguments, is_left):
    (tmp_path / "var").mkdir()
    command = ["make", "--file", PROJECT / "Makefile", "reset", *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    result = subprocess.run(command, cwd=tmp_path, env=environment, input=typed, capture_output=True, text=True)
    assert (result.returncode, (tmp_path / "var").exists()) == (0, is_left), result.stderr
