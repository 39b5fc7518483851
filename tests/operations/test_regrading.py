"""Scoring everything again finds what is not as it was, and tells it from what was corrected since."""

from datetime import timedelta

import pytest

from assessments.actions.corrections import Correction
from assessments.actions.regrading import apply_regrade, undo_regrade
from assessments.models import KeyRevision, RegradeRun, Score
from operations.backups.regrading import regrade_all
from operations.backups.verifying import sentences
from records.actions.erasing import erase_person
from tests.assessments.factories import AttemptFactory
from tests.assessments.takers import POSITIONS, RIGHT, WRONG, answer_all, send
from tests.factories import NOW, UserFactory

LATER = NOW + timedelta(days=1)


@pytest.fixture
def taken(db):
    """An attempt that was answered and sent, and another one that is still open."""
    attempt = AttemptFactory()
    answer_all(attempt, RIGHT)
    send(attempt)
    answer_all(AttemptFactory(sitting=attempt.sitting), WRONG)
    return attempt


def found(now=LATER):
    regraded = regrade_all(now)
    return regraded.n_attempts, regraded.n_scores, regraded.n_outdated, len(regraded.differences)


def check_one(attempt):
    return attempt.form.items.get(position=POSITIONS["check-one"]).version


def correct(version, policy, key=None):
    correction = Correction(version=version, policy=policy, key=key)
    return apply_regrade(correction=correction, reason="Wrong key", by=UserFactory(), now=NOW + timedelta(hours=1))


def test_nothing_changed_has_no_differences(taken, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert found() == (1, len(RIGHT), 0, 0)
    assert Score.objects.count() == len(RIGHT)


def test_the_number_of_queries_does_not_grow(taken, django_assert_max_num_queries):
    for _ in range(4):
        attempt = AttemptFactory(sitting=taken.sitting)
        answer_all(attempt, WRONG)
        send(attempt)
    with django_assert_max_num_queries(12):
        assert found() == (5, 5 * len(RIGHT), 0, 0)


@pytest.mark.parametrize("change", [{"points": 0}, {"verdict": "wrong"}, {"share": "1/7"}, {"rule": "another"}])
def test_what_was_tampered_with_is_a_difference(taken, change):
    Score.objects.filter(position=POSITIONS["check-one"]).update(**change)
    assert found() == (1, len(RIGHT), 0, 1)
    regraded = regrade_all(LATER)
    assert sentences(regraded)[0] == f"Scored again: {len(RIGHT)} answers of 1 attempts, 1 differences."
    assert sentences(regraded)[1].startswith(f"Question {POSITIONS['check-one'] + 1} of attempt {taken.pk} was worth ")


def test_an_answer_that_was_tampered_with_is_a_difference(taken):
    taken.responses.filter(position=POSITIONS["check-one"]).update(answer="b")
    assert found() == (1, len(RIGHT), 0, 1)


@pytest.mark.parametrize("policy", RegradeRun.Policy)
def test_regrades_and_their_undoing_have_no_differences(taken, policy):
    """Each score is held to the key it was scored with, and what people decided for everybody is left alone."""
    version = check_one(taken)
    key = version.key_revisions.get().key if policy in {"new-key", "never-lower"} else None
    run = correct(version, policy, key)
    assert found()[3] == 0
    undo_regrade(run=run, by=UserFactory(), now=NOW + timedelta(hours=2))
    assert found()[3] == 0


def test_what_an_older_engine_scored_is_outdated_not_different(taken):
    Score.objects.update(engine_version="0", points=0)
    regraded = regrade_all(LATER)
    assert (regraded.n_outdated > 0, regraded.differences) == (True, ())
    assert "were scored by an older program or before a key was corrected" in sentences(regraded)[1]


def test_what_was_scored_before_a_key_was_corrected_is_outdated(taken):
    Score.objects.filter(position=POSITIONS["check-one"]).update(points=0)
    KeyRevision.objects.filter(version=check_one(taken)).update(created_at=NOW + timedelta(hours=3))
    assert found() == (1, len(RIGHT), 1, 0)


def test_what_erased_people_scored_stays_and_is_no_difference(taken):
    """Their texts are gone, so that scoring them again would say nothing."""
    erase_person(seat=taken.enrolment, by=None, now=NOW)
    assert Score.objects.count() == len(RIGHT)
    assert found() == (0, 0, 0, 0)
