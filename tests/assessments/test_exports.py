"""The results of a cohort as files: what is in them, and what must not be."""

import io

import openpyxl
import pytest
from django.urls import reverse

from assessments.exports.cohort import items_sheet, learners_sheet, research_sheet, responses_sheet
from assessments.exports.findings import choices_sheet, misconceptions_sheet, outcomes_sheet
from assessments.exports.tables import SHEETS
from assessments.models import FormItem, Sitting
from assessments.reports.cohort_results import results_of
from courses.models import Enrolment, Group
from courses.spreadsheets.reading import read_table
from tests.assessments.classes import make_pair, sit
from tests.assessments.factories import FormFactory
from tests.assessments.marked import make_sitting, submit, teacher
from tests.factories import EnrolmentFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
SIX = [(1, 4), (2, 5), (0, 3), (3, 3), (4, None), (None, 6)]


def build_pair():
    return make_pair()


world_once, pair = built_once(build_pair)


def table(make, pre, post):
    sheet = make(results_of(pre.cohort, pre, post))
    return [column.header for column in sheet.columns], [list(row) for row in sheet.rows]


def name_them(seats, *names):
    for seat, name in zip(seats, names, strict=False):
        seat.user.name = name
        seat.user.save()
        Enrolment.objects.filter(pk=seat.pk).update(external_id=f"{seat.pk:04}")


def test_a_row_for_each_learner_says_what_the_page_says(pair):
    seats = sit(*pair, *SIX)
    name_them(seats, "أمينة", "Юрий", "=1+1")
    header, rows = table(learners_sheet, *pair)
    assert header[:8] == ["Number", "Name", "Group", "Before", "Waiting before", "After", "Waiting after", "Change"]
    assert header[8:] == ["Types of partners", "Country Team"]
    by_name = {row[1]: row for row in rows}
    first = results_of(pair[0].cohort, *pair)
    said = {row.name: (row.before.percent, row.after.percent, row.change, list(row.cells)) for row in first.learners}
    assert {
        name: (row[3], row[5], row[7], [c for c in row[8:] if c is not None]) for name, row in by_name.items()
    } == said
    assert by_name["أمينة"][0] == f"{seats[0].pk:04}"


def test_the_dictionary_says_on_which_questions_a_score_is():
    """Who sat both is scored on what has points in both, and the meaning of the column says so."""
    pre, post = make_pair(types=("true-false", "true-false", "narrative"))
    seat, alone = EnrolmentFactory.create_batch(2, cohort=pre.cohort)
    submit(pre, True, False, "They help.", enrolment=seat)
    submit(post, False, False, None, enrolment=seat)
    submit(post, False, False, None, enrolment=alone)
    sheet = learners_sheet(results_of(pre.cohort, pre, post))
    both, one = ([row[3], row[5], row[7]] for row in map(list, sheet.rows))
    assert (both, one) == ([50, 100, 50], [None, 67, None])
    meaning = {column.header: column.meaning for column in sheet.columns}
    for name in ("Before", "After"):
        assert "Of who sat both quizzes, on the questions that are compared" in meaning[name]
        assert "on the whole quiz" in meaning[name]
    assert "asked before or not" in meaning["Types of partners"]


def test_what_was_not_asked_twice_has_no_p():
    """Half of the class had a shorter form after the lesson: what it lacks is compared for nobody."""
    pre, post = make_pair(types=("true-false",))
    other = FormFactory(types=("true-false",), lesson=pre.form_a.lesson)
    shared = pre.form_a.items.get().version
    FormItem.objects.create(form=other, position=1, version=shared, points=1)
    for sitting in (pre, post):
        Sitting.objects.filter(pk=sitting.pk).update(form_b=other)
        sitting.refresh_from_db()
    for number in range(20):
        seat = EnrolmentFactory(cohort=pre.cohort)
        submit(pre, True, True, enrolment=seat, form=other)
        if number % 2:
            submit(post, False, False, enrolment=seat, form=other)
        else:
            submit(post, False, enrolment=seat, form=pre.form_a)
    header, rows = table(items_sheet, pre, post)
    found = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(row["In both quizzes"], row["Learners"], row["McNemar p"] is None) for row in found] == [
        ("no", None, True),
        ("yes", 20, False),
    ]


