"""Opens addresses of the URL configuration as somebody, and says what came back and which tables were written."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from django.apps import apps
from django.db import connection, transaction
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

from tests.permissions.table import NOT_SIGNED_IN, Door, Row

PART = re.compile(r"<(?:\w+:)?(\w+)>")
WRITE = re.compile(r'\s*(INSERT|UPDATE|DELETE)(?: OR IGNORE)?(?: INTO| FROM)? "(\w+)"', re.IGNORECASE)
# Who somebody is, that they guessed, and that the database can be written to, is written for whoever asks.
NOTED_OF_ANYBODY = {"django_session", "accounts_failedtry", "cache", "operations_heartbeat"}
SIGN_INS = ["account_login", "admin:login"]


def addresses(resolver=None, route="", space="") -> dict[str, str]:
    """Return the route of every address by its full name, or by the route itself where it has no name."""
    found = {}
    for pattern in (resolver or get_resolver()).url_patterns:
        path = route + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLPattern):
            found[f"{space}{pattern.name or path}"] = path
        else:
            found |= addresses(pattern, path, f"{space}{pattern.namespace}:" if pattern.namespace else space)
    return found


def path_of(world, row: Row, route: str) -> str:
    """Return the address of ``row`` with the keys of rows of ``world``."""
    return "/" + PART.sub(lambda part: str(_value(world, row, route, part.group(1))), route)


def _value(world, row, route, part):
    fixed = [each for each in route.split("/") if each and not each.startswith("<")]
    short = row.name.split(":")[-1]
    # "sittings/pk" is the key of a sitting, not that of the cohort in "cohorts/<pk>/sittings/".
    own = None if part == "pk" and short in fixed[1:] else f"{short}/{part}"
    names = [row.where.get(part), own, f"{'/'.join(fixed[:2])}/{part}", f"{fixed[0]}/{part}", part]
    for name in names:
        if name in world.values:
            return world.values[name]
    raise AssertionError(
        f"{row.name} ({route}): nothing stands for <{part}>. Give it in `world.values` of "
        f'tests/permissions/world.py, as "{fixed[0]}/{part}" or "{short}/{part}".'
    )


@dataclass(frozen=True)
class Answer:
    """What came back: ``code`` is a status, or "sign-in" for the way to the sign-in page; and the tables written."""

    code: int | str
    written: frozenset[str]


def ask(client, method: str, path: str, sends=None, *, is_kept: bool = False) -> Answer:
    """Open ``path`` as ``client``, and put back what it changed, unless that ``is_kept``."""
    cookies = client.cookies.copy()
    with written_tables() as written, transaction.atomic():
        response = getattr(client, method)(path, sends or {})
        transaction.set_rollback(not is_kept)
    client.cookies = cookies
    return Answer(_code(response), frozenset(written))


def _code(response):
    if response.status_code not in (301, 302):
        return response.status_code
    target = urlsplit(response["Location"])
    # Forms that learners send lead to their own way in, and back.
    is_way_in = target.path == reverse("courses:join") and target.query.startswith("next=")
    return "sign-in" if is_way_in or target.path in map(reverse, SIGN_INS) else 302


@contextmanager
def written_tables() -> Iterator[set[str]]:
    """Gather the names of the tables that are written until the block ends."""
    found: set[str] = set()

    def watch(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        # A write that finds no row to change is none: "if nobody was first" is asked in one statement.
        if (write := WRITE.match(sql)) and (write.group(1) == "INSERT" or context["cursor"].rowcount != 0):
            found.add(write.group(2))
        return result

    with connection.execute_wrapper(watch):
        yield found


def expected(door: Door | None, role: str, codes: tuple[int, ...], *, is_told: bool = False) -> set[int | str]:
    """Return the answers that ``role`` may get at a door."""
    if door is None:
        return {405}
    if role in door.roles:
        return set(codes)
    if role in door.inside:
        return {door.inside[role]}
    if door.otherwise == 404 and role in NOT_SIGNED_IN:
        return {401} if is_told else {"sign-in"}
    return {door.otherwise}


def digest_of_all_rows() -> dict[str, str]:
    """Return a digest of every table, without those that are written for anybody."""
    digests = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table not in NOTED_OF_ANYBODY:
            rows = sorted(map(repr, model.objects.values_list()))
            digests[model._meta.db_table] = sha256("\n".join(rows).encode()).hexdigest()
    return digests
