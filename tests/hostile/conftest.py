"""One world for a whole module; each body meets it as it was."""

import pytest
import scipy.optimize  # noqa: F401 - loaded when it is first used, which would count as somebody's answer
from django.core.cache import cache
from django.db import transaction

from assessments import lesson_keys, sheets
from tests.hostile.endpoints import clients_of, endpoints, forms_of
from tests.permissions.world import make_world


@pytest.fixture(scope="module")
def ground(django_db_setup, django_db_blocker):
    """The world, its browsers and its forms; nothing of it stays in the database."""
    sheets.forget_sheets()
    lesson_keys.forget_keys()
    with django_db_blocker.unblock():
        with transaction.atomic():
            world = make_world()
            clients = clients_of(world)
            yield world, clients, forms_of(world, clients)
            transaction.set_rollback(True)
        cache.clear()


def pytest_generate_tests(metafunc):
    if "endpoint" in metafunc.fixturenames:
        found = endpoints()
        metafunc.parametrize("endpoint", found, ids=[each.name for each in found])
