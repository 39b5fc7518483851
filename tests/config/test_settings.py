"""The settings as an administrator gets them, in a process of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils.csp import CSP
from django.utils.translation import to_language

PROJECT = Path(__file__).parents[2]
KEY = "a key for tests only, of no value to anybody: 0123456789"
SHOWN = (
    "import json; from config import settings as s; print(json.dumps({name: getattr(s, name) for name in "
    "('DEBUG', 'ALLOWED_HOSTS', 'PUBLIC_ADDRESS', 'SESSION_COOKIE_SECURE', 'CSRF_COOKIE_SECURE', "
    "'SECURE_SSL_REDIRECT', 'SECURE_HSTS_SECONDS', 'CSRF_TRUSTED_ORIGINS', 'SECURE_PROXY_SSL_HEADER', "
    "'SECURE_CROSS_ORIGIN_OPENER_POLICY')}))"
)


def run(*arguments, **variables):
    ours = ("FIELDSCHOOL_", "DJANGO_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment |= {f"FIELDSCHOOL_{name.upper()}": str(value) for name, value in variables.items()}
    return subprocess.run(
        [sys.executable, *arguments], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60
    )


def test_secure_unless_told_otherwise(tmp_path):
    shown = run("-c", SHOWN, data_dir=tmp_path, secret_key=KEY, hosts="school.example.org")
    assert json.loads(shown.stdout) == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["school.example.org"],
        "PUBLIC_ADDRESS": "",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31536000,
        "CSRF_TRUSTED_ORIGINS": ["https://school.example.org"],
        "SECURE_PROXY_SSL_HEADER": None,
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
    }


def test_a_laptop_in_class(tmp_path):
    shown = run("-c", SHOWN, data_dir=tmp_path, secret_key=KEY, https="off", address="http://localhost:8000")
    assert json.loads(shown.stdout) == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost"],
        "PUBLIC_ADDRESS": "http://localhost:8000",
        "SESSION_COOKIE_SECURE": False,
        "CSRF_COOKIE_SECURE": False,
        "SECURE_SSL_REDIRECT": False,
        "SECURE_HSTS_SECONDS": 0,
        "CSRF_TRUSTED_ORIGINS": [],
        "SECURE_PROXY_SSL_HEADER": None,
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": None,
    }


NAMES = (
    "from config.settings import CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME, SESSION_COOKIE_NAME; "
    "print(SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME)"
)


def test_cookies_of_a_server_belong_to_this_host_alone(tmp_path):
    shown = run("-c", NAMES, data_dir=tmp_path, secret_key=KEY)
    assert shown.stdout == "__Host-session __Host-csrf __Host-language\n"


@pytest.mark.journey
def test_nothing_to_say_about_deployment(tmp_path):
    checked = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", data_dir=tmp_path, secret_key=KEY)
    assert (checked.returncode, checked.stdout) == (0, "System check identified no issues (2 silenced).\n")


@pytest.mark.journey
def test_control_deployment_without_https_is_spoken_of(tmp_path):
    checked = run(
        "manage.py", "check", "--deploy", "--fail-level", "WARNING", data_dir=tmp_path, secret_key=KEY, https="off"
    )
    assert (checked.returncode, "SESSION_COOKIE_SECURE" in checked.stderr) == (1, True)


def test_without_a_secret_key_nothing_starts(tmp_path):
    refused = run("-c", "import config.settings", data_dir=tmp_path)
    said = f"ImproperlyConfigured: There is no secret key in {tmp_path}."
    assert (refused.returncode, said in refused.stderr) == (1, True)


def test_a_command_without_a_secret_key_says_where_it_looked_and_what_to_do(tmp_path):
    refused = run("manage.py", "check_content", data_dir=tmp_path)
    assert (refused.returncode, refused.stdout, refused.stderr) == (
        1,
        "",
        f"There is no secret key in {tmp_path}. If the platform was started with another data folder, set "
        "FIELDSCHOOL_DATA_DIR to it; if it was never started, run `make run`, which makes a key, or set "
        "FIELDSCHOOL_SECRET_KEY to 50 random characters or more.\n",
    )


def test_the_secret_key_is_read_from_the_data_folder(tmp_path):
    (tmp_path / "secret_key").write_text(KEY + "\n")
    shown = run("-c", "from config.settings import SECRET_KEY; print(SECRET_KEY)", data_dir=tmp_path)
    assert shown.stdout == KEY + "\n"


@pytest.mark.parametrize("content", ["", "short", "x" * 49 + "\n"])
def test_a_weak_key_in_the_data_folder_is_refused(tmp_path, content):
    (tmp_path / "secret_key").write_text(content)
    refused = run("-c", "import config.settings", data_dir=tmp_path)
    said = f"{tmp_path}/secret_key should hold 50 random characters or more."
    assert (refused.returncode, said in refused.stderr) == (1, True)


def test_only_languages_with_a_catalogue_are_offered():
    catalogues = Path(settings.BASE_DIR, "locale").glob("*/LC_MESSAGES/django.mo")
    translated = {to_language(file.parts[-3]) for file in catalogues}
    assert {code for code, _ in settings.LANGUAGES} == {"en"} | translated


def test_postgresql_with_a_pool(tmp_path):
    shown = run(
        "-c",
        "import json; from config.settings import DATABASES; print(json.dumps(DATABASES))",
        data_dir=tmp_path,
        secret_key=KEY,
        database_url="postgresql://fs:secret@db:5433/school?sslmode=require",
    )
    assert json.loads(shown.stdout)["default"] == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "school",
        "USER": "fs",
        "PASSWORD": "secret",
        "HOST": "db",
        "PORT": "5433",
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {"min_size": 2, "max_size": 10, "timeout": 10},
            "options": "-c synchronous_commit=on -c lock_timeout=5s -c statement_timeout=15s",
            "sslmode": "require",
        },
    }


def test_the_content_security_policy_allows_nothing_by_itself():
    assert settings.SECURE_CSP["default-src"] == [CSP.NONE]
    allowed = {source for sources in settings.SECURE_CSP.values() for source in sources}
    assert allowed == {CSP.NONE, CSP.SELF, CSP.NONCE, "data:"}
    assert [name for name, sources in settings.SECURE_CSP.items() if "data:" in sources] == ["img-src"]


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
