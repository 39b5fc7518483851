"""Scores of an attempt: with the newest key, rounded once, and never an exception."""

import logging
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db.models import JSONNull
from hypothesis import given
from hypothesis import strategies as st

from assessments.actions.scoring import points_for, score_attempt
from assessments.lesson_keys import prepare_scoring, preparing
from assessments.models import FormItem, KeyRevision, Response, Score
from assessments.points import points_of
from assessments.scoring import ENGINE_VERSION
from tests.assessments.factories import SAMPLES, AttemptFactory, FormFactory, KeyRevisionFactory, blank_key
from tests.assessments.takers import N_LOCKS, POSITIONS, RIGHT, WRONG, answer_all
from tests.factories import NOW, TermFactory

pytestmark = pytest.mark.django_db


def scores_of(attempt):
    """Score and return (verdict, share, points) by type."""
    kinds = {position: kind for kind, position in POSITIONS.items()}
    score_attempt(attempt=attempt, now=NOW)
    return {kinds[row.position]: (row.verdict, row.share, row.points) for row in attempt.scores.all()}


def test_a_right_answer_earns_all_and_a_written_one_waits_for_a_person():
    attempt = AttemptFactory()
    answer_all(attempt, RIGHT)
    right = ("correct", "1/1", Decimal(1))
    assert scores_of(attempt) == dict.fromkeys(SAMPLES, right) | {"narrative": ("review", "0/1", Decimal(0))}


def test_a_wrong_answer_earns_nothing_and_an_unknown_one_waits():
    attempt = AttemptFactory()
    answer_all(attempt, WRONG)
    wrong, waiting = ("wrong", "0/1", Decimal(0)), ("review", "0/1", Decimal(0))
    assert scores_of(attempt) == dict.fromkeys(SAMPLES, wrong) | {"blanks": waiting, "narrative": waiting}


def test_nothing_answered_is_nothing_earned_and_nobody_has_to_look():
    attempt = AttemptFactory()
    assert scores_of(attempt) == dict.fromkeys(SAMPLES, ("unanswered", "0/1", Decimal(0)))
    assert not points_of([attempt])[attempt.pk].is_provisional


def test_what_is_stored_in_one_statement_is_what_django_would_have_stored():
    attempt = AttemptFactory()
    answer_all(attempt, RIGHT)
    score_attempt(attempt=attempt, now=NOW)
    stored = list(attempt.scores.order_by("pk"))
    rows = [{name: value for name, value in vars(row).items() if name not in {"_state", "id"}} for row in stored]
    attempt.scores.insert(rows)
    inserted = list(attempt.scores.order_by("pk").values()[len(rows) :])
    attempt.scores.bulk_create([Score(**row) for row in rows])
    of_django = list(attempt.scores.order_by("pk").values()[2 * len(rows) :])
    assert len(inserted) == len(of_django) == 5
    assert inserted == [row | {"id": ours["id"]} for row, ours in zip(of_django, inserted, strict=True)]


def test_nothing_is_stored_for_a_form_without_questions():
    attempt = AttemptFactory(sitting__form_a=FormFactory(types=[]))
    score_attempt(attempt=attempt, now=NOW)
    assert not Score.objects.exists()


def test_a_share_is_a_share_of_the_points_on_the_form():
    attempt = AttemptFactory(sitting__form_a=FormFactory(types=["check-all"]))
    FormItem.objects.update(points=Decimal("2.50"))
    Response.objects.create(attempt=attempt, position=0, answer=["a"], sequence=1, event="0" * 32, saved_at=NOW)
    score_attempt(attempt=attempt, now=NOW)
    score = attempt.scores.get()
    assert (score.verdict, score.share, score.points) == ("partial", "1/2", Decimal("1.250"))


@pytest.mark.parametrize(
    ("share", "points", "expected"),
    [
        ("1/3", "1", "0.333"),
        ("2/3", "1", "0.667"),
        ("1/16", "0.04", "0.002"),
        ("3/16", "0.04", "0.008"),
        ("1", "2.5", "2.5"),
    ],
)
def test_points_are_rounded_to_a_thousandth_half_to_even(share, points, expected):
    assert points_for(Fraction(share), Decimal(points)) == Decimal(expected)


@given(
    share=st.fractions(min_value=0, max_value=1, max_denominator=500),
    points=st.decimals(min_value="0.01", max_value=100, places=2),
)
def test_points_stay_within_zero_and_the_most(share, points):
    given_points = points_for(share, points)
    assert 0 <= given_points <= points
    assert abs(Fraction(given_points) - share * Fraction(points)) <= Fraction(1, 2000)


