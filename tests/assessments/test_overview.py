"""Cohorts side by side: what may be compared, what may be said, and who may see it."""

import csv
import re
from datetime import timedelta
from io import StringIO
from math import ceil, floor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.evaluation.cohorts import letter_of
from assessments.evaluation.forest import scale_of
from assessments.models import Sitting
from assessments.reports.course_results import course_results
from assessments.reports.lesson_results import cohorts_with_quizzes, lesson_results
from assessments.statistics import Estimate, Interval
from assessments.views import overview
from courses.models import Cohort
from tests.assessments.classes import TYPES, make_pair, sit
from tests.assessments.factories import FormFactory, SittingFactory
from tests.factories import NOW, CohortFactory, EnrolmentFactory, LessonFactory

pytestmark = pytest.mark.django_db
FIVE = [(1, 4), (2, 5), (0, 3), (3, 3), (4, 2)]


def another(pre, *, days=0, form=None, instructor=None, label="Quiz before the lesson"):
    """Quizzes of another cohort of the same course, held so many days later, with the same form or another one."""
    form = form or pre.form_a
    cohort = CohortFactory(course=pre.cohort.course)
    EnrolmentFactory(cohort=cohort, instructor=True, **({"user": instructor} if instructor else {}))
    opens_at = NOW + timedelta(days=days)
    first = SittingFactory(cohort=cohort, form_a=form, label=label, opens_at=opens_at)
    second = SittingFactory(
        cohort=cohort, form_a=form, kind=Sitting.Kind.POST, label="After", opens_at=opens_at + timedelta(days=2)
    )
    return first, second


def every_cohort(lesson):
    return list(cohorts_with_quizzes(Cohort.objects.all(), lesson))


def results(pre):
    return lesson_results(pre.form_a.lesson, every_cohort(pre.form_a.lesson))


def director(pre):
    return EnrolmentFactory(director=True, course=pre.cohort.course).user


def see(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"assessments:{name}", args=args), query)


def rows_of_csv(content):
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


# --- one lesson over time --------------------------------------------------------------------------------


def test_cohorts_stand_side_by_side_newest_first():
    pre, post = make_pair()
    sit(pre, post, *FIVE, (5, None))
    later = another(pre, days=30)
    sit(*later, (0, 6), (1, 6), (0, 5), (2, 6), (1, 5))
    found = results(pre)
    first, second = found.lines
    assert (first.cohort, second.cohort) == (later[0].cohort, pre.cohort)
    assert (second.n_listed, second.n_before, second.n_after, second.n_both) == (6, 6, 5, 5)
    assert second.completion == pytest.approx(100 * 5 / 6)
    assert second.shown_gain.value == pytest.approx(100 * 7 / 30)
    assert first.shown_gain.value == pytest.approx(100 * 24 / 30)
    # Both rest on the same questions, so the letter is one and the scale holds both.
    assert (first.letter, second.letter, found.n_question_sets) == ("A", "A", 1)
    assert found.scale.low <= second.shown_gain.interval.low
    assert found.scale.high >= first.shown_gain.interval.high
    # The class gain needs ten learners.
    assert (first.class_gain, second.class_gain) == (None, None)
    assert [gain.value for gain in second.by_outcome] == [pytest.approx(100 * 4 / 15), pytest.approx(20)]


def test_cohorts_that_were_asked_other_questions_get_another_letter():
    pre, post = make_pair()
    sit(pre, post, *FIVE)
    form = FormFactory(types=TYPES, lesson=pre.form_a.lesson, label="Other")
    other = another(pre, days=10, form=form)
    sit(*other, *FIVE)
    found = results(pre)
    assert [line.letter for line in found.lines] == ["A", "B"]
    assert found.n_question_sets == 2
    shared = another(pre, days=20)
    sit(*shared, *FIVE)
    assert [line.letter for line in results(pre).lines] == ["A", "B", "A"]


def test_quizzes_that_share_no_question_have_no_gain():
    pre, post = make_pair()
    sit(pre, post, *FIVE)
    Sitting.objects.filter(pk=post.pk).update(form_a=FormFactory(types=TYPES, lesson=pre.form_a.lesson, label="Other"))
    post.attempts.update(form=Sitting.objects.get(pk=post.pk).form_a)
    (line,) = results(pre).lines
    assert (line.n_both, line.gain, line.shown_gain, line.letter, line.by_outcome) == (5, None, None, "", [None, None])


