"""The benchmark itself, tiny: it runs against a real server, and its check finds what was tampered with."""

import os
import re
from dataclasses import replace
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.urls import URLResolver, get_resolver, resolve

from assessments.actions.attempts import save_answers
from assessments.answers import Event
from assessments.benchmark import floor
from assessments.benchmark.figures import Figures, percentile
from assessments.benchmark.installation import run_aside
from assessments.benchmark.ledger import Acknowledged, Ledger, answer_differences, differences
from assessments.benchmark.report import report
from assessments.benchmark.run import Outcome
from assessments.benchmark.world import NoQuestionsError, make_form
from assessments.models import Attempt, LateResponse, Response, Score
from tests.assessments.factories import AttemptFactory, KeyRevisionFactory
from tests.assessments.takers import POSITIONS, RIGHT, only, send
from tests.factories import NOW, LessonFactory

DATABASE_URL = os.environ.get("FIELDSCHOOL_TEST_DATABASE_URL", "")


def bench(*options):
    said = StringIO()
    url = ["--database-url", DATABASE_URL] if DATABASE_URL else []
    try:
        call_command("bench_assessment", "--learners", "5", "--answers", "5", *options, *url, stdout=said)
    finally:
        print(said.getvalue())  # pytest shows it when the test fails
    return said.getvalue()


def counts(said):
    return dict(re.findall(r"^(start|page|save|submit|result|floor) +(\d+)", said, re.MULTILINE))


COUNTS = {"start": "5", "page": "5", "save": "25", "submit": "5", "result": "5", "floor": "25"}


@pytest.mark.trust
def test_five_learners_answer_five_questions():
    said = bench()
    assert counts(said) == COUNTS
    assert "sent again             0 after 0 kills" in said
    assert "25 answers and 5 submissions were acknowledged.\nEach is stored once" in said


@pytest.mark.journey
def test_nothing_acknowledged_is_lost_when_the_server_is_killed():
    said = bench("--kill")
    assert counts(said) == COUNTS
    n_resent = int(re.search(r"sent again +(\d+) after 2 kills", said).group(1))
    assert n_resent >= 2  # at each kill somebody met it while it was away
    assert "25 answers and 5 submissions were acknowledged.\nEach is stored once" in said


@pytest.mark.journey
def test_the_exit_code_of_the_temporary_installation_is_that_of_its_command():
    said = []
    assert run_aside(["bench_assessment", "--inside", "--answers", "0"], "", say=said.append) != 0
    assert said[-1].endswith("--answers: should be a whole number above 0")
    assert run_aside(["version"], "", say=said.append) == 0


def test_a_form_of_more_questions_than_the_bank_has_is_refused(db):
    KeyRevisionFactory.create_batch(2, version__question__lesson=LessonFactory())
    with pytest.raises(NoQuestionsError, match="has 2 questions; ask for 1 to 2"):
        make_form(n_items=3, now=NOW)


def test_only_an_installation_of_the_benchmark_is_filled():
    with pytest.raises(CommandError, match="not made for the benchmark"):
        call_command("bench_assessment", "--inside")


def every_pattern(resolver):
    for pattern in resolver.url_patterns:
        yield from every_pattern(pattern) if isinstance(pattern, URLResolver) else [pattern]


def test_no_installation_has_an_address_of_the_floor():
    """Its path leads to the real save, and nothing else leads to it."""
    names = [str(pattern.lookup_str) for pattern in every_pattern(get_resolver("config.urls"))]
    assert resolve("/attempts/1/save/", "config.urls").func.__module__ == "assessments.views.taking"
    assert resolve("/attempts/1/save/", "assessments.benchmark.floor").func is floor.store
    assert [name for name in names if "benchmark" in name] == []


