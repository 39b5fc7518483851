"""Points by outcome while right answers are not released: no total tells of one answer, alone or by subtraction."""

from decimal import Decimal
from itertools import product

import pytest

from assessments.models import Score, Sitting
from assessments.points import ItemPoints
from assessments.results import Side, State, state_of
from tests.assessments.factories import FormFactory, SittingFactory
from tests.assessments.marked import submit
from tests.assessments.takers import EVERYTHING, see
from tests.factories import EnrolmentFactory, OutcomeFactory

BY_HAND = Sitting.Release.BY_HAND
FEW = "too few questions to tell"


def item(state):
    """An item that ended in ``state``."""
    points = {State.RIGHT: Decimal(1), State.PARTLY: Decimal("0.5"), State.WAITING: None, State.DROPPED: None}
    score = Score(verdict=Score.Verdict.UNANSWERED) if state is State.UNANSWERED else None
    is_dropped = state is State.DROPPED
    made = ItemPoints(0, points.get(state, Decimal(0)), Decimal(1), "none", score, state is State.WAITING, is_dropped)
    assert state_of(made) is state
    return made


def side(*groups, rest=(), least=2):
    """A side with an outcome for each of ``groups`` of states, and the questions of each outcome by its letter."""
    items = [item(state) for group in (*groups, rest) for state in group]
    numbers = iter(range(len(items)))
    outcomes = {letter: [next(numbers) for _ in group] for letter, group in zip("abcde", groups, strict=False)}
    return Side(dict(enumerate(items)), least), outcomes


def withheld(*groups, **more):
    made, outcomes = side(*groups, **more)
    return "".join(name for name, total in made.totals(outcomes).items() if total.is_withheld)


R, W, U, WAITING, DROPPED = State.RIGHT, State.WRONG, State.UNANSWERED, State.WAITING, State.DROPPED


@pytest.mark.parametrize(
    ("groups", "rest", "expected"),
    [
        ([[R, W], [R, R]], [], ""),
        # One alone is its flag; and less what the others tell, the total would say it too.
        ([[R], [R, R, W], [R, W]], [], "ac"),
        # Two withheld ones hide each other, as does a question about no outcome.
        ([[R], [W], [R, W]], [], "ab"),
        ([[R], [R, W]], [W], "a"),
        ([[R, R, R], [R, W]], [W], "b"),
        # What was left empty is told anyway: it hides nothing, and all of it together needs no hiding.
        ([[R, U], [R, R, R]], [], "ab"),
        ([[U], [R, R]], [], ""),
        ([[U, U, U], [R, W]], [U], ""),
        # So are what waits and what is out of the total.
        ([[R, WAITING], [R, W], [W, R, R]], [], "ab"),
        ([[WAITING], [R, W]], [DROPPED], ""),
        ([[R, DROPPED], [W]], [], "ab"),
    ],
)
def test_what_is_withheld(groups, rest, expected):
    assert withheld(*groups, rest=rest) == expected
    assert withheld(*groups, rest=rest, least=1) == ""


def test_no_secret_answer_can_be_worked_out_by_subtraction():
    """For every quiz of up to three outcomes of up to four questions: each total told is over none, or several."""
    for sizes in product(range(5), repeat=4):
        *groups, rest = ([W] * n for n in sizes)
        made, outcomes = side(*groups, rest=rest)
        told = [len(outcomes[name]) for name, total in made.totals(outcomes).items() if not total.is_withheld]
        n_left = sum(sizes) - sum(told)
        assert 1 not in told
        assert n_left != 1 or sum(sizes) == 1


def test_a_withheld_total_holds_nothing_that_tells():
    made, outcomes = side([R, WAITING], [R, W, W])
    total = made.totals(outcomes)["a"]
    assert (total.points, total.max_points, total.n_right, total.percent) == (0, 0, 0, None)
    assert (total.n_items, total.n_waiting) == (2, 1)


# --- the page --------------------------------------------------------------------------------------------


def read(client, attempt):
    client.force_login(attempt.enrolment.user)
    return client.get(f"/attempts/{attempt.pk}/result/").content.decode()


def make_sitting(*sizes, **rules):
    """A sitting of which everything is released but for ``rules``, with so many true/false questions by outcome."""
    form = FormFactory(types=["true-false"] * sum(sizes))
    items = iter(form.items.select_related("version__question"))
    for number, size in enumerate(sizes, 1):
        outcome = OutcomeFactory(lesson=form.lesson, short=f"Outcome {number}")
        for _ in range(size):
            next(items).version.question.outcome_links.create(outcome=outcome, position=0)
    return SittingFactory(form_a=form, **EVERYTHING | rules)


@pytest.mark.django_db
def test_every_outcome_has_a_row_and_what_is_left_out_says_why(client):
    pre = make_sitting(1, 2, 3, release_answers=BY_HAND)
    seat = EnrolmentFactory(cohort=pre.cohort)
    attempt = submit(pre, False, False, True, False, True, True, enrolment=seat)
    rows = [(row.name, row.total.is_withheld, row.total.percent) for row in see(attempt).released.outcomes]
    assert rows == [("Outcome 1", True, None), ("Outcome 2", True, None), ("Outcome 3", False, 33)]
    text = read(client, attempt)
    assert (text.count(f">{FEW}<"), "figures that would give away a single one are left out" in text) == (2, True)
    Sitting.objects.update(release_answers=EVERYTHING["release_answers"])
    assert [row.total.percent for row in see(attempt).released.outcomes] == [100, 50, 33]
    assert "oo few questions to tell" not in read(client, attempt)


@pytest.mark.django_db
def test_before_and_after_each_keep_to_their_own_release(client):
    pre = make_sitting(1, 2, 3)
    post = SittingFactory(**EVERYTHING, kind=Sitting.Kind.POST, label="After", form_a=pre.form_a, cohort=pre.cohort)
    seat = EnrolmentFactory(cohort=pre.cohort)
    submit(pre, False, False, True, False, True, True, enrolment=seat)
    attempt = submit(post, *[False] * 6, enrolment=seat)

    def rows():
        return [(row.before.percent, row.total.percent) for row in see(attempt).released.outcomes]

    assert rows() == [(100, 100), (50, 100), (33, 100)]
    Sitting.objects.filter(pk=pre.pk).update(release_answers=BY_HAND)
    assert rows() == [(None, 100), (None, 100), (33, 100)]
    assert read(client, attempt).count(f">{FEW}<") == 2
    Sitting.objects.filter(pk=post.pk).update(release_answers=BY_HAND)
    assert rows() == [(None, None), (None, None), (33, 100)]


@pytest.mark.django_db
def test_an_outcome_that_was_not_asked_before_is_not_called_withheld(client):
    post = make_sitting(2, 2, kind=Sitting.Kind.POST)
    form = FormFactory(types=["true-false"], lesson=post.form_a.lesson, label="Before")
    pre = SittingFactory(form_a=form, cohort=post.cohort, **EVERYTHING)
    seat = EnrolmentFactory(cohort=post.cohort)
    submit(pre, False, enrolment=seat)
    text = read(client, submit(post, *[False] * 4, enrolment=seat))
    assert (text.count("not asked"), FEW in text) == (2, False)