def test_the_newest_key_counts_and_is_pinned():
    attempt = AttemptFactory()
    answer_all(attempt, {"true-false": True})
    assert scores_of(attempt)["true-false"][0] == "wrong"
    first = KeyRevision.objects.get(version__type="true-false")
    corrected = KeyRevisionFactory(version=first.version, key=first.key | {"answer": True})
    assert scores_of(attempt)["true-false"][0] == "correct"
    rows = Score.objects.filter(position=POSITIONS["true-false"]).order_by("pk")
    assert [(row.revision, row.engine_version, row.at, row.regrade) for row in rows] == [
        (first, ENGINE_VERSION, NOW, None),
        (corrected, ENGINE_VERSION, NOW, None),
    ]


def test_the_glossary_of_the_lesson_expands_the_key():
    attempt = AttemptFactory()
    answer_all(attempt, {"blanks": {"team": "U.N.C.T."}})
    assert scores_of(attempt)["blanks"][0] == "review"
    TermFactory(lesson=attempt.form.lesson)
    assert scores_of(attempt)["blanks"][0] == "correct"


def test_an_answer_that_another_question_knows_is_no_slip_of_this_one():
    form = FormFactory(types=["blanks"])
    attempt = AttemptFactory(sitting__form_a=form)
    KeyRevisionFactory(
        version__type="blanks",
        version__question__lesson=form.lesson,
        key={"shared": None, "blanks": {"team": blank_key("UN County Team")}},
    )
    Response.objects.create(
        attempt=attempt, position=0, answer={"team": "UN County Team"}, sequence=1, event="0" * 32, saved_at=NOW
    )
    score_attempt(attempt=attempt, now=NOW)
    score = attempt.scores.get()
    assert score.verdict == "review"


def test_a_prepared_form_is_scored_without_reading_its_keys_again(django_assert_num_queries):
    attempt = AttemptFactory()
    prepare_scoring(attempt.form)
    with django_assert_num_queries(0):
        prepare_scoring(attempt.form)
    with django_assert_num_queries(6 + N_LOCKS):  # BEGIN, answers, newest keys, terms, scores, COMMIT
        score_attempt(attempt=attempt, now=NOW)


def test_who_finds_another_thread_preparing_does_not_wait(django_assert_num_queries):
    form = FormFactory()
    with preparing, django_assert_num_queries(0):
        prepare_scoring(form)


def test_scoring_twice_gives_the_same():
    attempt = AttemptFactory()
    answer_all(attempt, RIGHT | {"check-all": ["a", "c"]})
    kept = ["position", "revision", "verdict", "rule", "share", "points", "detail"]
    score_attempt(attempt=attempt, now=NOW)
    score_attempt(attempt=attempt, now=NOW)
    rows = list(Score.objects.order_by("pk").values(*kept))
    assert rows[:5] == rows[5:]


def test_a_score_explains_itself():
    attempt = AttemptFactory()
    answer_all(attempt, {"check-one": "b"})
    score_attempt(attempt=attempt, now=NOW)
    row = Score.objects.get(position=POSITIONS["check-one"])
    matched = {"place": "b", "typed": "b", "form": "b", "verdict": "wrong", "rule": "option"}
    assert (row.rule, row.detail) == (
        "option",
        {"matched": [matched], "feedback": ["TOKEN-FEEDBACK"], "misconceptions": [], "notes": [], "highlights": []},
    )


def test_a_stored_answer_that_cannot_be_read_goes_to_a_person_and_into_no_log(caplog, monkeypatch):
    attempt = AttemptFactory()
    answer_all(attempt, RIGHT | {"narrative": "TOKEN-LEARNER"})
    KeyRevision.objects.filter(version__type="check-one").update(key={"options": None}, digest="damaged")
    with caplog.at_level(logging.ERROR):
        scores = scores_of(attempt)
    assert (scores["check-one"], scores["true-false"][0]) == (("review", "0/1", Decimal(0)), "correct")
    assert [record.getMessage() for record in caplog.records] == [
        f"Cannot score item {POSITIONS['check-one']} of attempt {attempt.pk}; a person must look"
    ]


@pytest.mark.parametrize("bad", [JSONNull(), 7, "x" * 9, [], {"team": 7}, {"team": None}, [["a"]], {"other": "x"}])
def test_whatever_stands_in_the_database_is_scored(bad):
    attempt = AttemptFactory()
    for position in POSITIONS.values():
        Response.objects.create(
            attempt=attempt, position=position, answer=bad, sequence=1, event="0" * 32, saved_at=NOW
        )
    score_attempt(attempt=attempt, now=NOW)
    assert attempt.scores.count() == 5