def test_a_row_for_each_answer(pair):
    sit(*pair, (1, 6))
    header, rows = table(responses_sheet, *pair)
    assert (len(rows), header[3:]) == (
        12,
        ["Quiz", "When", "Place", "Question", "Type", "Answer", "Result", "Points", "Full points"],
    )
    assert [(row[4], row[5], row[9]) for row in rows] == [
        ("pre", 1, "right"),
        *(("pre", place, "wrong") for place in range(2, 7)),
        *(("post", place, "right") for place in range(1, 7)),
    ]
    points = [sum(row[10] for row in rows if row[4] == kind) for kind in ("pre", "post")]
    assert points == [rows[0][11], sum(row[11] for row in rows if row[4] == "post")]


def test_a_row_for_each_question_hides_what_so_few_cannot_say(pair):
    sit(*pair, *SIX)
    assert table(items_sheet, *pair)[1] == []
    sit(*pair, (0, 0))
    header, rows = table(items_sheet, *pair)
    found = [dict(zip(header, row, strict=True)) for row in rows]
    assert [row["Learners"] for row in found] == [5] * 6
    assert {(row["McNemar p"], row["Item-rest r"], row["Effective weight"]) for row in found} == {(None, None, None)}
    assert [(row["Right before"], row["Right after"]) for row in found] == [
        (3, 4),
        (2, 4),
        (1, 4),
        (0, 2),
        (0, 1),
        (0, 0),
    ]


def test_a_check_all_question_names_the_options_that_went_wrong(pair):
    sit(*pair, *[(6, 2)] * 6)
    header, rows = table(items_sheet, *pair)
    names = ["Commonest wrong answer", "Times given", "Right option left out most", "Times left out"]
    wrong = [[row[header.index(name)] for name in names] for row in rows]
    assert wrong[2] == ["Body c", 6, "Body a", 6]
    assert wrong[3] == ["True", 6, "", None]


def test_research_has_no_name_no_number_no_time_and_no_order(pair, client):
    seats = sit(*pair, *SIX)
    name_them(seats, *(f"Secret {n}" for n in range(6)))
    client.force_login(teacher(pair[0]))
    files = [client.get(reverse("assessments:results-file", args=[pair[0].cohort_id, "research", "csv"])) for _ in "ab"]
    assert all("Secret" not in each.content.decode("utf-8-sig") for each in files)
    assert pair[0].cohort.name not in files[0]["Content-Disposition"]
    first, second = (read_table(each.content).rows[1:] for each in files)
    assert len({row[0] for row in first + second}) == 12
    assert sorted(row[2:] for row in first) == sorted(row[2:] for row in second)


def test_so_few_that_they_would_be_known_are_not_told(pair):
    sit(*pair, *SIX[:4])
    assert table(research_sheet, *pair)[1] == []


@pytest.mark.parametrize(("sizes", "labels"), [((5, 5), 2), ((6, 4), 0), ((5, 0), 1), ((5, 2, 4), 2), ((10, 3), 0)])
def test_small_groups_are_not_named(pair, sizes, labels):
    seats = sit(*pair, *([(1, 2)] * sum(sizes)))
    for n, size in enumerate(sizes):
        group = Group.objects.create(cohort=pair[0].cohort, name=f"Secret {n}")
        for _ in range(size):
            Enrolment.objects.filter(pk=seats.pop().pk).update(group=group)
    found = {row[1] for row in table(research_sheet, *pair)[1]}
    assert (len(found), any("Secret" in label for label in found)) == (max(labels, 1), False)


@pytest.mark.parametrize("name", SHEETS)
def test_every_table_is_a_csv_and_a_workbook_with_its_dictionary(pair, client, name):
    sit(*pair, *SIX)
    client.force_login(teacher(pair[0]))
    address = [reverse("assessments:results-file", args=[pair[0].cohort_id, name, kind]) for kind in ("csv", "xlsx")]
    header = read_table(client.get(address[0]).content).rows[0]
    book = openpyxl.load_workbook(io.BytesIO(client.get(address[1]).content))
    dictionary = [row[0].value for row in book.worksheets[1].iter_rows(min_row=2)]
    assert (len(book.sheetnames), dictionary[: len(header)]) == (2, header)


