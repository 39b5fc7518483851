"""Several nodes for real: PostgreSQL, two servers, and the proxy of deploy/ in front. One node is killed."""

import json
import os
import subprocess
import sys
import time

import pytest

from assessments.benchmark.installation import temporary_installation
from tests.operations.proxies import NGINX, PROJECT, program

DATABASE_URL = os.environ.get("FIELDSCHOOL_TEST_DATABASE_URL", "")
N_LEARNERS, N_QUESTIONS, N_ORDERS = 12, 9, 6
# In one or two on a machine at rest; a busy one keeps the node that is left waiting.
MAX_SECONDS_BACK = 30


def go_on(name, tmp_path):
    """Give a class and a quiz through the proxy, let one of two nodes die, and see that nothing is lost."""
    if program(name) is None:
        pytest.skip(f"{name} is not installed")
    began = time.monotonic()
    with temporary_installation(DATABASE_URL) as environment:
        command = [sys.executable, "-m", "tests.operations.two_nodes", name, str(tmp_path / "proxy")]
        done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    print(f"{name}: {time.monotonic() - began:.0f} s, {report}")
    assert (report["differences"], report["errors"], report["nodes that show another state"]) == ([], [], 0)
    assert report["answers acknowledged"] == N_LEARNERS * N_QUESTIONS
    assert (report["submissions acknowledged"], report["votes"]) == (N_LEARNERS, N_LEARNERS)
    assert report["orders"] == 1 + 2 * N_ORDERS + 2
    assert report["streams back after seconds"] < MAX_SECONDS_BACK
    assert [line for line in (tmp_path / "proxy" / "log").read_text().splitlines() if "/live/stream/" in line] == []


if DATABASE_URL:  # several nodes need PostgreSQL

    @pytest.mark.journey
    def test_a_class_and_a_quiz_go_on_when_a_node_behind_caddy_dies(tmp_path):
        go_on("caddy", tmp_path)

    @pytest.mark.trust
    def test_a_class_and_a_quiz_go_on_when_a_node_behind_nginx_dies(tmp_path):
        go_on("nginx", tmp_path)


def test_caddy_makes_certificates_for_a_centre_of_its_own():
    """The shipped file, with https: read by Caddy itself."""
    if program("caddy") is None:
        pytest.skip("caddy is not installed")
    environment = {**os.environ, "FIELDSCHOOL_SITE": "school.example.org", "FIELDSCHOOL_TLS": "authority"}
    adapt = [program("caddy"), "adapt", "--config", "deploy/Caddyfile", "--adapter", "caddyfile"]
    adapted = subprocess.run(adapt, cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert adapted.returncode == 0, adapted.stderr
    site = json.loads(adapted.stdout)["apps"]["tls"]["automation"]["policies"][0]
    assert site == {"subjects": ["school.example.org"], "issuers": [{"module": "internal"}]}


def test_nginx_reads_its_file_with_a_certificate(tmp_path):
    """The shipped file as it is, but for the place of the certificate."""
    if program("nginx") is None:
        pytest.skip("nginx is not installed")
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=school.example.org"]
    subprocess.run([*new, "-keyout", tmp_path / "key.pem", "-out", tmp_path / "certificate.pem"], capture_output=True)
    site = (PROJECT / "deploy" / "nginx.conf").read_text().replace("/etc/ssl/fieldschool", str(tmp_path))
    (tmp_path / "nginx.conf").write_text(NGINX.format(folder=tmp_path, site=site))
    command = [program("nginx"), "-t", "-q", "-c", tmp_path / "nginx.conf", "-e", tmp_path / "error.log"]
    checked = subprocess.run(command, capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
