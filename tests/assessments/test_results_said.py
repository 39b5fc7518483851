"""How the pages of results say what they count: no figure that another on the page seems to contradict."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.models import Mark, Response
from assessments.reports.answered import with_answers
from assessments.reports.cohort_results import results_of
from assessments.reports.learner_results import learner_results
from courses.models import Enrolment
from records.actions.erasing import GONE
from tests.assessments.classes import make_pair, sit
from tests.assessments.factories import KeyRevisionFactory, blank_key
from tests.assessments.marked import submit, teacher
from tests.factories import NOW, EnrolmentFactory

pytestmark = pytest.mark.django_db
MISSED = "Strong learners missed this question more"


def results(pre, post, **more):
    return results_of(pre.cohort, pre, post, **more)


def page(client, sitting, **query):
    client.force_login(teacher(sitting))
    return client.get(reverse("assessments:results", args=[sitting.cohort_id]), query)


def learner_page(client, sitting, seat):
    client.force_login(teacher(sitting))
    return client.get(reverse("assessments:results-learner", args=[sitting.cohort_id, seat.pk])).content.decode()


# --- a learner -------------------------------------------------------------------------------------------


def test_the_figures_of_a_learner_are_those_that_the_change_is_between(client):
    """As in the list of the cohort; the whole quiz stands beside in words."""
    pre, post = make_pair(types=("true-false", "true-false", "narrative"))
    seat = EnrolmentFactory(cohort=pre.cohort)
    submit(pre, True, False, "They help.", enrolment=seat)
    submit(post, False, False, None, enrolment=seat)
    found, (row,) = learner_results(seat, pre, post), results(pre, post).learners
    assert (found.shown, found.change) == ((row.before.percent, row.after.percent), row.change) == ((50, 100), 50)
    html = learner_page(client, pre, seat)
    assert (found.percent_before, found.percent_after) == (50, 67)
    assert re.findall(r"(\d+).%\S? in the whole quiz", html) == ["67"]
    assert "the change is their difference" in html


def test_a_learner_with_one_quiz_has_the_figure_of_that_quiz(client):
    pre, post = make_pair()
    (seat,) = sit(pre, post, (3, None))
    found = learner_results(seat, pre, post)
    assert (found.shown, found.change) == ((50, None), None)
    html = learner_page(client, pre, seat)
    assert "in the whole quiz" not in html
    assert "points in both" not in html


# --- whose figures they are ------------------------------------------------------------------------------


def test_means_of_different_people_say_of_whom_they_are(client):
    """The heat table has who sat only the second quiz; the outcomes below have who sat both."""
    pre, post = make_pair()
    sit(pre, post, *[(1, 4)] * 6, (None, 6))
    found = results(pre, post)
    assert [found.heat_means[0], found.outcomes[0].after] == [pytest.approx(500 / 7, abs=1), pytest.approx(200 / 3)]
    html = " ".join(page(client, post).content.decode().split())
    assert "The mean is that of all 7 learners who sat the quiz after the lesson" in html
    assert "Of the 6 learners who sat both quizzes, on the questions that both share." in html


def test_changes_of_the_class_are_said_to_be_worked_out_before_rounding(client):
    pre, post = make_pair()
    sit(pre, post, (3, 4), (3, 3), (3, 4), (2, 3), (2, 3), (2, None))
    gain = results(pre, post).gain
    shown = [round(each) for each in (gain.before, gain.after, gain.gain.value)]
    assert shown[1] - shown[0] != shown[2]
    assert "are worked out before rounding" in page(client, post).content.decode()


def test_where_nothing_of_the_class_is_shown_nothing_is_said_of_rounding(client):
    pre, post = make_pair()
    sit(pre, post, (3, 4))
    assert "before rounding" not in page(client, post).content.decode()


# --- questions -------------------------------------------------------------------------------------------


def test_an_incomplete_answer_is_not_named_as_a_false_one(client):
    """The commonest answer of a check-all question may be a part of the right one."""
    pre, post = make_pair(types=("check-all",))
    answers = [["a"], ["a"], ["a", "b", "d"], ["a", "b"], ["b", "c", "d"], []]
    for mine in answers:
        seat = EnrolmentFactory(cohort=pre.cohort)
        submit(pre, ["a", "b"], enrolment=seat)
        submit(post, mine, enrolment=seat)
    found = results(pre, post)
    (row,) = with_answers(found, found.questions)
    assert (row.wrong, row.slips.chosen, row.slips.missed) == (None, ("Body d", 2), ("Body b", 2))
    html = page(client, post).content.decode()
    assert "Commonest answer that is not right" not in html
    assert re.search(r"Wrong option chosen most:.{,40}Body d", html)
    assert re.search(r"Right option left out most:.{,40}Body b", html)


def test_where_nobody_slipped_nothing_is_said_of_slips(client):
    pre, post = make_pair(types=("check-all",))
    sit(pre, post, *[(1, 1)] * 6)
    html = page(client, post).content.decode()
    assert "Wrong option chosen most" not in html
    assert "Right option left out most" not in html


@pytest.mark.parametrize(
    ("n_weak", "n_strong", "has_words", "has_flag"),
    [(10, 9, False, False), (10, 14, True, False), (20, 24, False, True)],
)
def test_a_question_that_the_strong_miss_is_named_in_words_from_twenty_on(
    client, n_weak, n_strong, has_words, has_flag
):
    """With its figure, which is shown from as many on; the flag needs forty."""
    pre, post = make_pair(types=("true-false", "check-one", "check-one"))
    for number in range(n_weak + n_strong):
        seat = EnrolmentFactory(cohort=pre.cohort)
        submit(pre, False, "a", "a", enrolment=seat)
        submit(post, *((True, "a", "a") if number < n_strong else (False, "b", "b")), enrolment=seat)
    (first, *others) = results(pre, post).questions
    assert (any(MISSED in text for text in first.remarks), bool(first.flags)) == (has_words, has_flag)
    assert not [text for row in others for text in row.remarks if MISSED in text]
    assert (MISSED in page(client, post).content.decode()) == has_words


@pytest.mark.parametrize(
    ("rules", "is_said"),
    [
        ({}, False),
        ({"attempts_allowed": 2}, False),
        ({"counts": "best"}, False),
        ({"attempts_allowed": 2, "counts": "best"}, True),
        ({"attempts_allowed": 3, "counts": "last"}, True),
    ],
)
def test_where_another_attempt_counts_the_page_says_that_figures_are_of_the_first(client, rules, is_said):
    pre, post = make_pair(types=("true-false",))
    type(post).objects.filter(pk=post.pk).update(**rules)
    sit(pre, post, *[(1, 1)] * 3)
    post.refresh_from_db()
    html = page(client, post).content.decode()
    assert ("All figures here are of first attempts." in html) == is_said


def test_what_was_written_by_who_was_erased_is_no_wrong_answer_and_what_they_chose_counts(client):
    pre, post = make_pair(types=("blanks", "check-one"))
    item = pre.form_a.items.get(position=0)
    wrong = [{"text": GONE, "also": [], "feedback": None, "misconception": None}]
    key = {"shared": None, "blanks": {"team": blank_key("UNCT") | {"wrong": wrong}}}
    KeyRevisionFactory(version=item.version, key={"feedback": "", **key})
    seats = sit(pre, post, *[(1, 1)] * 5)
    found = results(pre, post)
    before = with_answers(found, found.questions)[1].choices
    Response.objects.filter(attempt__enrolment__in=seats[:2], position=0).update(answer={"team": GONE})
    assert with_answers(found, found.questions)[0].wrong == ([GONE], 2)
    Enrolment.objects.filter(pk__in=[seat.pk for seat in seats[:2]]).update(erased_at=NOW)
    written, chosen = with_answers(found, found.questions)
    assert (written.wrong, chosen.choices) == (None, before)


def test_the_share_of_a_question_that_waits_for_some_is_of_those_who_have_points_on_both_sides():
    pre, post = make_pair(types=("narrative",))
    marker = teacher(pre)
    for number in range(6):
        seat = EnrolmentFactory(cohort=pre.cohort)
        for sitting in (pre, post):
            attempt = submit(sitting, "They stay.", enrolment=seat)
            if sitting == pre or number < 4:
                points = Decimal(sitting == post or number >= 4)
                Mark.objects.create(attempt=attempt, position=0, marker=marker, number=1, points=points, at=NOW)
    (row,) = results(pre, post).questions
    assert (row.facility_before, row.facility_after, row.change.n) == (0, 1, 4)
