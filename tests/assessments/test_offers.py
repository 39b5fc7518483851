"""What those who teach are told about a sitting: forms that are not alike, answers that are given away."""

import pytest
from django.urls import reverse

from assessments.models import QuestionOutcome, Sitting
from assessments.reports.offers import warnings_of
from tests.assessments.factories import FormFactory, SittingFactory
from tests.assessments.test_sittings_views import body, build_world
from tests.factories import NOW, OutcomeFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
world_once, world = built_once(build_world)


def test_two_forms_that_are_not_alike_are_pointed_out(world):
    unlike = FormFactory(types=["true-false", "check-one"], lesson=world.form.lesson)
    QuestionOutcome.objects.create(
        question=unlike.items.get(position=1).version.question,
        outcome=OutcomeFactory(lesson=world.form.lesson, position=1),
        position=0,
    )
    world.sitting.form_b = unlike
    assert warnings_of(world.sitting, NOW) == [
        "The two forms have different totals: 1 and 2 points.",
        "The two forms have different numbers of questions of a type.",
        "The two forms ask differently often about a learning outcome (O2: 0 and 1).",
    ]
    world.sitting.form_b = world.other
    assert warnings_of(world.sitting, NOW) == []


def test_a_practice_that_gives_answers_of_a_quiz_away_is_pointed_out(client, world):
    practice = SittingFactory(
        form_a=world.form, cohort=world.cohort, kind="practice", label="Practice", release_answers="at-once"
    )
    client.force_login(world.instructor)
    page = body(client.get(reverse("assessments:sitting", args=[practice.pk])))
    assert "“First quiz”, which is not closed, asks 1 of its questions." in page
    assert "“Practice” shows right answers at once, and has 1 of these" in body(
        client.get(reverse("assessments:sitting", args=[world.sitting.pk]))
    )
    Sitting.objects.filter(pk=world.sitting.pk).update(opens_at=NOW, closes_at=NOW)
    assert warnings_of(practice, NOW) == []
    practice.release_answers = practice.release_feedback = "by-hand"
    Sitting.objects.filter(pk=world.sitting.pk).update(closes_at=None)
    assert warnings_of(practice, NOW) == []
