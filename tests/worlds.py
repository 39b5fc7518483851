"""Worlds that the tests of a module share: built once, and as new for every test."""

from copy import deepcopy

import pytest
from django.db import transaction

from tests.sheets import forget_forms


def built_once(build):
    """Return two fixtures of a module: ``world_once``, and the world itself, under the name that the module gives it.

    ``build`` writes its rows once, in a transaction around all tests of the module, which ends by taking them back.
    Each test runs in a transaction inside it, and gets a copy of what ``build`` returned. So a test may change rows
    and objects as it likes. Not for modules with tests that commit.
    """

    @pytest.fixture(scope="module", autouse=True)
    def world_once(django_db_setup, django_db_blocker):
        forget_forms()
        with django_db_blocker.unblock(), transaction.atomic():
            yield build()
            transaction.set_rollback(True)

    @pytest.fixture
    def world(world_once, db):
        return deepcopy(world_once)

    return world_once, world
