"""``make run`` without make: a real server in a data folder of its own, twice."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PATIENCE_SECONDS = 180  # as of the servers of the benchmark


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


@contextmanager
def server(data_dir, port, log):
    """Run Fieldschool until the block ends, then stop it as Ctrl-C does. Yields the seconds it took to start."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("FIELDSCHOOL_", "DJANGO_"))
    }
    environment |= {"FIELDSCHOOL_DATA_DIR": str(data_dir), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "config.start", "--port", str(port)]
    began = time.monotonic()
    with (
        log.open("w") as out,
        subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        ) as process,
    ):
        try:
            fetch(port, "/")
            yield time.monotonic() - began
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)
    assert process.returncode == 0, log.read_text()


def fetch(port, path):
    """Return status, headers and text of a page, as soon as the server answers."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "the server did not open its port"
            time.sleep(0.1)
        finally:
            connection.close()


def reset(folder):
    """Return the exit code of ``make reset`` in the parent of a data folder ``var``."""
    command = ["make", "--file", PROJECT / "Makefile", "reset", "YES=1"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True).returncode


def kept_files(folder):
    """Return the files that are made once, with the time of their last change."""
    return {name: (folder / name).stat().st_mtime_ns for name in ("secret_key", "demo-sign-ins.json", "static.digest")}


def test_first_and_second_start(tmp_path):
    data_dir, port, log = tmp_path / "var", free_port(), tmp_path / "log"
    with server(data_dir, port, log) as first_seconds:
        status, headers, text = fetch(port, "/")
        stylesheet = text.split('rel="stylesheet" href="')[1].split('"')[0]
        style_status, style_headers, _ = fetch(port, stylesheet)
        introduction, kept = log.read_text(), kept_files(data_dir)
    assert (status, style_status) == (200, 200)
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self' 'nonce-")
    assert "immutable" in style_headers["cache-control"]
    assert "server" not in {name.lower() for name in headers}
    assert f"http://127.0.0.1:{port}/" in introduction
    assert "Demo staff        sign in as instructor, director, admin" in introduction
    assert (data_dir / "secret_key").read_text() not in introduction
    assert "Traceback" not in log.read_text()

    with server(data_dir, port, log) as second_seconds:
        assert kept_files(data_dir) == kept
        assert log.read_text() == introduction
        assert (reset(tmp_path), data_dir.exists()) == (2, True)
    assert (reset(tmp_path), data_dir.exists()) == (0, False)
    print(f"first start {first_seconds:.1f} s, second start {second_seconds:.1f} s")
