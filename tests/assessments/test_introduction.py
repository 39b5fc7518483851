"""The introduction to a quiz: how it stands, how it is scored, and what one can do next."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import Attempt
from tests.assessments.factories import AttemptFactory, FormFactory, SittingFactory
from tests.factories import NOW, EnrolmentFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ({}, "Start the quiz"),
        ({"opens_at": None}, "Your instructor will open this quiz."),
        ({"opens_at": NOW + MINUTE}, "This quiz opens on"),
        ({"opens_at": NOW - MINUTE, "closes_at": NOW}, "This quiz closed on"),
        ({"minutes": 20}, "20 minutes from the moment you start"),
    ],
)
def test_the_introduction_says_how_it_stands(client, rules, says):
    sitting = SittingFactory(**rules)
    client.force_login(EnrolmentFactory(cohort=sitting.cohort).user)
    text = client.get(f"/quiz/{sitting.pk}/").content.decode()
    assert says in text
    assert ("Start the quiz" in text) == sitting.is_open(NOW)
    assert "5 questions, 5 points" in " ".join(text.split())


def test_the_introduction_tells_the_rules_of_scoring_before_answering(client):
    sitting = SittingFactory(form_a=FormFactory(types=["check-all", "narrative"]))
    client.force_login(EnrolmentFactory(cohort=sitting.cohort).user)
    text = client.get(f"/quiz/{sitting.pk}/").content.decode()
    assert "Marking everything earns nothing." in text
    assert "Written answers are marked by a person" in text
    assert "True or false" not in text


def test_nobody_is_told_to_go_on_when_the_time_is_over(client):
    attempt = AttemptFactory()
    client.force_login(attempt.enrolment.user)
    address = f"/quiz/{attempt.sitting.pk}/"
    assert "Go on with the quiz" in client.get(address).content.decode()
    Attempt.objects.update(deadline=NOW - 5 * MINUTE)
    text = client.get(address).content.decode()
    assert "Go on with the quiz" not in text
    assert "The time is over." in text
    assert f'href="/attempts/{attempt.pk}/">See what was saved<' in text


@pytest.mark.parametrize(("attempts", "says"), [(1, "You may try once."), (3, "You may try 3 times.")])
def test_a_practice_says_how_often_one_may_try(client, attempts, says):
    sitting = SittingFactory(kind="practice", attempts_allowed=attempts)
    client.force_login(EnrolmentFactory(cohort=sitting.cohort).user)
    assert f"It is for practice. {says}" in client.get(f"/quiz/{sitting.pk}/").content.decode()


@pytest.mark.parametrize(("given", "says"), [("form_a", ["5 questions"]), ("form_b", ["1 question"]), (None, [])])
def test_the_introduction_counts_the_questions_of_the_form_that_one_gets(client, given, says):
    form = FormFactory()
    sitting = SittingFactory(form_a=form, form_b=FormFactory(types=["true-false"], lesson=form.lesson))
    seat = EnrolmentFactory(cohort=sitting.cohort)
    if given:
        sitting.allocations.create(enrolment=seat, form=getattr(sitting, given))
    client.force_login(seat.user)
    text = client.get(f"/quiz/{sitting.pk}/").content.decode()
    assert re.findall(r"(\d+ questions?),\s+\d+ point", text) == says
