"""Learners who typed a wrong PIN too often are listed for those who teach them, and let in again."""

import pytest
from django.test import Client

from tests.accounts.people import just_signed_in
from tests.factories import CohortFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return CohortFactory(name="March")


@pytest.fixture
def instructor(cohort):
    return EnrolmentFactory(cohort=cohort, instructor=True).user


def as_(user):
    return just_signed_in(Client(), user)


def guess(cohort, name, times, pin="000000", client=None):
    client = client or Client()
    client.post(f"/join/{cohort.join_code}/", {"name": name, "join_token": "t"})
    return [client.post(f"/join/{cohort.join_code}/pin/", {"pin": pin}).status_code for _ in range(times)]


def test_locked_learners_are_listed_and_let_in_again(cohort, instructor):
    EnrolmentFactory(cohort=cohort, user__name="Amina Diallo", pin="482193")
    EnrolmentFactory(cohort=cohort, user__name="Binta Sow", pin="482194")
    assert guess(cohort, "Amina Diallo", 6) == [422] * 5 + [429]
    guess(cohort, "Binta Sow", 4)
    staff = as_(instructor)
    page = staff.get(f"/cohorts/{cohort.pk}/locked/")
    assert [seat.user.name for seat in page.context["seats"]] == ["Amina Diallo"]
    assert "1 learner typed a wrong PIN too often." in staff.get(f"/cohorts/{cohort.pk}/").content.decode()
    seat = page.context["seats"][0]
    for _ in range(2):
        answer = staff.post(f"/cohorts/{cohort.pk}/learners/{seat.pk}/unlock/")
        assert answer["Location"] == f"/cohorts/{cohort.pk}/locked/"
    assert guess(cohort, "Amina Diallo", 1, "482193") == [302]
    assert "Nobody is locked out." in staff.get(f"/cohorts/{cohort.pk}/locked/").content.decode()


def test_the_list_of_locked_learners_is_for_who_teaches_them(client, cohort):
    seat = EnrolmentFactory(cohort=cohort)
    stranger = EnrolmentFactory(instructor=True).user
    pages = [f"/cohorts/{cohort.pk}/locked/", f"/cohorts/{cohort.pk}/learners/{seat.pk}/unlock/"]
    for page, method in zip(pages, ("get", "post"), strict=True):
        assert getattr(client, method)(page).status_code == 302
        for user in (seat.user, stranger):
            assert getattr(as_(user), method)(page).status_code == 404
