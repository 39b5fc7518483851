import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import (
    PROJECT_DIR,
    Environment,
    has_catalogue,
    postgresql_options,
    postgresql_settings,
    read_environment,
)

KEY, OLDER, OLDEST = ("0123456789" * 5, "1234567890" * 5, "2345678901" * 5)


def refusal(**variables):
    with pytest.raises(ImproperlyConfigured) as caught:
        read_environment({f"FIELDSCHOOL_{name.upper()}": value for name, value in variables.items()})
    return str(caught.value).splitlines()[1:]


def test_nothing_set_is_secure():
    assert read_environment({}).model_dump() == {
        "data_dir": PROJECT_DIR / "var",
        "backup_dir": None,
        "secret_key": None,
        "secret_key_fallbacks": [],
        "debug": False,
        "hosts": ["127.0.0.1", "localhost"],
        "address": "",
        "https": True,
        "behind_proxy": False,
        "require_second_factor": False,
        "database_url": "",
        "keep_time_left": None,
        "language": "en",
        "time_zone": "UTC",
        "log_level": "INFO",
        "log_format": "json",
        "metrics_token": None,
    }


@pytest.fixture
def french(monkeypatch, tmp_path):
    """A translation into French, and none into another language."""
    monkeypatch.setattr("config.environment.LOCALES", tmp_path)
    catalogue = tmp_path / "fr" / "LC_MESSAGES" / "django.mo"
    catalogue.parent.mkdir(parents=True)
    catalogue.touch()


def test_languages_that_have_a_catalogue(french, tmp_path):
    assert [code for code in ("ar", "en", "fr", "zh-hans") if has_catalogue(code)] == ["en", "fr"]
    (tmp_path / "fr").rename(tmp_path / "zh_Hans")
    assert [code for code in ("ar", "en", "fr", "zh-hans") if has_catalogue(code)] == ["en", "zh-hans"]


def test_everything_set(french):
    variables = {
        "FIELDSCHOOL_DATA_DIR": "/srv/fieldschool",
        "FIELDSCHOOL_BACKUP_DIR": "/mnt/backups",
        "FIELDSCHOOL_SECRET_KEY": KEY,
        "FIELDSCHOOL_SECRET_KEY_FALLBACKS": f"{OLDER}, {OLDEST}",
        "FIELDSCHOOL_DEBUG": "on",
        "FIELDSCHOOL_HOSTS": "school.example.org, 10.0.0.7",
        "FIELDSCHOOL_ADDRESS": "https://school.example.org",
        "FIELDSCHOOL_HTTPS": "off",
        "FIELDSCHOOL_BEHIND_PROXY": "yes",
        "FIELDSCHOOL_DATABASE_URL": "postgresql://fs@db/school",
        "FIELDSCHOOL_KEEP_TIME_LEFT": "on",
        "FIELDSCHOOL_LANGUAGE": "fr",
        "FIELDSCHOOL_TIME_ZONE": "Africa/Nairobi",
        "FIELDSCHOOL_LOG_LEVEL": "ERROR",
        "FIELDSCHOOL_LOG_FORMAT": "line",
        "FIELDSCHOOL_METRICS_TOKEN": KEY,
        "FIELDSCHOOL_TEST_DATABASE_URL": "belongs to the test suite",
        "LANG": "C",
    }
    assert read_environment(variables).model_dump() == {
        "data_dir": Path("/srv/fieldschool"),
        "backup_dir": Path("/mnt/backups"),
        "secret_key": KEY,
        "secret_key_fallbacks": [OLDER, OLDEST],
        "debug": True,
        "hosts": ["school.example.org", "10.0.0.7"],
        "address": "https://school.example.org",
        "https": False,
        "behind_proxy": True,
        "require_second_factor": False,
        "database_url": "postgresql://fs@db/school",
        "keep_time_left": True,
        "language": "fr",
        "time_zone": "Africa/Nairobi",
        "log_level": "ERROR",
        "log_format": "line",
        "metrics_token": KEY,
    }


@pytest.mark.parametrize(
    ("hosts", "address"),
    [
        (".example.org", "https://school.example.org"),
        (".example.org", "https://example.org"),
        ("School.Example.org", "https://school.example.org"),
        ("[::1]", "http://[::1]:8000"),
        ("[fd00::7]", "http://[fd00::7]"),
    ],
)
def test_an_address_of_a_host_that_is_answered_to(hosts, address):
    assert read_environment({"FIELDSCHOOL_HOSTS": hosts, "FIELDSCHOOL_ADDRESS": address}).address == address


