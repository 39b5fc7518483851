"""What a learner sees of a result: the numbers and the words."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from assessments.models import (
    Mark,
    Misconception,
    Override,
    QuestionVersion,
    RegradeRun,
    Score,
    Sitting,
)
from assessments.reports.feedback import right_answers
from assessments.results import Compared, State, Total
from assessments.sheets import SheetItem
from tests.assessments.factories import (
    FEEDBACK_TOKEN,
    KEY_TOKEN,
    AttemptFactory,
    FormFactory,
    SittingFactory,
    blank_key,
)
from tests.assessments.takers import (
    EVERYTHING,
    RIGHT,
    WRONG,
    by_kind,
    post_of,
    see,
    taken,
)
from tests.factories import NOW, EnrolmentFactory, OutcomeFactory, SlideFactory, UserFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
AT_ONCE, NEVER, BY_HAND = Sitting.Release.AT_ONCE, Sitting.Release.NEVER, Sitting.Release.BY_HAND


# --- points -------------------------------------------------------------------------------------------


def test_points_so_far_leave_out_what_waits():
    result = see(taken(SittingFactory(**EVERYTHING), RIGHT | {"check-one": "b", "check-all": ["a"]}))
    total = Total(points=Decimal("2.5"), max_points=Decimal(4), n_items=5, n_right=2, n_waiting=1)
    assert result.released.score.total == total
    assert (total.percent, total.n_judged) == (62, 4)
    assert {kind: answered.state for kind, answered in by_kind(result).items()} == {
        "blanks": State.RIGHT,
        "true-false": State.RIGHT,
        "check-one": State.WRONG,
        "check-all": State.PARTLY,
        "narrative": State.WAITING,
    }


def test_a_mark_ends_the_waiting():
    attempt = taken(SittingFactory(**EVERYTHING), RIGHT)
    marker = UserFactory()
    Mark.objects.create(
        attempt=attempt, position=4, marker=marker, number=1, points=Decimal("0.5"), comment="Say why.", at=NOW
    )
    answered = by_kind(see(attempt))["narrative"]
    assert (answered.state, answered.points, answered.comments) == (State.PARTLY, Decimal("0.500"), ["Say why."])
    assert see(attempt).released.score.total.n_waiting == 0


def test_nothing_answered_is_said_as_such():
    result = see(taken(SittingFactory(**EVERYTHING), {}))
    assert {answered.state for answered in result.released.answers} == {State.UNANSWERED}
    assert result.released.score.total.percent == 0


def test_a_question_out_of_the_total_says_so_with_the_reason():
    attempt = taken(SittingFactory(**EVERYTHING), RIGHT | {"true-false": True})
    score = attempt.scores.get(position=1)
    run = RegradeRun.objects.create(
        version=QuestionVersion.objects.get(type="true-false"),
        policy=RegradeRun.Policy.DROP,
        reason="It could be read both ways.",
        by=UserFactory(),
        at=NOW,
    )
    dropped = Score.objects.get(pk=score.pk)
    dropped.pk, dropped.points, dropped.regrade = None, None, run
    dropped.save(force_insert=True)
    answered = by_kind(see(attempt))["true-false"]
    assert (answered.state, answered.reasons) == (State.DROPPED, ["It could be read both ways."])
    assert see(attempt).released.score.total.n_items == 4


def test_points_set_by_hand_come_with_their_reason():
    attempt = taken(SittingFactory(**EVERYTHING), WRONG)
    Override.objects.create(
        attempt=attempt, position=1, points=1, reason="You had the old slide.", by=UserFactory(), at=NOW
    )
    answered = by_kind(see(attempt))["true-false"]
    assert (answered.state, answered.reasons) == (State.RIGHT, ["You had the old slide."])


# --- before and after ---------------------------------------------------------------------------------


@pytest.fixture
def pre():
    return SittingFactory(**EVERYTHING | {"label": "Before"})


def test_the_result_after_the_lesson_stands_beside_the_one_before(pre):
    seat = EnrolmentFactory(cohort=pre.cohort)
    taken(pre, {"true-false": False}, seat)
    somebody_else = taken(pre, RIGHT)
    score = see(taken(post_of(pre), RIGHT, seat)).released.score
    assert (score.before.percent, score.total.percent, score.change) == (20, 100, 80)
    assert see(somebody_else).released.score.before is None


def test_without_a_quiz_before_there_is_no_change(pre):
    score = see(taken(post_of(pre), RIGHT)).released.score
    assert (score.before, score.change) == (None, None)


@pytest.mark.parametrize(("rule", "percent"), [(AT_ONCE, 20), (BY_HAND, None), (NEVER, None)])
def test_what_is_not_released_of_the_first_quiz_does_not_come_out_with_the_second(pre, rule, percent):
    seat = EnrolmentFactory(cohort=pre.cohort)
    taken(pre, {"true-false": False}, seat)
    Sitting.objects.filter(pk=pre.pk).update(release_score=rule)
    before = see(taken(post_of(pre), RIGHT, seat)).released.score.before
    assert (before and before.percent) == percent


@pytest.mark.parametrize(("counts", "percent"), [("first", 20), ("best", 60), ("last", 40)])
def test_the_attempt_that_counts_before_is_the_one_the_sitting_counts(pre, counts, percent):
    seat = EnrolmentFactory(cohort=pre.cohort)
    Sitting.objects.filter(pk=pre.pk).update(counts=counts, attempts_allowed=3)
    right = {kind: RIGHT[kind] for kind in ("true-false", "check-one", "check-all")}
    for number, n_right in enumerate([1, 3, 2], start=1):
        taken(pre, dict(list(right.items())[:n_right]), seat, number=number)
    assert see(taken(post_of(pre), RIGHT, seat)).released.score.before.percent == percent


def test_a_crossed_sitting_names_its_partner_whatever_else_there_is(pre):
    seat = EnrolmentFactory(cohort=pre.cohort)
    taken(pre, {"true-false": False}, seat)
    newer = SittingFactory(**EVERYTHING, form_a=pre.form_a, cohort=pre.cohort, created_at=LATER)
    taken(newer, RIGHT, seat)
    assert see(taken(post_of(pre, crosses=pre), RIGHT, seat)).released.score.before.percent == 20
    assert see(taken(post_of(pre), RIGHT, seat)).released.score.before.percent == 100


def test_a_newer_quiz_before_the_lesson_that_was_not_taken_hides_nothing(pre):
    seat = EnrolmentFactory(cohort=pre.cohort)
    taken(pre, {"true-false": False}, seat)
    AttemptFactory(sitting=SittingFactory(**EVERYTHING, form_a=pre.form_a, cohort=pre.cohort), enrolment=seat)
    assert see(taken(post_of(pre), RIGHT, seat)).released.score.before.percent == 20


def test_each_question_counts_for_its_first_outcome_before_and_after(pre):
    types, team = (OutcomeFactory(lesson=pre.form_a.lesson, short=short) for short in ("Types", "Team"))
    OutcomeFactory(lesson=pre.form_a.lesson, short="Never asked")
    for position, item in enumerate(pre.form_a.items.select_related("version__question")):
        links = item.version.question.outcome_links
        links.create(outcome=types if position < 2 else team, position=0)
        links.create(outcome=team if position < 2 else types, position=1)
    seat = EnrolmentFactory(cohort=pre.cohort)
    taken(pre, {"blanks": RIGHT["blanks"]}, seat)
    rows = see(taken(post_of(pre), RIGHT, seat)).released.outcomes
    assert [(row.name, row.before.percent, row.total.percent, row.change) for row in rows] == [
        ("Types", 50, 100, 50),
        ("Team", 0, 100, 100),
    ]
    assert [row.total.n_waiting for row in rows] == [0, 1]


@pytest.mark.parametrize(("before", "now", "change"), [(None, 50, None), (40, None, None), (40, 50, 10), (50, 40, -10)])
def test_a_change_needs_two_numbers(before, now, change):
    def total(percent):
        full = Decimal(0) if percent is None else Decimal(100)
        return Total(points=Decimal(percent or 0), max_points=full, n_items=1, n_right=0, n_waiting=0)

    compared = Compared("", total(now), total(before))
    assert (compared.change, compared.distance) == (change, abs(change or 0))
    assert replace(compared, before=None).change is None


# --- words --------------------------------------------------------------------------------------------


def test_everything_released_shows_answers_right_answers_feedback_and_slide():
    form = FormFactory()
    slide = SlideFactory(section__lesson=form.lesson, number=4)
    question = QuestionVersion.objects.get(type="true-false").question
    question.slide = slide
    question.save()
    answered = by_kind(see(taken(SittingFactory(form_a=form, **EVERYTHING), WRONG)))
    told = answered["true-false"]
    assert (told.question.shown_answer, told.right, told.feedback, told.slide) == (
        ["True"],
        ["False"],
        [FEEDBACK_TOKEN],
        slide,
    )
    assert answered["check-one"].right == ["The Coordinator"]
    assert answered["check-all"].right == ["Body a", "Body b"]
    assert answered["check-all"].feedback[:2] == [f"**Body a**: {FEEDBACK_TOKEN}", f"**Body b**: {FEEDBACK_TOKEN}"]
    assert answered["blanks"].right == [f"UN Country Team / {KEY_TOKEN}"]
    assert (answered["narrative"].right, answered["narrative"].model_answer) == ([], KEY_TOKEN)
    assert answered["blanks"].slide is None


def test_a_wrong_idea_is_answered():
    attempt = taken(SittingFactory(**EVERYTHING), WRONG)
    Misconception.objects.create(
        lesson=attempt.form.lesson, slug="state-only", position=0, text="Only states", feedback="Not only states."
    )
    attempt.scores.filter(position=1).update(detail={"feedback": ["Own."], "misconceptions": ["state-only", "gone"]})
    assert by_kind(see(attempt))["true-false"].feedback == ["Own.", "Not only states."]


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        ({"feedback": ["Own  words."], "misconceptions": ["same"]}, ["Own words."]),
        ({"misconceptions": ["same"]}, ["Own words."]),
        ({"feedback": [], "misconceptions": []}, [FEEDBACK_TOKEN]),
    ],
)
def test_feedback_does_not_repeat_itself(detail, told):
    attempt = taken(SittingFactory(**EVERYTHING), WRONG)
    Misconception.objects.create(
        lesson=attempt.form.lesson, slug="same", position=0, text="Idea", feedback="Own words."
    )
    attempt.scores.filter(position=1).update(detail=detail)
    assert by_kind(see(attempt))["true-false"].feedback == told


QUOTA = {
    "places": [{"id": "type", "label": "Types", "need": 2}],
    "entries": [{"text": each, "fills": "type"} for each in ("NGOs", "Donors", "Embassies", "Regional bodies")]
    + [{"text": "Elsewhere", "fills": "other"}],
}


@pytest.mark.parametrize(
    ("kind", "content", "key", "expected"),
    [
        ("blanks", {"blanks": ["a", "b"]}, {"shared": blank_key("World Bank", "IMF", "More")}, ["World Bank", "IMF"]),
        (
            "blanks",
            {"blanks": ["a", "b"]},
            {"shared": None, "blanks": {"a": blank_key("One"), "b": blank_key(*"12345")}},
            ["One", "1 / 2 / 3"],
        ),
        (
            "blanks",
            {"blanks": ["a"]},
            {"shared": None, "blanks": {"a": blank_key() | {"parts": [{"text": "Police"}, {"text": "Army"}]}}},
            ["Police + Army"],
        ),
        (
            "blanks",
            {"blanks": ["a"]},
            {"shared": None, "blanks": {"a": blank_key() | {"quota": QUOTA}}},
            ["2 × Types (NGOs, Donors, Embassies, …)"],
        ),
        ("true-false", {}, {"answer": True}, ["True"]),
        (
            "check-one",
            {"options": [{"id": "a", "text": "This"}, {"id": "b", "text": "That"}]},
            {"options": {"a": {"credit": "1/2"}, "b": {"credit": "1"}}},
            ["That"],
        ),
        ("narrative", {"parts": []}, {}, []),
    ],
)
def test_the_right_answer_in_words(kind, content, key, expected):
    item = SheetItem(0, Decimal(1), 1, 1, kind, "", content, "")
    assert right_answers(item, key) == expected
