"""Failed tries: counted per key and address, forgotten after the window."""

from datetime import timedelta

import pytest

from accounts.actions import create_learner_account, forget_failed_tries, is_limit_reached, record_failed_try
from accounts.models import FailedTry
from tests.factories import NOW

pytestmark = pytest.mark.django_db
HERE = {"scope": "pin", "key": "amina", "address": "10.0.0.1"}


def test_the_limit_is_reached_by_this_key_from_this_address_only():
    for _ in range(3):
        record_failed_try(**HERE, now=NOW)
    reached = [
        is_limit_reached(**{**HERE, **change}, limit=3, now=NOW)
        for change in ({}, {"key": "binta"}, {"address": "10.0.0.2"}, {"scope": "code"})
    ]
    assert reached == [True, False, False, False]
    assert not is_limit_reached(**HERE, limit=4, now=NOW)


def test_old_tries_count_no_more_and_are_deleted():
    record_failed_try(**HERE, now=NOW)
    later = NOW + FailedTry.WINDOW
    assert not is_limit_reached(**HERE, limit=1, now=later)
    record_failed_try(**HERE, now=later)
    assert [row.at for row in FailedTry.objects.all()] == [later]


def test_forgetting_clears_every_address_and_may_be_repeated():
    for address in ("10.0.0.1", "10.0.0.2"):
        record_failed_try(**{**HERE, "address": address}, now=NOW + timedelta(seconds=1))
    record_failed_try(**{**HERE, "key": "binta"}, now=NOW)
    for _ in range(2):
        forget_failed_tries(scope="pin", key="amina")
    assert FailedTry.objects.count() == 1


def test_neither_key_nor_address_is_stored_in_the_clear():
    record_failed_try(**HERE, now=NOW)
    row = FailedTry.objects.get()
    assert "amina" not in row.key
    assert "10.0.0.1" not in row.address


def test_a_learner_account_has_no_password():
    user = create_learner_account(name="Amina Diallo")
    assert (user.name, user.is_staff, user.has_usable_password()) == ("Amina Diallo", False, False)
    assert str(user) == user.get_full_name() == user.get_short_name() == "Amina Diallo"
