"""What an administrator may set, as environment variables that begin with ``FIELDSCHOOL_``.

Every value is checked before Django starts. A wrong value, or a name that is not known here, stops the
start with a sentence that says what to do, instead of running with a setting nobody asked for. Names that
begin with ``FIELDSCHOOL_TEST_`` belong to the test suite. The table for people: docs/operations.md.
"""

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host
from django.utils.translation import to_locale
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

PREFIX = "FIELDSCHOOL_"
TEST_PREFIX = "FIELDSCHOOL_TEST_"
ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?")
HOST = re.compile(r"\.?[\w-][\w.-]*|\[[0-9a-f:.]+\]")  # a dot at its beginning: and every name below
PROJECT_DIR = Path(__file__).resolve().parent.parent
LOCALES = PROJECT_DIR / "locale"
MIN_KEY_LENGTH = 50
MIN_TOKEN_LENGTH = 32


def _split(value: Any) -> Any:
    return [item.strip() for item in value.split(",") if item.strip()] if isinstance(value, str) else value


def _in_project(value: Path) -> Path:
    return PROJECT_DIR / value  # an absolute path stays as it is


def has_catalogue(language: str) -> bool:
    """Return whether pages can be shown in ``language``: in English, or when there is a translation."""
    return language == "en" or (LOCALES / to_locale(language) / "LC_MESSAGES" / "django.mo").exists()


Key = Annotated[str, Field(min_length=MIN_KEY_LENGTH)]
MetricsToken = Annotated[str, Field(min_length=MIN_TOKEN_LENGTH)]
Names = Annotated[list[str], BeforeValidator(_split)]
Keys = Annotated[list[Key], BeforeValidator(_split)]


class Environment(BaseModel):
    """The settings of one installation. Secure unless a variable says otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data_dir: Annotated[Path, AfterValidator(_in_project)] = Field(
        PROJECT_DIR / "var", description="folder of the database, collected static files and the secret key"
    )
    backup_dir: Annotated[Path, AfterValidator(_in_project)] | None = Field(
        None, description="folder of the backups; data_dir/backups when not set"
    )
    secret_key: Key | None = Field(None, description="read from data_dir/secret_key when not set")
    secret_key_fallbacks: Keys = Field([], description="former secret keys, newest first, while sessions move over")
    debug: bool = False
    hosts: Names = Field(["127.0.0.1", "localhost"], description="host names this installation answers to")
    address: str = Field("", description="where phones reach this installation; as in the browser's bar if empty")
    https: bool = Field(default=True, description="off only for a laptop in class: cookies then travel over plain http")
    behind_proxy: bool = Field(default=False, description="trust X-Forwarded-Proto from the proxy in front")
    require_second_factor: bool = Field(default=False, description="directors and administrators sign in in two steps")
    database_url: str = Field("", description="postgresql://user:password@host:port/name; SQLite in data_dir if empty")
    keep_time_left: bool | None = Field(
        None, description="move deadlines when this machine's clock is put right; when not set, with SQLite alone"
    )
    language: Literal["ar", "zh-hans", "en", "fr", "ru", "es"] = "en"
    time_zone: str = Field("UTC", description="of dates and times on screen, such as Africa/Nairobi")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["json", "line"] = Field("json", description="one JSON object a line, or lines for people")
    metrics_token: MetricsToken | None = Field(None, description="lets Prometheus read /metrics; off when not set")

    @field_validator("database_url")
    @classmethod
    def _postgresql_only(cls, value: str) -> str:
        if value and not _is_postgresql(value):
            raise ValueError("should look like postgresql://user:password@host:5432/name, or be empty for SQLite")
        return value

    @field_validator("address")
    @classmethod
    def _origin_of_known_host(cls, value: str, info: ValidationInfo) -> str:
        if value and not ORIGIN.fullmatch(value):
            raise ValueError("should look like https://host or http://host:8000, with nothing after it")
        hosts = info.data.get("hosts")  # missing when they were refused themselves
        if value and hosts is not None and not validate_host(_host_of(value), hosts):
            raise ValueError("should name one of the hosts in FIELDSCHOOL_HOSTS")
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_time_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (OSError, ValueError, ZoneInfoNotFoundError):
            raise ValueError("should be the name of a time zone, such as Africa/Nairobi") from None
        return value

    @field_validator("hosts")
    @classmethod
    def _no_wildcard(cls, value: list[str]) -> list[str]:
        if not value or "*" in value:
            raise ValueError("should name the hosts, separated by commas; * is refused")
        if not all(HOST.fullmatch(host) for host in value):
            raise ValueError("should name hosts alone, such as school.example.org, without https:// or a port")
        return value

    @field_validator("language")
    @classmethod
    def _translated(cls, value: str) -> str:
        if not has_catalogue(value):
            raise ValueError("there is no translation into this language yet")
        return value


def _is_postgresql(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:  # its words may hold a piece of the password
        return False
    return parts.scheme in {"postgresql", "postgres"} and bool(parts.path.strip("/"))


def read_environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """Return the checked settings. Raises ImproperlyConfigured that lists every mistake at once."""
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in variables.items()
        if name.startswith(PREFIX) and not name.startswith(TEST_PREFIX)
    }
    try:
        return Environment.model_validate(given)
    except ValidationError as error:
        lines = [_sentence(str(problem["loc"][0]), problem) for problem in error.errors()]
        raise ImproperlyConfigured("Wrong settings in the environment:\n" + "\n".join(lines)) from None


def _sentence(name: str, problem: Any) -> str:
    variable = PREFIX + name.upper()
    if problem["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, list(Environment.model_fields), 1)
        hint = f" Did you mean {PREFIX}{near[0].upper()}?" if near else ""
        return f"  {variable} is not a setting.{hint}"
    shown = "" if {"secret", "url", "token"} & set(name.split("_")) else f" (found {problem['input']!r})"
    return f"  {variable}: {problem['msg'].removeprefix('Value error, ')}{shown}"


def _host_of(address: str) -> str:
    """Return the host of an address as hosts are written: IPv6 in brackets, which ``hostname`` takes off."""
    host = urlsplit(address).hostname or ""
    return f"[{host}]" if ":" in host else host


def postgresql_settings(url: str) -> dict[str, str]:
    """Return Django's connection keys for a ``postgresql://`` address.

    ``?host=/folder`` names the folder of a Unix socket, as PostgreSQL's own programs have it.
    """
    parts = urlsplit(url)
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": dict(parse_qsl(parts.query)).get("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
    }


def postgresql_options(url: str) -> dict[str, str]:
    """Return what else a ``postgresql://`` address asks for, such as ``?sslmode=require``."""
    return {name: value for name, value in parse_qsl(urlsplit(url).query) if name != "host"}