@pytest.fixture
def taken(db):
    """An attempt that was answered and sent, and what was acknowledged of it."""
    attempt, ledger = AttemptFactory(), Ledger()
    for sequence, (kind, answer) in enumerate(RIGHT.items(), start=1):
        event = Event(uuid4(), POSITIONS[kind], sequence, answer)
        save_answers(attempts=only(attempt), events=[event], now=NOW)
        ledger.answer((attempt.pk, event.position), Acknowledged(sequence, event.id, answer))
    ledger.receipt(attempt.pk, send(attempt).receipt)
    return attempt, ledger


def test_what_is_stored_as_acknowledged_has_no_differences(taken):
    attempt, ledger = taken
    assert differences(ledger, attempt.sitting) == []


def lose(attempt):
    Response.objects.filter(attempt=attempt, position=1).delete()


def change_answer(attempt):
    Response.objects.filter(attempt=attempt, position=1).update(answer=True)


def change_sequence(attempt):
    Response.objects.filter(attempt=attempt, position=1).update(sequence=99)


def change_event(attempt):
    Response.objects.filter(attempt=attempt, position=1).update(event=uuid4())


def change_receipt(attempt):
    Attempt.objects.update(receipt="OTHER")


def score_twice(attempt):
    score = Score.objects.get(attempt=attempt, position=1)
    score.pk = None
    score.save()


def keep_as_late(attempt):
    LateResponse.objects.create(attempt=attempt, position=1, answer=False, sequence=9, event=uuid4(), received_at=NOW)


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (lose, "question 2 .* is lost"),
        (change_answer, "question 2 .* is stored as .*answer=True"),
        (change_sequence, "question 2 .* is stored as .*sequence=99"),
        (change_event, "question 2 .* is stored as "),
        (change_receipt, "the receipt of attempt .* is OTHER"),
        (score_twice, "question 2 .* has 2 scores"),
        (keep_as_late, "question 2 .* is stored as late"),
    ],
)
def test_a_row_that_was_tampered_with_is_found(taken, tamper, found):
    attempt, ledger = taken
    tamper(attempt)
    (problem,) = differences(ledger, attempt.sitting)
    assert re.search(found, problem)


def test_rows_stored_twice_or_never_acknowledged_are_found():
    kept = Acknowledged(1, uuid4(), "a")
    assert answer_differences(
        {(1, 0): kept}, [((1, 0), kept), ((1, 0), kept), ((1, 1), replace(kept, sequence=2))]
    ) == [
        "the answer to question 2 of attempt 1 was never acknowledged",
        "the answer to question 1 of attempt 1 is stored 2 times",
    ]


def test_percentiles_are_values_that_occurred():
    assert [percentile(range(1, 201), percent) for percent in (50, 95, 99)] == [100, 190, 198]
    assert percentile([7], 99) == 7


def outcome_of(*, n_kills=0, **more):
    figures, bare = Figures(), Figures()
    for kind in ("start", "save", "submit"):
        figures.took(kind, 0.2)
    bare.took("save", 0.1)
    return Outcome(figures, Ledger(), bare, n_kills=n_kills, save_seconds=0.2, floor_seconds=0.1, **more)


def test_the_report_names_aims_that_were_missed():
    lines = report(outcome_of(n_save_statements=9, n_submit_statements=12)).splitlines()
    assert [line for line in lines if "(aim" in line] == [
        "save / floor           0.50 (aim >= 0.6): MISSED",
        "p95 of a save, ms      200 (aim < 150): MISSED",
        "p95 of a submit, ms    200 (aim < 300): met",
        "p95 of a start, ms     200 (aim < 2000): met",
        "statements, save       9 (aim <= 8): MISSED",
        "statements, submit     12 (aim <= 12): met",
    ]


def test_a_request_cut_off_is_a_problem_unless_the_server_was_killed():
    calm, killed = outcome_of(), outcome_of(n_kills=2)
    for outcome in (calm, killed):
        outcome.figures.resent()
    assert calm.problems == ["1 requests were cut off, and nobody killed the server"]
    assert killed.problems == []
