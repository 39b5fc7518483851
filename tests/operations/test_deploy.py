"""What is shipped in deploy/: read by the programs it is for, and true to the settings that exist."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from config.environment import Environment, read_environment

PROJECT = Path(__file__).parents[2]
DEPLOY = PROJECT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SCRIPTS = ["ask", "nightly", "prepare", "serve"]
OF_THE_PROXY = {"SITE", "NODES", "TLS", "CERTIFICATE", "CERTIFICATE_KEY"}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((PROJECT / "compose.yaml").read_text())


def settings_of(text):
    """Return the values of an example of settings, by name."""
    return dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))


def test_the_example_of_settings_is_accepted():
    given = settings_of((DEPLOY / "fieldschool.env.example").read_text())
    assert given["FIELDSCHOOL_SECRET_KEY"] == ""
    chosen = read_environment({**given, "FIELDSCHOOL_SECRET_KEY": "k" * 60})
    assert (chosen.https, chosen.behind_proxy, chosen.hosts) == (True, True, ["school.example.org"])


def test_the_examples_are_of_one_machine_and_agree_with_the_page_and_the_unit():
    """Who follows docs/operations.md on one server changes names and passwords, and no address."""
    page = (PROJECT / "docs" / "operations.md").read_text()
    ports = re.search(r"systemctl enable --now fieldschool@(\d+) fieldschool@(\d+)", page).groups()
    nodes = settings_of((DEPLOY / "caddy.env.example").read_text())["FIELDSCHOOL_NODES"].split()
    nginx = re.findall(r"^    server (\S+) ", (DEPLOY / "nginx.conf").read_text(), re.MULTILINE)
    given = settings_of((DEPLOY / "fieldschool.env.example").read_text())["FIELDSCHOOL_DATABASE_URL"]
    expected = [f"127.0.0.1:{port}" for port in ports]
    on_unit = re.findall(r"(?<=SERVE_ADDRESS=)127\.0\.0\.1", (DEPLOY / "systemd" / "fieldschool@.service").read_text())
    assert (nodes, nginx, len(on_unit)) == (expected, expected, 1)
    assert "@127.0.0.1:5432/" in given


def test_no_secret_is_shipped():
    for file in [*DEPLOY.glob("*.example"), PROJECT / "compose.yaml"]:
        given = settings_of(file.read_text())
        assert {name: value for name, value in given.items() if "KEY" in name or name.endswith("PASSWORD")} in (
            {"FIELDSCHOOL_SECRET_KEY": ""},
            {"FIELDSCHOOL_SECRET_KEY": "", "POSTGRES_PASSWORD": ""},
            {},
        )


def test_every_setting_of_the_containers_exists(compose):
    known = {f"FIELDSCHOOL_{name.upper()}" for name in Environment.model_fields}
    for name, service in compose["services"].items():
        given = {each for each in service.get("environment", {}) if each.startswith("FIELDSCHOOL_")}
        assert given - known <= ({f"FIELDSCHOOL_{each}" for each in OF_THE_PROXY} if name == "proxy" else set())


def test_containers_are_not_root_and_cannot_write_the_program(compose):
    ours = {name: service for name, service in compose["services"].items() if service.get("image") == "fieldschool"}
    assert set(ours) == {"prepare", "web1", "web2", "backup"}
    for service in ours.values():
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.search(r"^USER fieldschool$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert compose["networks"]["inside"] == {"internal": True}
    assert "ports" not in compose["services"]["db"]


def test_everything_the_containers_start_is_there(compose):
    commands = [service["command"] for service in compose["services"].values() if "command" in service]
    asked = compose["services"]["web1"]["healthcheck"]["test"][1:2]
    started = re.search(r"CMD \[\"([^\"]+)\"", (DEPLOY / "Dockerfile").read_text())[1]
    for path in [*(command[0] for command in commands), *asked, started]:
        assert os.access(PROJECT / path, os.X_OK), path
    services = set(compose["services"])
    assert {each for service in compose["services"].values() for each in service.get("depends_on", {})} <= services
    nodes = compose["services"]["proxy"]["environment"]["FIELDSCHOOL_NODES"].split()
    assert [node.split(":") for node in nodes] == [["web1", "8001"], ["web2", "8001"]]


def test_tables_are_made_once_the_real_database_listens_and_again_if_that_failed(compose):
    """While PostgreSQL's image prepares its database, a server answers that listens on a socket only."""
    asked = compose["services"]["db"]["healthcheck"]["test"]
    assert asked[asked.index("pg_isready") + 1 :][:2] == ["--host", "127.0.0.1"]
    assert compose["services"]["prepare"]["restart"] == "on-failure:3"


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_sound(name):
    file = DEPLOY / name
    assert os.access(file, os.X_OK)
    assert subprocess.run(["sh", "-n", file], capture_output=True, text=True).stderr == ""


def test_every_script_is_looked_at():
    assert sorted(each.name for each in DEPLOY.iterdir() if each.is_file() and os.access(each, os.X_OK)) == SCRIPTS


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_name_what_exists(unit):
    text = unit.read_text()
    for path, arguments in re.findall(r"^ExecStart=/opt/fieldschool/(\S+) ?(.*)$", text, re.MULTILINE):
        assert path.startswith(".venv/") or (PROJECT / path).exists()
        if arguments.startswith("manage.py"):
            assert arguments.split()[1] in get_commands()
    if unit.suffix == ".service":
        assert "User=fieldschool" in text
        assert "ProtectSystem=strict" in text
    else:
        assert unit.with_suffix(".service") in UNITS


def test_units_hold_sections_and_pairs_alone():
    """What systemd itself would refuse to read. It is not on every machine."""
    line = re.compile(r"\[(Unit|Service|Timer|Install)\]|[A-Z][A-Za-z]+=.*|#.*|")
    for unit in UNITS:
        assert [each for each in unit.read_text().splitlines() if not line.fullmatch(each)] == []


def test_no_line_is_too_long():
    files = [file for file in [*DEPLOY.rglob("*"), PROJECT / "compose.yaml"] if file.is_file()]
    assert [f"{file.name}: {line}" for file in files for line in file.read_text().splitlines() if len(line) > 120] == []
