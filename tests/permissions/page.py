"""Writes docs/permissions.md from the table: ``python -m tests.permissions.page``, or ``make permissions``."""

import os
from pathlib import Path

from tests.permissions.table import DOORS, GROUPS, ROLES, Row

INTRODUCTION = """\
# Who may do what

A person has a role in a cohort or a course, never in the whole installation: the same person may teach one cohort and
learn in another. What somebody may not see does not exist for them (404), whether it is there or not, so nobody learns
from an answer what another cohort has. Who may see a page and still not do something on it is told so (403). Who is
not signed in is asked to, and a script that is not signed in is answered 401.

This page is written by `make permissions` from `tests/permissions/table.py`. `tests/permissions/` opens every address
of the URL configuration as each of the people below, with GET and with POST, in a world in which every address leads
to a real row: {n_addresses} addresses, {n_roles} people. An address without a row fails the tests. Whoever is refused
must have changed nothing, in any table.

## The people of the tests

| who | is |
|---|---|
"""
RULES = """\

## Rules behind the doors

- **Learners** see their own attempts and results, and what their class and their group do together. Nobody sees the
  answers of a classmate.
- **Instructors** see and change everything of the cohorts they teach, and nothing of other cohorts of the same course.
  Questions, forms and keys belong to the lesson: all who teach the course share them. Answers that wait for a person
  are shown only of one's own cohorts.
- **Directors** see and change everything of every cohort of the courses they direct, and nothing of other courses.
- **Administrators** have the administration pages, and no part in a course unless they are given one. Personal data is
  in the administration only for them; nobody else comes past its sign-in page.
- **Guests** rate briefings with a code, on one device, and see nothing else.
"""


def written(routes: dict[str, str]) -> str:
    """Return the page. ``routes`` are those of ``asking.addresses``."""
    parts = [INTRODUCTION.format(n_addresses=len(routes), n_roles=len(ROLES))]
    parts += [f"| {role} | {words} |\n" for role, words in ROLES.items()]
    parts.append("\n## The doors\n\nWho comes in by each door. Elsewhere on this page a door has its short name.\n\n")
    parts.append(f"| door | who | {' | '.join(ROLES)} |\n|---|---|{'---|' * len(ROLES)}\n")
    for door in DOORS:
        ticks = " | ".join("✓" if role in door.roles else "" for role in ROLES)
        parts.append(f"| **{door.name}** | {door.words} | {ticks} |\n")
    parts.append(RULES)
    for title, rows in GROUPS.items():
        parts.append(f"\n## {title}\n\n| address | GET | POST |\n|---|---|---|\n")
        parts += [_line(row, routes) for row in rows]
    return "".join(parts)


def _line(row: Row, routes: dict[str, str]) -> str:
    route = routes.get(row.name, "admin/…")
    return f"| `/{route}` | {row.get.name if row.get else '–'} | {row.post.name if row.post else '–'} |\n"


def write() -> None:
    """Write the page from the URL configuration of the tests."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from tests.permissions.asking import addresses

    page = Path(__file__).parents[2] / "docs" / "permissions.md"
    page.write_text(written(addresses()), encoding="utf-8")


if __name__ == "__main__":
    write()
