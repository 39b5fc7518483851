"""The table names every address once, and the page in docs/ is made from it."""

from pathlib import Path

from tests.permissions import page
from tests.permissions.asking import addresses
from tests.permissions.table import DOORS, GROUPS, ROLES, ROWS

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"


def missing(found):
    """Return what to add for each address without a row."""
    return [
        f"{name} ({route}) has no row. Add to tests/permissions/table.py, with who may GET and POST it:\n"
        f'    Row("{name}", get=STAFF, post=STAFF),\n'
        "then run `make permissions`."
        for name, route in found.items()
        if name not in ROWS and not name.startswith("admin:")
    ]


def test_every_address_has_a_row():
    gaps = missing(addresses())
    assert not gaps, "\n" + "\n".join(gaps)


def test_control_an_address_without_a_row_is_named_with_what_to_add():
    (gap,) = missing({**addresses(), "courses:secret": "cohorts/<key:pk>/secret/"})
    assert 'Row("courses:secret", get=STAFF, post=STAFF)' in gap


def test_every_row_is_of_an_address():
    assert [name for name in ROWS if name not in addresses() and name != "admin:*"] == []


def test_no_address_has_two_rows():
    names = [row.name for rows in GROUPS.values() for row in rows]
    assert len(names) == len(set(names))


def test_every_door_is_used_and_every_role_comes_through_one():
    used = [door for row in ROWS.values() for door in (row.get, row.post) if door]
    assert [door.name for door in DOORS if door not in used] == []
    assert {role for door in used for role in door.roles} == set(ROLES)


def test_the_page_is_made_from_the_table():
    assert PAGE.read_text(encoding="utf-8") == page.written(addresses()), "Run `make permissions`."
