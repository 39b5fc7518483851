"""Every address, opened by everybody, with GET and POST: the answers are those of the table, and nobody who is refused
changes anything.
"""

from functools import partial

import pytest

from courses.models import Cohort, CohortQuerySet
from tests.factories import NOW
from tests.permissions.asking import NOTED_OF_ANYBODY, PART, addresses, ask, digest_of_all_rows, expected, path_of
from tests.permissions.table import ADMIN, ROLES, ROWS
from tests.permissions.world import client_of, make_world

ENTRIES = {"admin:login", "admin:logout"}  # they lead to signing in and out, which have rows of their own
# What has to do with no cohort, or is done to an archive.
EVEN_IN_ARCHIVES = {
    "assessments:form-copy",
    "assessments:form-discard",
    "assessments:form-edit",
    "assessments:forms",
    "assessments:regrade-undo",
    "assessments:course-mastery",
    "courses:cohort-new",
    "courses:staff-do",
    "courses:staff-link",
    "lessons:slide-read",
    "records:cohort-reopen",
    "records:erase",
    "records:retention",
}
pytestmark = [pytest.mark.django_db, pytest.mark.journey]


def sent(world, row):
    return {name.format(**world.values): value.format(**world.values) for name, value in (row.sends or {}).items()}


def faults(world, role, client, rows):
    """Return what was answered or written to ``role`` otherwise than ``rows`` say.

    What those who may do change is put back; what is changed by others, if anything, is left to be seen.
    """
    routes = addresses()
    return [
        fault
        for row in rows
        for path in [path_of(world, row, routes[row.name])]
        for fault in [
            *_faults(role, row, "get", row.get, row.gets, partial(ask, client, "get", path)),
            *_faults(role, row, "post", row.post, row.answers, partial(ask, client, "post", path, sent(world, row))),
        ]
    ]


def _faults(role, row, method, door, codes, opened):
    may = door is not None and role in door.roles
    answer, wanted = opened(is_kept=not may), expected(door, role, codes, is_told=row.is_told)
    about = f"{method.upper()} {row.name} as {role}"
    if answer.code not in wanted:
        yield f"{about}: answered {answer.code}, the table says {sorted(map(str, wanted))}"
    written = answer.written - NOTED_OF_ANYBODY
    if written and (not may or method == "get"):
        yield f"{about}: wrote {sorted(written)}"
    if may and method == "post" and row.sends is not None and not written:
        yield f"{about}: changed nothing, so the row, or the world, is too poor to test it"


def faults_of_administration(role, client):
    """Return what the administration answered to somebody who may not be there, or kept from an administrator."""
    if role in ADMIN.roles:
        answer = ask(client, "get", "/admin/")
        return [] if answer.code == 200 else [f"/admin/ as {role}: {answer.code}"]
    routes = {
        name: "/" + PART.sub("1", route)
        for name, route in addresses().items()
        if name.startswith("admin:") and name not in ENTRIES
    }
    asked = {f"{name} as {role}": ask(client, "post", path, is_kept=True) for name, path in routes.items()}
    return [
        f"{name}: {answer}"
        for name, answer in asked.items()
        if answer.code != "sign-in" or answer.written - NOTED_OF_ANYBODY
    ]


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_what_the_table_says(role):
    world = make_world()
    client = client_of(world, role)
    before = digest_of_all_rows()
    found = faults(world, role, client, [row for row in ROWS.values() if row.get is not ADMIN])
    found += faults_of_administration(role, client)
    assert not found, "\n" + "\n".join(found)
    assert digest_of_all_rows() == before


def test_control_a_door_that_stands_open_is_found(monkeypatch):
    world, role = make_world(), "learner elsewhere"
    client, before = client_of(world, role), digest_of_all_rows()
    monkeypatch.setattr(CohortQuerySet, "taught_by", lambda cohorts, user: cohorts)
    assert faults(world, role, client, [ROWS["courses:cohort"], ROWS["courses:study"]]) == [
        "GET courses:cohort as learner elsewhere: answered 200, the table says ['404']",
        "GET courses:study as learner elsewhere: answered 302, the table says ['404']",
        "POST courses:study as learner elsewhere: answered 302, the table says ['404']",
        "POST courses:study as learner elsewhere: wrote ['assessments_auditrow', 'courses_cohort']",
    ]
    after = digest_of_all_rows()
    assert {table for table in after if after[table] != before[table]} == {"assessments_auditrow", "courses_cohort"}


def test_control_a_door_that_is_shut_to_those_who_may_is_found(monkeypatch):
    world, role = make_world(), "director"
    monkeypatch.setattr(CohortQuerySet, "taught_by", lambda cohorts, user: cohorts.none())
    assert faults(world, role, client_of(world, role), [ROWS["courses:cohort"]]) == [
        "GET courses:cohort as director: answered 404, the table says ['200']"
    ]


@pytest.mark.parametrize("role", ["guest", "learner", "instructor", "director"])
def test_nothing_changes_in_an_archived_cohort(role):
    world = make_world()
    client, routes = client_of(world, role), addresses()
    Cohort.objects.filter(pk=world.cohort.pk).update(archived_at=NOW, archived_by=world.people["director"])
    found = []
    for row in ROWS.values():
        if row.post is None or row.post is ADMIN or row.name in EVEN_IN_ARCHIVES:
            continue
        answer = ask(client, "post", path_of(world, row, routes[row.name]), sent(world, row))
        if answer.written - NOTED_OF_ANYBODY:
            found.append(f"POST {row.name} as {role}: {answer}")
    assert found == []
