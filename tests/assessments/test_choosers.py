"""Wrong options that draw the strong: against the reference cohort, by hand, and on the page."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.evaluation.answers import right_values
from assessments.evaluation.choosers import wrong_options
from assessments.evaluation.distractors import FEWEST, draws_the_strong
from assessments.evaluation.showing import MANY, Flag, flags_of
from assessments.exports.cohort import items_sheet
from assessments.models import KeyRevision
from assessments.reports.cohort_results import results_of
from assessments.sheets import sheet_of
from tests.assessments.classes import TYPES, make_pair
from tests.assessments.factories import SAMPLES, FormFactory
from tests.assessments.marked import RIGHT, submit, teacher
from tests.assessments.scoring.bank import items
from tests.factories import EnrolmentFactory

TABLES = Path(__file__).parent / "statistics"
KEYED = "d"


def table(name):
    with (TABLES / f"{name}.csv").open() as file:
        return list(csv.DictReader(file))


def reference(side):
    """What the reference cohort chose at MC3, and the points in all questions and in the rest."""
    chose = {row["learner"]: row[side] for row in table("choices_MC3")}
    rows = table(f"cohort_{side}")
    totals = np.array([sum(float(value) for item, value in row.items() if item != "learner") for row in rows])
    own = np.array([float(row["MC3"]) for row in rows])
    return np.array([chose[row["learner"]] for row in rows]), totals, totals - own


@pytest.mark.parametrize("side", ["pre", "post"])
def test_the_totals_by_choice_are_those_of_r(side):
    expected = json.loads((TABLES / "expected_R.json").read_text())["distractors_MC3"][side]
    chosen, totals, _rest = reference(side)
    chosen = np.where(chosen == "", "(blank)", chosen)
    found = {str(choice): totals[chosen == choice].mean() for choice in np.unique(chosen)}
    assert found == {choice: pytest.approx(each["mean_total"], rel=1e-6) for choice, each in expected.items()}


@pytest.mark.parametrize(
    ("side", "drawing"),
    [
        # In the rest: a 9.1, b 3.75, the right d 8.45 - 1.
        ("pre", ["a"]),
        # a 10.93, b 11.75, d 12 - 1: in the totals the point for the question itself would hide b.
        ("post", ["b"]),
    ],
)
def test_the_reference_cohort_eight_times_over(side, drawing):
    chosen, _totals, rest = (np.tile(each, 8) for each in reference(side))
    assert drawn(chosen, rest) == drawing
    # Of one class alone they are too few.
    chosen, _totals, rest = reference(side)
    assert drawn(chosen, rest) == []


def drawn(chosen, rest):
    """The wrong options that draw the strong of one class."""
    return [each for each in "abc" if draws_the_strong(chosen == each, chosen == KEYED, rest, one_class(rest))]


def one_class(rest):
    return np.zeros(len(rest), np.int64)


@pytest.mark.parametrize(
    ("wrong", "right", "expected"),
    [
        ([60] * FEWEST, [50] * FEWEST, True),
        ([50] * FEWEST, [50] * FEWEST, False),
        ([40] * FEWEST, [50] * FEWEST, False),
        ([60] * (FEWEST - 1), [50] * 30, False),
        ([60] * 30, [50] * (FEWEST - 1), False),
        ([60] * (FEWEST - 1) + [np.nan], [50] * FEWEST, False),
        ([60] * FEWEST + [np.nan], [50] * FEWEST + [np.nan], True),
        ([], [50] * 40, False),
    ],
)
def test_by_hand(wrong, right, expected):
    chose = np.array([True] * len(wrong) + [False] * len(right))
    assert draws_the_strong(chose, ~chose, np.array([*wrong, *right], float), one_class(chose)) is expected


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        # In each class the right ones did better by 2, but most of the wrong ones come from the easier quiz.
        ([(90, 40, 92, 10, 0, 0), (50, 10, 52, 40, 0, 0)], False),
        # The other way round: those who chose it are the stronger half of each class, most of them of the harder quiz.
        ([(92, 10, 90, 40, 0, 0), (52, 40, 50, 10, 0, 0)], True),
        # Weak ones with a third answer push up whoever is compared in the first class: its mean is no measure for them.
        ([(90, 40, 92, 10, 70, 50), (50, 10, 52, 40, 0, 0)], False),
        # A class in which nobody was right, and one in which everybody was, say nothing together.
        ([(90, 40, 0, 0, 0, 0), (0, 0, 50, 40, 0, 0)], False),
        # Nor does it become enough by two learners elsewhere.
        ([(90, 40, 0, 0, 0, 0), (0, 0, 50, 40, 0, 0), (60, 1, 50, 1, 0, 0)], False),
    ],
)
def test_learners_are_compared_with_their_own_class(classes, expected):
    """Each class: the rest of the wrong ones and their number, of the right ones, and of those with a third answer."""
    rows = [
        (group, answer, each[2 * place])
        for group, each in enumerate(classes)
        for place, answer in enumerate("bac")
        for _ in range(each[2 * place + 1])
    ]
    group, answers, rest = (np.array(column) for column in zip(*rows, strict=True))
    assert draws_the_strong(answers == "b", answers == "a", rest.astype(float), group) is expected


def test_who_got_full_points_for_a_wrong_option_is_no_measure_for_it():
    """A correction gave everybody full points: those who chose the option are not among the others."""
    chose = np.array([True] * FEWEST + [False] * FEWEST)
    everybody = np.ones(2 * FEWEST, bool)
    assert draws_the_strong(chose, everybody, np.array([60.0] * FEWEST + [50] * FEWEST), one_class(chose))


@pytest.mark.parametrize(
    ("facility", "r", "expected"),
    [
        (None, None, []),
        (0.5, None, []),
        (0.2, 0.0, []),
        (0.95, 0.4, []),
        (0.19, 0.1, [Flag.HARD]),
        (0.96, -0.1, [Flag.EASY, Flag.UPSIDE_DOWN]),
        (0.5, -0.01, [Flag.UPSIDE_DOWN]),
    ],
)
def test_flags(facility, r, expected):
    assert flags_of(facility, r) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("true-false", {"true": "True"}),
        ("check-one", {"b": "A general"}),
        ("check-all", {"c": "Body c", "d": "Body d"}),
        ("blanks", {}),
        ("narrative", {}),
    ],
)
def test_wrong_options_earn_nothing(kind, wrong):
    (item,) = sheet_of(FormFactory(types=(kind,))).values()
    assert wrong_options(item, SAMPLES[kind][2]) == wrong


@pytest.mark.django_db
def test_an_option_that_earns_a_part_is_none():
    (item,) = sheet_of(FormFactory(types=("check-one",))).values()
    assert wrong_options(item, {"options": {"a": {"credit": "1"}, "b": {"credit": "1/2"}}}) == {}
    assert wrong_options(item, {"options": {"a": {"credit": "1/1"}, "b": {"credit": "1/2"}}}) == {}


def test_a_key_that_was_loaded_tells_right_from_wrong():
    """M2 of Lesson 1.8, as the loader stores it: "all of these" is right."""
    item = items()["M2"]
    assert sorted(wrong_options(item, item.key)) == list("abcdf")
    assert right_values(item, item.key) == {"e"}


# --- the page --------------------------------------------------------------------------------------------

DRAWN = "Draws the strong: who chose “A general” did better in the other questions than those who were right."


def a_class(n_right, n_drawn):
    """Six questions twice. After: so many with only the second one right, so many strong ones who chose b."""
    pre, post = make_pair()
    weak = [True, "a", ["c"], True, "b", True]
    strong = [False, "b", ["a", "b"], False, "a", False]
    for number in range(n_right + n_drawn):
        seat = EnrolmentFactory(cohort=pre.cohort)
        if number < 5:
            submit(pre, *weak, enrolment=seat)
        submit(post, *(weak if number < n_right else strong), enrolment=seat)
    return pre, post


def second_question(client, pre):
    client.force_login(teacher(pre))
    page = client.get(reverse("assessments:results", args=[pre.cohort_id]))
    return page.context["questions"][1].flags, page.content.decode()


@pytest.mark.django_db
def test_a_class_of_forty_is_told(client):
    pre, post = a_class(MANY - FEWEST, FEWEST)
    flags, text = second_question(client, pre)
    assert flags == ["Upside down: those who did worse in the other questions did better in this one.", DRAWN]
    assert ("⚑ Review" in text, DRAWN in text) == (True, True)
    sheet = items_sheet(results_of(pre.cohort, pre, post))
    row = dict(zip([column.header for column in sheet.columns], list(sheet.rows)[1], strict=True))
    assert row["To look at"].endswith(DRAWN)


@pytest.mark.django_db
def test_a_smaller_class_is_told_nothing(client):
    pre, _post = a_class(MANY - FEWEST - 1, FEWEST)
    flags, text = second_question(client, pre)
    assert (flags, "⚑" in text) == ([], False)


@pytest.mark.django_db
def test_an_option_that_became_right_draws_nobody_wrongly(client):
    """The flag follows the key that is in force."""
    pre, _post = a_class(MANY - FEWEST, FEWEST)
    revision = KeyRevision.objects.get(version__type="check-one", version=pre.form_a.items.get(position=1).version)
    key = {"options": {name: {**each, "credit": "1"} for name, each in revision.key["options"].items()}}
    KeyRevision.objects.create(
        version=revision.version, number=2, key=key, reason="Both", digest="x", created_at=revision.created_at
    )
    flags, _text = second_question(client, pre)
    assert DRAWN not in flags


@pytest.mark.django_db
def test_flags_cost_no_query(client):
    counts = []
    for n in (MANY - 1, MANY, 2 * MANY):
        pre, _post = a_class(n - FEWEST, FEWEST)
        client.force_login(teacher(pre))
        address = reverse("assessments:results", args=[pre.cohort_id])
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts.append(len(captured))
    assert len(set(counts)) == 1
    assert counts[0] <= 30


def test_the_questions_of_the_class_are_those_that_it_was_built_for():
    assert (TYPES[1], RIGHT["check-one"]) == ("check-one", "a")
