"""A key is corrected in the same moment as somebody sends: real threads, each with a connection of its own."""

from copy import deepcopy

import pytest

from assessments.actions import regrading, scoring
from assessments.actions.corrections import Correction
from assessments.actions.regrading import apply_regrade, undo_regrade
from assessments.actions.reviewing import DecidedMeanwhileError, Decision, rule_answer
from assessments.models import RegradeRun, Ruling
from tests.assessments.crowd import stop_in
from tests.assessments.factories import SAMPLES, AttemptFactory
from tests.assessments.marked import make_sitting, teacher, total, version_of
from tests.assessments.takers import only, send
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(crowd):
    """Make or read rows in the database that the threads share: ``world(make)``."""
    return lambda make: crowd([make])[0]


@pytest.fixture
def sitting(world):
    return world(lambda: make_sitting("true-false"))


@pytest.fixture
def attempts(world, sitting):
    """Six open attempts with an answer that the first key calls wrong, and the corrected one right."""

    def make():
        attempts = AttemptFactory.create_batch(6, sitting=sitting)
        for attempt in attempts:
            attempt.responses.create(position=0, answer=True, sequence=1, event=attempt.device_key, saved_at=NOW)
        return attempts

    return world(make)


@pytest.fixture
def correct(world, sitting):
    director = world(lambda: teacher(sitting))

    def correct():
        key = {**deepcopy(SAMPLES["true-false"][2]), "answer": True}
        correction = Correction(version_of(sitting), RegradeRun.Policy.NEW_KEY, key)
        return apply_regrade(correction=correction, reason="The key was wrong", by=director, now=NOW)

    return correct


def test_a_key_corrected_while_somebody_is_scored_reaches_them(crowd, world, attempts, correct, monkeypatch):
    attempt, *_ = attempts
    meanwhile = stop_in(monkeypatch, scoring, "score_values")
    crowd([lambda: send(attempt), lambda: meanwhile(correct)])
    assert world(lambda: total(attempt)) == 1


def test_who_sends_while_a_key_is_corrected_gets_the_new_one(crowd, world, attempts, correct, monkeypatch):
    attempt, *_ = attempts
    meanwhile = stop_in(monkeypatch, regrading, "plan_correction")
    crowd([correct, lambda: meanwhile(lambda: send(attempt))])
    assert world(lambda: total(attempt)) == 1


def test_who_sends_while_a_correction_is_undone_gets_the_first_key(crowd, world, attempts, correct, monkeypatch):
    attempt, *_ = attempts
    run = world(correct)
    meanwhile = stop_in(monkeypatch, scoring, "score_values")
    undo = lambda: undo_regrade(run=run, by=run.by, now=NOW)  # noqa: E731
    crowd([lambda: send(attempt), lambda: meanwhile(undo)])
    assert world(lambda: total(attempt)) == 0


def test_everybody_who_sends_around_a_correction_has_the_new_points(crowd, world, attempts, correct):
    crowd([*(lambda each=each: send(each) for each in attempts), correct])
    assert world(lambda: [total(each) for each in attempts]) == [1] * len(attempts)
    assert world(lambda: [only(each).get().is_open for each in attempts]) == [False] * len(attempts)


def test_of_two_who_decide_otherwise_on_one_answer_the_second_is_told(world, crowd):
    quiz = world(lambda: make_sitting("blanks"))
    by, version = world(lambda: (teacher(quiz), version_of(quiz)))
    seen = world(lambda: regrading.newest_revision(version).key)

    def decide(verdict):
        decision = Decision(verdict)
        what = {"version": version, "blank": "team", "text": "Blue helpers", "by": by, "now": NOW, "seen": seen}
        try:
            return rule_answer(decision=decision, **what).reason
        except DecidedMeanwhileError:
            return "told"

    reasons = crowd([lambda: decide(Ruling.Verdict.ACCEPT), lambda: decide(Ruling.Verdict.WRONG)])
    assert (reasons.count("told"), world(RegradeRun.objects.count)) == (1, 1)