@pytest.mark.parametrize(("n", "is_shown"), [(0, False), (1, False), (4, False), (5, True)])
def test_a_gain_is_shown_from_five_learners(client, n, is_shown):
    pre, post = make_pair()
    sit(pre, post, *FIVE[:n])
    (line,) = results(pre).lines
    assert (line.n_both, line.shown_gain is not None) == (n, is_shown)
    text = see(client, director(pre), "lesson-results", pre.form_a.lesson.slug).content.decode()
    # As a word: random tokens may hold these letters.
    assert not re.search(r"\bnan\b", text, re.IGNORECASE)
    assert ("too few" in text) == (0 < n < 5)


def test_equal_changes_have_no_interval(client):
    pre, post = make_pair()
    sit(pre, post, *[(2, 4)] * 5)
    (line,) = results(pre).lines
    assert (line.shown_gain.value, line.shown_gain.interval) == (pytest.approx(100 / 3), None)
    bar = results(pre).scale.bar(line.shown_gain)
    assert bar.low == bar.middle == bar.high
    text = see(client, director(pre), "lesson-results", pre.form_a.lesson.slug).content.decode()
    assert "\u2066+33\u2069</b>" in text


def test_the_scale_holds_the_gains_of_instructors_too():
    """Two small classes, of which neither has a gain to show, have a wide one together."""
    pre, post = make_pair()
    sit(pre, post, (0, 6), (6, 0), (0, 6))
    grace = EnrolmentFactory(cohort=pre.cohort, instructor=True, user__name="Grace").user
    sit(*another(pre, instructor=grace), (6, 1), (0, 6), (0, 5))
    found = results(pre)
    (together,) = found.instructors
    assert [line.shown_gain for line in found.lines] == [None, None]
    interval = together.gain.interval
    assert (found.scale.low, found.scale.high) == (floor(interval.low / 10) * 10, ceil(interval.high / 10) * 10)
    bar = found.scale.bar(together.gain)
    assert 0 <= float(bar.low[:-1]) <= float(bar.middle[:-1]) <= float(bar.high[:-1]) <= 100


def test_the_cohorts_of_an_instructor_together():
    pre, post = make_pair()
    grace = EnrolmentFactory(cohort=pre.cohort, instructor=True, user__name="Grace").user
    sit(pre, post, *FIVE[:3])
    sit(*another(pre, instructor=grace), *FIVE[3:])
    amina = EnrolmentFactory(cohort=pre.cohort, instructor=True, user__name="Amina").user
    first, second = results(pre).instructors
    assert (first.name, first.n_cohorts, first.n_both, first.gain) == (amina.name, 1, 3, None)
    # Neither cohort has five learners who sat both, but together they have.
    assert (second.name, second.n_cohorts, second.n_both) == ("Grace", 2, 5)
    assert second.gain.value == pytest.approx(100 * 7 / 30)


def test_gains_on_different_questions_are_not_put_together():
    pre, post = make_pair()
    grace = EnrolmentFactory(cohort=pre.cohort, instructor=True).user
    sit(pre, post, *FIVE)
    form = FormFactory(types=TYPES, lesson=pre.form_a.lesson, label="Other")
    sit(*another(pre, instructor=grace, form=form), *FIVE)
    (line,) = results(pre).instructors
    assert (line.is_mixed, line.gain, line.n_both) == (True, None, 10)


def test_practice_and_other_lessons_are_left_out():
    pre, _post = make_pair()
    SittingFactory(form_a=pre.form_a, kind=Sitting.Kind.PRACTICE, cohort=CohortFactory(course=pre.cohort.course))
    SittingFactory(form_a=FormFactory(lesson=LessonFactory(course=pre.cohort.course)))
    assert every_cohort(pre.form_a.lesson) == [pre.cohort]


def test_letters_go_on_after_z():
    assert [letter_of(n) for n in (0, 25, 26, 27, 51, 52)] == ["A", "Z", "AA", "AB", "AZ", "BA"]


@pytest.mark.parametrize(
    ("estimates", "ends", "zero"),
    [
        ([], (0, 50), "0.0%"),
        ([Estimate(12, None)], (0, 20), "0.0%"),
        ([Estimate(0, Interval(0, 0))], (0, 50), "0.0%"),
        ([Estimate(5, Interval(-5, 15)), Estimate(20, Interval(11, 30))], (-10, 30), "25.0%"),
        ([Estimate(-20, Interval(-30, -10))], (-30, 0), "100.0%"),
    ],
)
def test_the_scale_holds_every_interval_and_nothing(estimates, ends, zero):
    scale = scale_of(estimates)
    assert (scale.ends, scale.zero) == (ends, zero)


