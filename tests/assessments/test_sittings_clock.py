"""The clock of a quiz on its page, for those who look after the cohort: what is over, and when it opens and closes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Attempt
from assessments.reports.sittings import Stage
from tests.assessments.factories import AttemptFactory, FormFactory, SittingFactory
from tests.factories import NOW, EnrolmentFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sitting():
    return SittingFactory(form_a=FormFactory(types=["true-false"]), opens_at=NOW, minutes=20)


@pytest.fixture
def staff(client, sitting):
    client.force_login(EnrolmentFactory(cohort=sitting.cohort, instructor=True).user)
    return client


def page(sitting):
    return reverse("assessments:sitting", args=[sitting.pk])


def test_what_phones_that_vanished_have_saved_is_taken_in_while_the_quiz_stays_open(staff, sitting):
    now = timezone.now()
    going_on = AttemptFactory(sitting=sitting, deadline=now + 9 * MINUTE)
    assert "Take in what was saved" not in staff.get(page(sitting)).content.decode()
    over = AttemptFactory(sitting=sitting, deadline=now - 9 * MINUTE)
    button = reverse("assessments:sitting-change", args=[sitting.pk, "take-in"])
    text = staff.get(page(sitting)).content.decode()
    assert ("The time of 1 learner is over" in text, f'action="{button}"' in text) == (True, True)
    assert [staff.post(button)["Location"] for _ in range(2)] == [page(sitting)] * 2
    over.refresh_from_db()
    assert (over.close_reason, list(Attempt.objects.open())) == ("expired", [going_on])
    response = staff.get(page(sitting))
    left = "Take in what was saved" in response.content.decode()
    assert (response.context["status"].stage, left) == (Stage.OPEN, False)