def test_no_answer_becomes_a_formula(client):
    sitting = make_sitting("narrative")
    learner = EnrolmentFactory(cohort=sitting.cohort, user__name="@SUM(A1)")
    submit(sitting, "=HYPERLINK(1)", enrolment=learner)
    client.force_login(teacher(sitting))
    address = reverse("assessments:results-file", args=[sitting.cohort_id, "answers", "csv"])
    text = client.get(address).content.decode("utf-8-sig")
    assert ("'=HYPERLINK(1)" in text, "'@SUM(A1)" in text) == (True, True)


def test_without_a_quiz_the_tables_are_empty_and_the_page_says_so(client):
    seat = EnrolmentFactory(instructor=True)
    client.force_login(seat.user)
    page = client.get(reverse("assessments:files", args=[seat.cohort_id]))
    assert "There is no quiz before or after a lesson yet." in page.content.decode()
    for name in SHEETS:
        assert client.get(reverse("assessments:results-file", args=[seat.cohort_id, name, "csv"])).status_code == 200


def test_files_are_for_those_who_teach(pair, client):
    addresses = [
        reverse("assessments:files", args=[pair[0].cohort_id]),
        reverse("assessments:results-file", args=[pair[0].cohort_id, "learners", "csv"]),
    ]
    for user in (EnrolmentFactory(cohort=pair[0].cohort).user, EnrolmentFactory(instructor=True).user):
        client.force_login(user)
        assert [client.get(each).status_code for each in addresses] == [404, 404]
    client.force_login(teacher(pair[0]))
    assert [client.get(each).status_code for each in addresses] == [200, 200]
    unknown = reverse("assessments:results-file", args=[pair[0].cohort_id, "secrets", "csv"])
    assert client.get(unknown).status_code == 404


@pytest.mark.parametrize("n", [3, 30])
@pytest.mark.parametrize("name", SHEETS)
def test_files_take_the_same_queries_for_any_number(pair, client, name, n, django_assert_max_num_queries):
    sit(*pair, *([(1, 2)] * n))
    client.force_login(teacher(pair[0]))
    with django_assert_max_num_queries(45):
        client.get(reverse("assessments:results-file", args=[pair[0].cohort_id, name, "csv"]))


def test_outcomes_and_wrong_ideas_as_tables(pair):
    sit(*pair, *SIX, (0, 6), (1, 5))
    header, rows = table(outcomes_sheet, *pair)
    found = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(row["Outcome"], row["Questions"], row["Learners"]) for row in found] == [
        ("List types of partners", 3, 6),
        ("List types of partners", 3, 6),
    ]
    assert all(row["Gain, low"] < row["Gain"] < row["Gain, high"] for row in found)
    shares = [100 * row["Mastered after"] / row["Learners"] for row in found]
    ends = [(row["Mastered after, low"], row["Mastered after, high"]) for row in found]
    assert [low < share < high for share, (low, high) in zip(shares, ends, strict=True)] == [True, True]
    assert table(misconceptions_sheet, *pair)[1] == []


def test_every_option_says_how_often_it_was_chosen(pair):
    sit(*pair, *[(0, 6)] * 5)
    header, rows = table(choices_sheet, *pair)
    assert header == ["Place", "Text", "Option", "Right", "Chosen before", "Chosen after"]
    assert [row[1:] for row in rows if row[0] == 1] == [
        ["The UN arrives with the mission.", "True", "no", 5, 0],
        ["The UN arrives with the mission.", "False", "yes", 0, 5],
    ]
    assert {tuple(row[4:]) for row in rows if row[3] == "yes"} == {(0, 5)}


def test_of_fewer_than_five_nothing_is_said_about_outcomes(pair):
    sit(*pair, *SIX)
    assert table(outcomes_sheet, *pair)[1] == table(choices_sheet, *pair)[1] == []
