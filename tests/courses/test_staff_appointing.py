"""Appointing people who have an account already, and ending the part of an instructor."""

import pytest
from django.test import Client

from courses.models import AuditRow, Enrolment
from courses.staff.actions import end_appointment
from tests.accounts.people import just_signed_in
from tests.factories import NOW, CohortFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return CohortFactory()


@pytest.fixture
def director(cohort):
    return EnrolmentFactory(course=cohort.course, director=True).user


def signed_in(user):
    return just_signed_in(Client(), user)


@pytest.mark.parametrize(("name", "is_appointed"), [("Ivo New", True), (" ivo NEW", True), ("Q", False), ("", False)])
def test_somebody_with_an_account_is_appointed_by_user_name_and_name(director, cohort, name, is_appointed):
    EnrolmentFactory(instructor=True, user__username="i.new", user__name="Ivo New")
    page = signed_in(director).post("/staff/new/", {"username": "i.new", "name": name, "part": f"cohort-{cohort.pk}"})
    assert (page.status_code, cohort.enrolments.filter(user__username="i.new").exists()) == (
        302 if is_appointed else 422,
        is_appointed,
    )
    if not is_appointed:
        assert "Ivo New" not in page.content.decode()


def test_a_director_ends_the_part_of_an_instructor_who_does_not_see_the_cohort_any_more(director, cohort):
    seat = EnrolmentFactory(cohort=cohort, instructor=True, user__name="Ivo New")
    there = signed_in(seat.user)
    assert there.get(f"/cohorts/{cohort.pk}/").status_code == 200
    client = signed_in(director)
    assert "Ivo New</bdi>" in client.get(f"/cohorts/{cohort.pk}/settings/").content.decode()
    for said in (["Ivo New is no longer an instructor of this cohort."], []):
        page = client.post(f"/cohorts/{cohort.pk}/instructors/{seat.pk}/remove/", follow=True)
        assert [str(message) for message in page.context["messages"]] == said
    assert "Ivo New</bdi>" not in page.content.decode()
    assert there.get(f"/cohorts/{cohort.pk}/").status_code == 404
    note = AuditRow.objects.get(verb="end appointment")
    assert (note.by, note.cohort) == (director, cohort)


def test_who_was_ended_before_setting_a_password_is_appointed_again(director, cohort):
    client = signed_in(director)
    form = {"username": "i.new", "name": "Ivo New", "part": f"cohort-{cohort.pk}"}
    for _ in range(2):
        client.post("/staff/new/", form)
        seat = cohort.enrolments.get(user__username="i.new")
        assert end_appointment(seat=seat, by=director, now=NOW)
        assert not end_appointment(seat=seat, by=director, now=NOW)
    assert AuditRow.objects.filter(verb="end appointment").count() == 2


def test_only_instructors_are_ended_and_only_directors_see_the_list(director, cohort):
    learner = EnrolmentFactory(cohort=cohort)
    signed_in(director).post(f"/cohorts/{cohort.pk}/instructors/{learner.pk}/remove/")
    assert Enrolment.objects.filter(pk=learner.pk).exists()
    assert (
        'id="instructors"'
        not in signed_in(EnrolmentFactory(cohort=cohort, instructor=True).user)
        .get(f"/cohorts/{cohort.pk}/settings/")
        .content.decode()
    )
