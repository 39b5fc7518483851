"""Figures of a version of a question in all cohorts together: against R, by hand, and on their page."""

import csv
import json
import re
from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.evaluation.marks import Column, Marks, Place, State, Took
from assessments.evaluation.pooled import pooled
from assessments.evaluation.showing import A_CLASS, POOLED
from assessments.models import FormItem, KeyRevision, QuestionVersion, Sitting
from assessments.reports import question_results as report
from courses.models import Cohort
from tests.assessments.classes import make_pair, sit
from tests.assessments.factories import FormFactory, SittingFactory
from tests.assessments.marked import submit, teacher
from tests.factories import NOW, CohortFactory, EnrolmentFactory
from tests.worlds import built_once

TABLES = Path(__file__).parent / "statistics"
FORM = 1


def table(name):
    with (TABLES / f"{name}.csv").open() as file:
        return list(csv.DictReader(file))


def marks_by_hand(shares, points, seats=None, sittings=None):
    """Marks of one form with one column for each of ``points``; NaN is an answer that waits."""
    shares = np.array(shares, float)
    seats = seats or range(1, len(shares) + 1)
    return Marks(
        took=[
            Took(row, sitting, seat, FORM, 0, False, False)
            for row, (seat, sitting) in enumerate(zip(seats, sittings or [1] * len(shares), strict=True), 1)
        ],
        columns=[Column(version, version, full, 1) for version, full in enumerate(points, 1)],
        shares=shares,
        states=np.where(np.isnan(shares), State.WAITING, State.RIGHT),
        blank=np.zeros(shares.shape, bool),
        scores=np.ones(shares.shape, np.int64),
        places={FORM: {at: Place(at, full) for at, full in enumerate(points)}},
    )


# --- against R -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["pre", "post"])
def test_the_reference_cohort_eight_times_over_has_the_figures_of_r(side):
    """Facility and item-rest r do not change when each learner comes eight times."""
    full = {row["item"]: float(row["max"]) for row in table("items")}
    rows = [[float(row[item]) / full[item] for item in full] for row in table(f"cohort_{side}")]
    marks = marks_by_hand(rows * 8, full.values())
    expected = {row["item"]: row for row in json.loads((TABLES / "expected_R.json").read_text())[f"items_{side}"]}
    for column, item in enumerate(full):
        found, r = pooled(marks, column), expected[item]["r_item_rest"]
        assert (item, found.n) == (item, 8 * len(rows))
        assert found.facility == pytest.approx(expected[item]["facility"], rel=1e-6)
        assert found.r == (None if r is None else pytest.approx(r, rel=1e-6, abs=1e-6))


