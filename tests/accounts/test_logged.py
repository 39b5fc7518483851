"""Who gets in, and who lets others in, is in the log: with keys of accounts, and nothing that anybody typed."""

import logging

import pytest

from accounts.actions import give_password_link, remove_second_step, set_account_open, unlock_password
from courses.staff.actions import invite_staff
from tests.accounts.people import PASSWORD, with_app
from tests.factories import NOW, CohortFactory, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(caplog):
    caplog.set_level(logging.INFO)
    return lambda: [each.getMessage() for each in caplog.records if each.name.split(".")[0] in {"accounts", "courses"}]


def test_passwords(client, said):
    user = UserFactory(username="ingrid")
    for password in ["wrong-secret"] * 5 + [PASSWORD]:
        client.post("/account/sign-in/", {"login": "ingrid", "password": password})
    unlock_password(user=user, by=user)
    client.post("/account/sign-in/", {"login": "ingrid", "password": PASSWORD})
    assert said() == [
        *["password refused"] * 5,
        "too many passwords tried for one name from one address",
        f"unlocked: {user.pk}, by {user.pk}",
        f"signed in: {user.pk}",
    ]


def test_pins(client, said):
    cohort = CohortFactory(join_code="7KQ4MP")
    seat = EnrolmentFactory(cohort=cohort, user__name="Amina Diallo", pin="482193")
    client.post("/join/7KQ4MP/", {"name": "Binta Sow", "join_token": "t"})
    client.post("/join/7KQ4MP/", {"name": "Amina Diallo", "join_token": "u"})
    for pin in ("000000", "482193"):
        client.post("/join/7KQ4MP/pin/", {"pin": pin})
    assert said() == [
        f"joined: seat {cohort.enrolments.get(user__name='Binta Sow').pk}",
        f"PIN refused: cohort {cohort.pk}",
        f"came back with a PIN: seat {seat.pk}",
    ]


def test_what_is_done_to_the_accounts_of_others(said):
    admin, other, cohort = UserFactory(is_superuser=True), with_app(), CohortFactory()
    give_password_link(user=other, by=admin)
    give_password_link(user=other, by=None)
    remove_second_step(user=other, by=admin)
    set_account_open(user=other, is_open=False, by=admin)
    invited = invite_staff(username="i.new", name="Ivo", cohort=cohort, course=None, by=admin, now=NOW).user
    assert said() == [
        f"password link: for {other.pk}, by {admin.pk}",
        f"password link: for {other.pk}, by the terminal",
        f"second step removed: of {other.pk}, by {admin.pk}",
        f"account closed: {other.pk}, by {admin.pk}",
        f"appointed: {invited.pk}, by {admin.pk}",
    ]
