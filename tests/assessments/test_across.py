"""By instructor, and the lessons of a course, as files: what the pages show, and no more."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from assessments.exports import overview
from assessments.exports.across import OF_A_COURSE, OF_A_LESSON, questions_sheet
from assessments.exports.cohort import items_sheet, responses_sheet
from assessments.reports.cohort_results import results_of
from courses.models import Cohort
from tests.assessments.classes import TYPES, make_pair, sit
from tests.assessments.factories import FormFactory
from tests.assessments.test_overview import FIVE, another, director, see
from tests.factories import CohortFactory, EnrolmentFactory, LessonFactory

pytestmark = pytest.mark.django_db
TABLES = [("lesson", table) for table in OF_A_LESSON] + [("course", table) for table in OF_A_COURSE]


def slug_of(of, pre):
    return pre.form_a.lesson.slug if of == "lesson" else pre.cohort.course.slug


def rows(client, user, of, table, pre, **query):
    answer = see(client, user, f"{of}-results-table", slug_of(of, pre), table, "csv", **query)
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


TYPES_IN_WORDS = (
    "The type of the question. true-false: True or false; check-one: Check one; check-all: Check all that apply; "
    "blanks: Fill in the blank; narrative: Written answer."
)


def test_the_codes_of_types_are_explained_where_they_stand():
    """The same in every language, so that a script can read them; the data dictionary says what they mean."""
    pre, post = make_pair()
    sit(pre, post, *FIVE)
    results = results_of(pre.cohort, pre, post)
    across = questions_sheet(pre.form_a.lesson, Cohort.objects.filter(pk=pre.cohort_id))
    for sheet in (across, items_sheet(results), responses_sheet(results)):
        place = [column.header for column in sheet.columns].index("Type")
        assert sheet.columns[place].meaning == TYPES_IN_WORDS
        assert {row[place] for row in sheet.rows} == set(TYPES)


GAIN = ("Mean gain", "Mean gain, low", "Mean gain, high")


def test_instructors_with_the_learners_of_all_their_cohorts(client):
    pre, post = make_pair()
    grace = EnrolmentFactory(cohort=pre.cohort, instructor=True, user__name="Grace").user
    sit(pre, post, *FIVE[:3])
    sit(*another(pre, days=30, instructor=grace), *FIVE[3:])
    EnrolmentFactory(cohort=pre.cohort, instructor=True, user__name="=Amina")
    first, second = rows(client, director(pre), "lesson", "instructors", pre)
    # Three are too few to speak of; together both cohorts have five.
    assert [first[name] for name in ("Instructor", "Cohorts", "Sat both", "Different questions", *GAIN)] == [
        "'=Amina", "1", "3", "no", "", "", "",
    ]  # fmt: skip
    assert [second[name] for name in ("Instructor", "Cohorts", "Sat both", "Different questions")] == [
        "Grace", "2", "5", "no",
    ]  # fmt: skip
    assert float(second["Mean gain"]) == pytest.approx(23.33)
    assert float(second["Mean gain, low"]) < 23 < float(second["Mean gain, high"])
    # The choice in the address holds for the file too.
    (only,) = rows(client, director(pre), "lesson", "instructors", pre, since="2026-03-20")
    assert (only["Instructor"], only["Cohorts"], only["Mean gain"]) == ("Grace", "1", "")


def test_gains_on_different_questions_are_not_put_together_whatever_the_batch(client, monkeypatch):
    """Letters begin anew in each batch of cohorts; what the gains rest on does not."""
    monkeypatch.setattr(overview, "AT_ONCE", 1)
    pre, post = make_pair()
    grace = EnrolmentFactory(cohort=pre.cohort, instructor=True).user
    sit(pre, post, *FIVE)
    other = FormFactory(types=TYPES, lesson=pre.form_a.lesson, label="Other")
    sit(*another(pre, instructor=grace, form=other), *FIVE)
    (line,) = rows(client, director(pre), "lesson", "instructors", pre)
    assert (line["Different questions"], line["Sat both"], line["Mean gain"]) == ("yes", "10", "")
    sit(*another(pre, instructor=EnrolmentFactory(instructor=True, cohort=CohortFactory()).user), *FIVE)
    assert len(rows(client, director(pre), "lesson", "instructors", pre)) == 2


def test_lessons_with_the_change_of_the_newest_cohort(client):
    pre, post = make_pair()
    sit(pre, post, *FIVE, (5, None))
    empty = LessonFactory(course=pre.cohort.course)
    first, second = sorted(
        rows(client, director(pre), "course", "lessons", pre), key=lambda row: row["Lesson"] == str(empty)
    )
    names = ("Lesson", "Cohorts", "Sat before", "Sat after", "Sat both", "Newest cohort", "Newest sat both")
    assert [first[name] for name in names] == [str(pre.form_a.lesson), "1", "6", "5", "5", pre.cohort.name, "5"]
    assert float(first["Change, newest cohort"]) == pytest.approx(23.33)
    assert float(first["Change, newest cohort, low"]) < 23 < float(first["Change, newest cohort, high"])
    assert [second[name] for name in names] == [str(empty), "0", "0", "0", "0", "", ""]
    # A newer cohort that is too small has no change, and that of the older one is not shown for it.
    sit(*another(pre, days=30), *FIVE[:4])
    newest = next(row for row in rows(client, director(pre), "course", "lessons", pre) if row["Newest cohort"])
    assert (newest["Newest sat both"], newest["Change, newest cohort"], newest["Change, newest cohort, low"]) == (
        "4", "", "",
    )  # fmt: skip


def test_an_instructor_takes_own_cohorts_along_only(client):
    pre, post = make_pair()
    sit(pre, post, *FIVE)
    first, second = another(pre, days=30)
    sit(first, second, (1, 2))
    user = first.cohort.enrolments.get(role="instructor").user
    (line,) = rows(client, user, "lesson", "instructors", pre)
    assert (line["Instructor"], line["Sat both"]) == (user.name, "1")
    (lesson,) = rows(client, user, "course", "lessons", pre)
    assert (lesson["Cohorts"], lesson["Sat both"]) == ("1", "1")


@pytest.mark.parametrize(("of", "table"), TABLES)
def test_each_table_is_on_its_page_and_comes_in_every_form(client, of, table):
    pre, post = make_pair()
    EnrolmentFactory(cohort=pre.cohort, instructor=True)
    sit(pre, post, *FIVE)
    user = director(pre)
    page = "lesson-questions" if table == "questions" else f"{of}-results"
    text = see(client, user, page, slug_of(of, pre)).content.decode()
    for kind in ("csv", "xlsx", "dictionary"):
        address = reverse(f"assessments:{of}-results-table", args=[slug_of(of, pre), table, kind])
        answer = client.get(address)
        assert (kind, address in text, answer["Content-Disposition"][:10]) == (kind, True, "attachment")
    for wrong in ((table, "exe"), ("secrets", "csv")):
        assert see(client, user, f"{of}-results-table", slug_of(of, pre), *wrong).status_code == 404


@pytest.mark.parametrize(("of", "table"), TABLES)
def test_strangers_and_learners_find_no_table(client, of, table):
    pre, post = make_pair()
    (learner,) = sit(pre, post, (1, 2))
    for user in (learner.user, EnrolmentFactory(director=True).user):
        assert see(client, user, f"{of}-results-table", slug_of(of, pre), table, "csv").status_code == 404
    client.logout()
    address = reverse(f"assessments:{of}-results-table", args=[slug_of(of, pre), table, "csv"])
    assert client.get(address).status_code == 302


def test_the_files_of_a_cohort_lead_to_those_of_several(client):
    pre, _post = make_pair()
    text = see(client, director(pre), "files", pre.cohort_id).content.decode()
    lesson, course = pre.form_a.lesson.slug, pre.cohort.course.slug
    for name, slug in (("lesson-results", lesson), ("lesson-questions", lesson), ("course-results", course)):
        assert reverse(f"assessments:{name}", args=[slug]) in text