# --- by hand ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "is_enough", "facility"),
    [
        (0, False, None),
        (A_CLASS - 1, False, None),
        (A_CLASS, False, 0.6),
        (POOLED - 2, False, 0.5),
        (POOLED, True, 0.5),
    ],
)
def test_how_a_question_works_needs_a_hundred_and_how_many_had_it_a_class(n, is_enough, facility):
    marks = (
        marks_by_hand([[1, 1], [0, 0]] * (n // 2) + [[1, 1]] * (n % 2), (1, 1))
        if n
        else marks_by_hand(np.zeros((0, 2)), (1, 1))
    )
    found = pooled(marks, 0)
    assert (found.n, found.is_enough, found.facility, found.r) == (
        n,
        is_enough,
        facility,
        pytest.approx(1) if is_enough else None,
    )
    assert found.flags(marks, {}, {}) == []


def test_the_first_attempt_of_a_learner_counts():
    marks = marks_by_hand([[1, 1]] * POOLED + [[0, 0]] * POOLED, (1, 1), [*range(POOLED)] * 2)
    found = pooled(marks, 0)
    assert (found.rows, found.facility, found.r) == (list(range(POOLED)), 1, None)


def test_what_waits_does_not_count_yet_and_the_rest_is_what_has_points():
    """Of the others the one that waits is left out: 2 of 2 points elsewhere, not 2 of 4."""
    marks = marks_by_hand([[1, 1, np.nan], [0, 0, 1]] * POOLED + [[np.nan, 1, 1]], (1, 2, 2))
    found = pooled(marks, 0)
    assert (found.n, found.rest[:2].tolist()) == (2 * POOLED, [100, 50])


def test_learners_who_were_asked_nothing_else_have_no_rest():
    found = pooled(marks_by_hand([[1], [0]] * POOLED, (1,)), 0)
    assert (found.facility, found.r) == (0.5, None)


def test_flags_of_many():
    """A hundred and ten: ninety strong ones who chose the wrong option, twenty weak ones who were right."""
    marks = marks_by_hand([[0, 1]] * 90 + [[1, 0]] * 20, (1, 1))
    chose = {"b": np.arange(1, 91), "a": np.arange(91, 111)}
    assert pooled(marks, 0).flags(marks, chose, {"b": "A general"}) == [
        "Hard: less than 20 % of its points were earned.",
        "Upside down: those who did worse in the other questions did better in this one.",
        "Draws the strong: who chose “A general” did better in the other questions than those who were right.",
    ]
    easy = marks_by_hand([[1, 1]] * 110, (1, 1))
    assert pooled(easy, 0).flags(easy, {}, {}) == ["Easy: more than 95 % of its points were earned."]


def two_quizzes():
    """An easy quiz of sixty learners and a hard one, each with learners in two bands: whether right, and the rest.

    In each of them the better half is more often right: r = .446 = (60 · 10 - 14 · 20) / √(14 · 46 · 20 · 40).
    """
    easy = [[1, 0.95]] * 10 + [[1, 0.88]] * 4 + [[0, 0.95]] * 10 + [[0, 0.88]] * 36
    hard = [[1, 0.60]] * 36 + [[1, 0.45]] * 10 + [[0, 0.60]] * 4 + [[0, 0.45]] * 10
    return easy, hard


def test_an_easy_quiz_and_a_hard_one_together_turn_no_question_upside_down():
    """Simpson's paradox: of all learners together those who were right did worse in the rest."""
    easy, hard = two_quizzes()
    assert np.corrcoef(np.array(easy + hard).T)[0, 1] == pytest.approx(-0.4, abs=0.05)
    marks = marks_by_hand(easy + hard, (1, 9), sittings=[1] * 60 + [2] * 60)
    found = pooled(marks, 0)
    # Within classes: the sums of both, (32 · 7 + 32 · 15) / 6 over √(2 · 14 · 46 / 60 · (40 / 3) · (7² + 15²)).
    assert (found.facility, found.r) == (0.5, pytest.approx((32 * 22 / 6) / (21.4667 * 40 / 3 * 274) ** 0.5, abs=1e-4))
    wrong = np.array([took.pk for took, (share, _rest) in zip(marks.took, easy + hard, strict=True) if not share])
    assert found.flags(marks, {"b": wrong}, {"b": "A general"}) == []


def test_two_forms_of_one_sitting_are_two_classes():
    easy, hard = two_quizzes()
    marks = marks_by_hand(easy + hard, (1, 9))
    forms = [FORM] * 60 + [FORM + 1] * 60
    took = [each._replace(form=form) for each, form in zip(marks.took, forms, strict=True)]
    assert pooled(replace(marks, took=took), 0).r == pytest.approx(0.42, abs=0.05)


# --- the page --------------------------------------------------------------------------------------------

STRONG, WEAK = [False, "b", ["a", "b"], False, "a", False], [True, "a", ["c"], True, "b", True]


def build_cohorts():
    """Three cohorts of one course with the same quiz: thirty-five each, of whom ten chose the second option wrongly."""
    pre, post = make_pair()
    sittings = [post]
    for _ in range(2):
        cohort = CohortFactory(course=pre.cohort.course)
        sittings.append(SittingFactory(form_a=pre.form_a, cohort=cohort, kind=Sitting.Kind.POST, label="After"))
    for sitting in sittings:
        for number in range(35):
            seat = EnrolmentFactory(cohort=sitting.cohort)
            submit(sitting, *(STRONG if number < 10 else WEAK), enrolment=seat)
    return sittings


world_once, sittings = built_once(build_cohorts)
pytestmark = pytest.mark.django_db


def results(sitting, cohorts=None):
    return report.question_results(sitting.form_a.lesson, Cohort.objects.all() if cohorts is None else cohorts)


def director(sitting):
    return EnrolmentFactory(director=True, course=sitting.cohort.course).user


def see(client, user, sitting, **query):
    client.force_login(user)
    return client.get(reverse("assessments:lesson-questions", args=[sitting.form_a.lesson.slug]), query)


def test_cohorts_together_say_what_none_of_them_can(sittings):
    found = results(sittings[0])
    assert (found.n_attempts, found.n_cohorts, found.n_enough, found.is_cut) == (105, 3, 6, False)
    second = found.questions[1]
    assert (second.figures.n, second.figures.facility) == (105, pytest.approx(75 / 105))
    assert second.figures.r == pytest.approx(-1)
    assert [text.split(":")[0] for text in second.flags] == ["Upside down", "Draws the strong"]
    alone = results(sittings[0], Cohort.objects.filter(pk=sittings[0].cohort_id))
    assert (alone.n_attempts, alone.n_enough, alone.n_flagged) == (35, 0, 0)
    assert {round(row.figures.facility * 35) for row in alone.questions} == {10, 25}
    assert {row.figures.r for row in alone.questions} == {None}


def test_a_version_is_pooled_across_forms_and_places(sittings):
    """The second question stands first on another form: the same version, so the same row."""
    form = FormFactory(types=("true-false",), lesson=sittings[0].form_a.lesson, label="Other")
    version = sittings[0].form_a.items.get(position=1).version
    FormItem.objects.create(form=form, position=1, version=version, points=1)
    other = SittingFactory(form_a=form, cohort=CohortFactory(course=sittings[0].cohort.course), kind=Sitting.Kind.POST)
    for _ in range(9):
        submit(other, True, "b")
    row = next(each for each in results(other).questions if each.version == version)
    assert (row.figures.n, row.figures.facility) == (114, pytest.approx(75 / 114))


def test_both_pages_say_from_as_many_how_many_had_it_right(client, sittings):
    """Thirty-five of one cohort: how many had it right is said of them here as on their own page."""
    text = " ".join(see(client, teacher(sittings[1]), sittings[1]).content.decode().split())
    assert (len(re.findall(r">too few<", text)), "29 %" in text, "71 %" in text) == (6, True, True)
    assert "is shown from 5 attempts of one version on; how it separates, and flags, from 100." in text


def test_an_edited_question_begins_anew(client, sittings):
    old = sittings[0].form_a.items.get(position=1).version
    new = QuestionVersion.objects.create(
        question=old.question,
        number=2,
        type=old.type,
        stem="Who leads it?",
        content=old.content,
        points=old.points,
        digest="new",
        created_at=NOW,
    )
    KeyRevision.objects.create(
        version=new, number=1, key=old.key_revisions.get().key, reason="", digest="x", created_at=NOW
    )
    form = FormFactory(types=("true-false",), lesson=old.question.lesson, label="Other")
    FormItem.objects.create(form=form, position=1, version=new, points=1)
    other = SittingFactory(form_a=form, cohort=CohortFactory(course=sittings[0].cohort.course), kind=Sitting.Kind.POST)
    submit(other, True, "b")
    rows = [each for each in results(other).questions if each.question == old.question]
    assert [(each.version.number, each.n_versions, each.figures.n, each.figures.is_enough) for each in rows] == [
        (2, 2, 1, False),
        (1, 2, 105, True),
    ]
    text = see(client, director(other), other).content.decode()
    assert ("version 2" in text, "too few" in text) == (True, True)


def test_quizzes_before_practice_and_other_lessons_are_left_out(sittings):
    for kind in (Sitting.Kind.PRE, Sitting.Kind.PRACTICE):
        submit(SittingFactory(form_a=sittings[0].form_a, cohort=sittings[0].cohort, kind=kind), *STRONG)
    submit(SittingFactory(form_a=FormFactory(), kind=Sitting.Kind.POST), False)
    assert results(sittings[0]).n_attempts == 105


def test_older_cohorts_are_left_out_when_there_are_very_many(sittings, monkeypatch, client):
    monkeypatch.setattr(report, "MOST_ATTEMPTS", 80)
    found = results(sittings[0])
    assert (found.n_attempts, found.n_cohorts, found.is_cut) == (70, 2, True)
    text = see(client, director(sittings[0]), sittings[0]).content.decode()
    assert "Older cohorts are left out" in text
    monkeypatch.setattr(report, "MOST_ATTEMPTS", 20)
    assert results(sittings[0]).n_cohorts == 1


def test_the_page_and_its_file(client, sittings):
    user = director(sittings[0])
    text = see(client, user, sittings[0]).content.decode()
    assert "6 of 6 questions should be looked at." not in text
    assert ("1 of 6 questions should be looked at." in text, "Draws the strong" in text) == (True, True)
    address = reverse("assessments:lesson-results-table", args=[sittings[0].form_a.lesson.slug, "questions", "csv"])
    rows = list(csv.DictReader(StringIO(client.get(address).content.decode("utf-8-sig"), newline="")))
    assert [(row["Version"], row["Attempts"]) for row in rows] == [("1", "105")] * 6
    assert (float(rows[1]["Item-rest r"]), "Draws the strong" in rows[1]["To look at"]) == (pytest.approx(-1), True)


def test_an_instructor_pools_own_cohorts_only(client, sittings):
    found = see(client, teacher(sittings[1]), sittings[1]).context["results"]
    assert (found.n_attempts, found.n_cohorts, found.n_enough) == (35, 1, 0)


def test_cohorts_are_counted_in_a_sentence_of_their_own(client, sittings):
    said = " ".join(see(client, director(sittings[0]), sittings[0]).content.decode().split())
    assert "<p>105 attempts after the lesson. 3 cohorts took part. </p>" in said
    said = " ".join(see(client, teacher(sittings[1]), sittings[1]).content.decode().split())
    assert "<p>35 attempts after the lesson. 1 cohort took part. </p>" in said


def test_filters_and_nobody(client, sittings):
    user = director(sittings[0])
    text = see(client, user, sittings[0], since="2040-01-01").content.decode()
    assert "No cohort fits this choice." in text
    pre, _post = make_pair()
    text = see(client, director(pre), pre).content.decode()
    assert ("Nobody has sat a quiz after this lesson yet." in text, "No question has 100 attempts yet." in text) == (
        True,
        True,
    )


def test_strangers_and_learners_find_nothing(client, sittings):
    learner = sittings[0].cohort.enrolments.learners().first().user
    for user in (learner, EnrolmentFactory(director=True).user):
        assert see(client, user, sittings[0]).status_code == 404
    client.logout()
    address = reverse("assessments:lesson-questions", args=[sittings[0].form_a.lesson.slug])
    assert client.get(address).status_code == 302


def test_as_many_queries_for_one_cohort_as_for_many(client, sittings):
    user = director(sittings[0])

    def queries():
        with CaptureQueriesContext(connection) as captured:
            see(client, user, sittings[0])
        return len(captured)

    queries()
    few = queries()
    for _ in range(3):
        pair = [SittingFactory(form_a=sittings[0].form_a, cohort=CohortFactory(course=sittings[0].cohort.course))]
        pair.append(SittingFactory(form_a=sittings[0].form_a, cohort=pair[0].cohort, kind=Sitting.Kind.POST))
        sit(*pair, *[(1, 5)] * 20)
    assert queries() == few <= 25


def test_an_answer_that_nobody_can_mark_any_more_is_in_no_figure(sittings):
    attempt = sittings[0].attempts.first()
    attempt.scores.filter(position=1).update(verdict="review", points=None)
    attempt.enrolment.__class__.objects.filter(pk=attempt.enrolment_id).update(erased_at=NOW)
    assert results(sittings[0]).questions[1].figures.n == 104