def test_a_relative_folder_lies_in_the_project():
    assert read_environment({"FIELDSCHOOL_DATA_DIR": "data"}).data_dir == PROJECT_DIR / "data"


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"debugg": "on"}, "FIELDSCHOOL_DEBUGG is not a setting. Did you mean FIELDSCHOOL_DEBUG?"),
        ({"colour": "blue"}, "FIELDSCHOOL_COLOUR is not a setting."),
        ({"https": "perhaps"}, "FIELDSCHOOL_HTTPS: Input should be a valid boolean"),
        ({"hosts": "*"}, "FIELDSCHOOL_HOSTS: should name the hosts, separated by commas; * is refused"),
        ({"hosts": " , "}, "FIELDSCHOOL_HOSTS: should name the hosts, separated by commas; * is refused"),
        ({"address": "school.example.org"}, "FIELDSCHOOL_ADDRESS: should look like https://host"),
        ({"address": "http://localhost/join"}, "FIELDSCHOOL_ADDRESS: should look like https://host"),
        ({"address": "http://localhost:8000/"}, "FIELDSCHOOL_ADDRESS: should look like https://host"),
        ({"address": "ftp://localhost"}, "FIELDSCHOOL_ADDRESS: should look like https://host"),
        ({"address": "http://10.0.0.7:8000"}, "FIELDSCHOOL_ADDRESS: should name one of the hosts in FIELDSCHOOL_HOSTS"),
        (
            {"hosts": ".example.org", "address": "http://anexample.org"},
            "FIELDSCHOOL_ADDRESS: should name one of the hosts in FIELDSCHOOL_HOSTS",
        ),
        ({"hosts": "[::1]", "address": "http://[::2]"}, "FIELDSCHOOL_ADDRESS: should name one of the hosts in"),
        ({"database_url": "mysql://db/school"}, "FIELDSCHOOL_DATABASE_URL: should look like postgresql://"),
        ({"database_url": "postgresql://db/"}, "FIELDSCHOOL_DATABASE_URL: should look like postgresql://"),
        ({"language": "xx"}, "FIELDSCHOOL_LANGUAGE: Input should be 'ar', 'zh-hans', 'en', 'fr', 'ru' or 'es'"),
        ({"language": "es"}, "FIELDSCHOOL_LANGUAGE: there is no translation into this language yet"),
        ({"secret_key": "x" * 49}, "FIELDSCHOOL_SECRET_KEY: String should have at least 50 characters"),
        ({"secret_key_fallbacks": "x"}, "FIELDSCHOOL_SECRET_KEY_FALLBACKS: String should have at least 50 characters"),
        ({"secret_key_fallbacks": f"{KEY},x"}, "FIELDSCHOOL_SECRET_KEY_FALLBACKS: String should have at least 50"),
        ({"database_url": "postgresql://u:p@h:port/db"}, "FIELDSCHOOL_DATABASE_URL: should look like postgresql://"),
        ({"database_url": "postgresql://u:p@h:70000/db"}, "FIELDSCHOOL_DATABASE_URL: should look like postgresql://"),
        ({"database_url": "postgresql://u:p@[h/db"}, "FIELDSCHOOL_DATABASE_URL: should look like postgresql://"),
        ({"hosts": "https://x.org"}, "FIELDSCHOOL_HOSTS: should name hosts alone, such as school.example.org, without"),
        ({"hosts": "localhost,x.org:8000"}, "FIELDSCHOOL_HOSTS: should name hosts alone"),
        ({"hosts": "x.org/join"}, "FIELDSCHOOL_HOSTS: should name hosts alone"),
        ({"hosts": "*.x.org"}, "FIELDSCHOOL_HOSTS: should name hosts alone"),
        ({"time_zone": "Mars/Base"}, "FIELDSCHOOL_TIME_ZONE: should be the name of a time zone"),
        ({"time_zone": "../etc/passwd"}, "FIELDSCHOOL_TIME_ZONE: should be the name of a time zone"),
        ({"metrics_token": "x" * 31}, "FIELDSCHOOL_METRICS_TOKEN: String should have at least 32 characters"),
        ({"log_format": "xml"}, "FIELDSCHOOL_LOG_FORMAT: Input should be 'json' or 'line'"),
        ({"log_level": "loud"}, "FIELDSCHOOL_LOG_LEVEL: Input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
    ],
)
def test_a_wrong_value_is_refused(french, variables, sentence):
    (line,) = refusal(**variables)
    assert line.startswith(f"  {sentence}")


def test_all_mistakes_are_named_at_once():
    assert [line.split()[0] for line in refusal(debug="perhaps", hosts="*", colour="blue")] == [
        "FIELDSCHOOL_DEBUG:",
        "FIELDSCHOOL_HOSTS:",
        "FIELDSCHOOL_COLOUR",
    ]


@pytest.mark.parametrize("variable", ["secret_key", "secret_key_fallbacks", "database_url", "metrics_token"])
def test_a_refusal_does_not_show_secrets(variable):
    (line,) = refusal(**{variable: "hunter2"})
    assert "hunter2" not in line


def test_a_password_taken_for_a_port_is_not_shown():
    (line,) = refusal(database_url="postgresql://fs:hunter2/x@db/school")
    assert "hunter2" not in line


@pytest.mark.parametrize("hosts", ["School.example.org", ".example.org", "[::1]", "10.0.0.7", "my_laptop.local"])
def test_hosts_of_every_kind(hosts):
    assert read_environment({"FIELDSCHOOL_HOSTS": hosts}).hosts == [hosts]


def test_a_refusal_shows_other_values():
    (line,) = refusal(time_zone="Mars/Base")
    assert line.endswith("(found 'Mars/Base')")


@pytest.mark.parametrize(
    ("url", "keys", "options"),
    [
        (
            "postgresql://fs:p%40ss@db.example.org:5433/school",
            {"NAME": "school", "USER": "fs", "PASSWORD": "p@ss", "HOST": "db.example.org", "PORT": "5433"},
            {},
        ),
        (
            "postgresql:///school?host=/run/postgresql",
            {"NAME": "school", "USER": "", "PASSWORD": "", "HOST": "/run/postgresql", "PORT": ""},
            {},
        ),
        (
            "postgres://fs@db/school?sslmode=verify-full&sslrootcert=/etc/ca.pem",
            {"NAME": "school", "USER": "fs", "PASSWORD": "", "HOST": "db", "PORT": ""},
            {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"},
        ),
    ],
)
def test_postgresql_addresses(url, keys, options):
    assert (postgresql_settings(url), postgresql_options(url)) == (keys, options)


def test_the_page_for_administrators_names_every_setting():
    page = (PROJECT_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `FIELDSCHOOL_([A-Z_]+)` ", page, re.MULTILINE)
    assert [row.lower() for row in rows] == list(Environment.model_fields)