# --- pages -----------------------------------------------------------------------------------------------


def test_the_page_of_a_lesson(client):
    pre, post = make_pair()
    sit(pre, post, *FIVE)
    text = see(client, director(pre), "lesson-results", pre.form_a.lesson.slug).content.decode()
    assert "1 cohort was offered quizzes on this lesson." in text
    assert f"/cohorts/{pre.cohort.pk}/results/?pre={pre.pk}&amp;post={post.pk}" in text
    assert "This is no ranking" in text


def test_filters_in_the_address(client):
    pre, post = make_pair()
    later = another(pre, days=30, instructor=EnrolmentFactory(instructor=True, cohort=pre.cohort).user)
    teacher = later[0].cohort.enrolments.get(role="instructor").user
    other = another(pre, days=60)
    user, slug = director(pre), pre.form_a.lesson.slug

    def shown(**query):
        return [cohort.pk for cohort in see(client, user, "lesson-results", slug, **query).context["page"]]

    everything = [other[0].cohort_id, later[0].cohort_id, pre.cohort_id]
    assert shown() == shown(instructor="x", since="soon", until="2026-02-31") == everything
    assert shown(instructor=teacher.pk) == [later[0].cohort_id, pre.cohort_id]
    assert shown(since="2026-03-20") == [other[0].cohort_id, later[0].cohort_id]
    assert shown(since="2026-03-20", until="2026-04-10") == [later[0].cohort_id]
    text = see(client, user, "lesson-results", slug, since="2030-01-01").content.decode()
    assert "No cohort fits this choice." in text
    assert post.cohort_id == pre.cohort_id


def test_a_lesson_that_nobody_was_asked_about(client):
    lesson = LessonFactory()
    user = EnrolmentFactory(director=True, course=lesson.course).user
    text = see(client, user, "lesson-results", lesson.slug).content.decode()
    assert "No cohort was offered a quiz before or after this lesson yet." in text


def test_an_instructor_sees_own_cohorts_only(client):
    pre, post = make_pair()
    sit(pre, post, *FIVE)
    first, second = another(pre, days=30)
    sit(first, second, *FIVE)
    user = first.cohort.enrolments.get(role="instructor").user
    page = see(client, user, "lesson-results", pre.form_a.lesson.slug)
    assert [line.cohort for line in page.context["results"].lines] == [first.cohort]
    course = see(client, user, "course-results", pre.cohort.course.slug).context["results"]
    assert [each.cohort for each in course.cohorts] == [first.cohort]
    assert (course.totals.n_cohorts, course.totals.n_both) == (1, 5)
    for name, slug in (("lesson", pre.form_a.lesson.slug), ("course", pre.cohort.course.slug)):
        text = see(client, user, f"{name}-results-file", slug, "csv").content.decode("utf-8-sig")
        assert first.cohort.name in text
        assert f"{pre.cohort.name}," not in text


ADDRESSES = [
    ("lesson-results", "lesson", ()),
    ("lesson-results-file", "lesson", ("csv",)),
    ("course-results", "course", ()),
    ("course-results-file", "course", ("csv",)),
]


@pytest.mark.parametrize(("name", "of", "more"), ADDRESSES)
def test_strangers_and_learners_find_nothing(client, name, of, more):
    pre, post = make_pair()
    (learner,) = sit(pre, post, (1, 2))
    slug = pre.form_a.lesson.slug if of == "lesson" else pre.cohort.course.slug
    for user in (learner.user, EnrolmentFactory(director=True).user):
        assert see(client, user, name, slug, *more).status_code == 404
    client.logout()
    answer = client.get(reverse(f"assessments:{name}", args=[slug, *more]))
    assert (answer.status_code, answer["Location"].startswith("/account/sign-in/")) == (302, True)
    assert see(client, director(pre), name, slug, *more).status_code == 200


def test_pages_take_as_many_queries_for_one_cohort_as_for_many(client):
    pre, post = make_pair()
    sit(pre, post, *FIVE)
    user, lesson = director(pre), pre.form_a.lesson

    def queries(name, slug):
        with CaptureQueriesContext(connection) as captured:
            see(client, user, name, slug)
        return len(captured)

    names = (("lesson-results", lesson.slug), ("course-results", lesson.course.slug))
    see(client, user, *names[0])  # what the process reads only once
    few = [queries(*each) for each in names]
    for days in range(1, 4):
        sit(*another(pre, days=days), *FIVE)
    LessonFactory(course=lesson.course)
    assert [queries(*each) for each in names] == few


