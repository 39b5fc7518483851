"""The benchmark of results, tiny: what it says, and that a page that grows with the answers is told."""

import os
import re
from argparse import ArgumentTypeError
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments.benchmark.past import make_past
from assessments.benchmark.reading import AIM_ATTEMPTS, COHORT_PAGE, Reading, Took, reading_report
from assessments.benchmark.world import NoQuestionsError
from assessments.management.commands.bench_results import sizes
from tests.factories import NOW, LessonFactory

DATABASE_URL = os.environ.get("FIELDSCHOOL_TEST_DATABASE_URL", "")


@pytest.mark.journey
def test_pages_need_the_same_statements_for_more_attempts():
    said = StringIO()
    url = ["--database-url", DATABASE_URL] if DATABASE_URL else []
    call_command("bench_results", "--attempts", "60,120", *url, stdout=said)
    text = said.getvalue()
    pages = "a class of 25|20 cohorts of a lesson|questions of all cohorts|the course|one cohort of all"
    rows = re.findall(rf"^({pages}) +\d+ ms +\d+ ms +(\d+)$", text, re.MULTILINE)
    assert len(rows) == 5, text
    assert all(0 < int(n) < 40 for _page, n in rows)


def took(page=COHORT_PAGE, n_attempts=AIM_ATTEMPTS, seconds=0.4, n_statements=20):
    return Took(page, n_attempts, seconds, seconds / 2, n_statements)


def test_the_report_says_times_and_whether_the_aim_is_met():
    text = reading_report(Reading([took(n_attempts=1_000, seconds=0.1), took()]))
    assert text.splitlines() == [
        "attempts                         1,000      10,000  statements",
        "one cohort of all               100 ms      400 ms          20",
        "  of this process                50 ms      200 ms",
        "",
        "a report over 10,000 attempts, s: 0.40 (aim < 1): met",
    ]
    assert reading_report(Reading([took(seconds=1.5)])).endswith("1.50 (aim < 1): MISSED")
    assert reading_report(Reading([took(n_attempts=50)])).endswith("not measured (aim < 1)")


def test_a_page_that_needs_more_statements_is_told():
    reading = Reading([took(n_attempts=10), took(n_attempts=20, n_statements=30), took(page="other")])
    assert reading.problems == ["one cohort of all: [20, 30] statements"]
    assert reading_report(reading).splitlines()[-1] == reading.problems[0]


@pytest.mark.parametrize(("text", "found"), [("1000", [1000]), ("20,10,20", [10, 20])])
def test_sizes_in_rising_order(text, found):
    assert sizes(text) == found


@pytest.mark.parametrize("text", ["", "1", "a", "10,", "-5", "1_000"])
def test_sizes_that_are_none(text):
    with pytest.raises(ArgumentTypeError):
        sizes(text)


def test_it_fills_no_installation_that_it_has_not_made(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with pytest.raises(CommandError, match="temporary installation"):
        call_command("bench_results", "--inside")


@pytest.mark.django_db
def test_without_the_questions_of_the_lesson_there_is_nothing_to_measure():
    LessonFactory()
    with pytest.raises(NoQuestionsError):
        make_past(NOW)