def test_many_cohorts_come_in_pages(client, monkeypatch):
    monkeypatch.setattr(overview, "ON_A_PAGE", 2)
    pre, _post = make_pair()
    for days in (1, 2):
        another(pre, days=days)
    user = director(pre)
    for name, slug in (("lesson-results", pre.form_a.lesson.slug), ("course-results", pre.cohort.course.slug)):
        pages = [see(client, user, name, slug, page=number).context["page"] for number in (1, 2, "x")]
        assert [(len(page), page.number) for page in pages] == [(2, 1), (1, 2), (2, 1)]


# --- the course ------------------------------------------------------------------------------------------


def test_the_course_in_numbers():
    pre, post = make_pair()
    sit(pre, post, *FIVE, (5, None), (None, 4), (None, None))
    sit(*another(pre, days=30), (1, 2))
    empty = CohortFactory(course=pre.cohort.course)
    course = pre.cohort.course
    cohorts = Cohort.objects.filter(course=course)
    found = course_results(course, cohorts, list(cohorts.with_learner_counts().order_by("pk")))
    totals = found.totals
    assert (totals.n_cohorts, totals.n_listed, totals.n_any, totals.n_both) == (3, 9, 8, 6)
    (line,) = found.lessons
    assert (line.n_cohorts, line.taken.n_before, line.taken.n_after, line.taken.n_both) == (2, 7, 7, 6)
    # The newest cohort that sat a quiz after the lesson has too few learners for a gain.
    assert (line.newest.n_both, line.newest.shown_gain) == (1, None)
    rows = [
        (each.cohort, [(taken.n_before, taken.n_after, taken.n_both) for _, taken in each.taken])
        for each in found.cohorts
    ]
    assert [taken for _, taken in rows] == [[(6, 6, 5)], [(1, 1, 1)], []]
    assert rows[2][0] == empty


def test_a_course_without_anything(client):
    user = EnrolmentFactory(director=True).user
    course = user.enrolments.get().course
    text = see(client, user, "course-results", course.slug).content.decode()
    assert "0 learners sat both quizzes of a lesson." in text
    assert "No lesson is loaded yet." in text


# --- files -----------------------------------------------------------------------------------------------


def test_the_cohorts_of_a_lesson_as_a_file(client):
    pre, post = make_pair()
    sit(pre, post, *FIVE)
    sit(*another(pre, days=30), (1, 2))
    answer = see(client, director(pre), "lesson-results-file", pre.form_a.lesson.slug, "csv")
    few, many = rows_of_csv(answer.content)
    assert (many["Cohort"], many["Sat both"], many["Questions"], many["Shared questions"]) == (
        pre.cohort.name, "5", "identical", "6",
    )  # fmt: skip
    assert float(many["Mean gain"]) == pytest.approx(23.33)
    assert float(many["Mean gain, low"]) < 23 < float(many["Mean gain, high"])
    assert float(many["Gain: Country Team"]) == pytest.approx(20)
    assert many["Class gain"] == ""
    assert (few["Sat both"], few["Mean gain"], few["Mean before"], few["Gain: Country Team"]) == ("1", "", "", "")
    # The choice in the address holds for the file too.
    chosen = see(client, director(pre), "lesson-results-file", pre.form_a.lesson.slug, "csv", since="2026-03-20")
    assert [row["Cohort"] for row in rows_of_csv(chosen.content)] == [few["Cohort"]]


def test_the_cohorts_of_a_course_as_a_file(client):
    pre, post = make_pair()
    sit(pre, post, *FIVE)
    empty = CohortFactory(course=pre.cohort.course, name="=1+1")
    answer = see(client, director(pre), "course-results-file", pre.cohort.course.slug, "csv")
    rows = {row["Cohort"]: (row["On the list"], row["Lesson"], row["Sat both"]) for row in rows_of_csv(answer.content)}
    assert rows == {pre.cohort.name: ("5", str(pre.form_a.lesson), "5"), f"'{empty.name}": ("0", "", "")}


def test_files_of_other_kinds_do_not_exist(client):
    pre, _post = make_pair()
    user = director(pre)
    for name, slug in (("lesson", pre.form_a.lesson.slug), ("course", pre.cohort.course.slug)):
        assert see(client, user, f"{name}-results-file", slug, "exe").status_code == 404
        for kind in ("xlsx", "dictionary"):
            answer = see(client, user, f"{name}-results-file", slug, kind)
            assert answer["Content-Disposition"].startswith("attachment")
