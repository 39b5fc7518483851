"""Late answers: until somebody decides, the newest to each item waits, as before the end; what was decided stays."""

from datetime import timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection

from assessments.actions.attempts import save_answers
from assessments.actions.late import decide_late
from assessments.answers import EventReply, Outcome, Stored
from assessments.models import LateResponse
from tests.assessments.factories import AttemptFactory, FormFactory
from tests.assessments.takers import POSITIONS, event, only, stored
from tests.factories import NOW, UserFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def attempt():
    return AttemptFactory(deadline=NOW - 9 * MINUTE)


def save(attempt, *events, now=NOW):
    return save_answers(attempts=only(attempt), events=events, now=now).replies


def waiting(attempt):
    return list(LateResponse.objects.filter(attempt=attempt).values_list("position", "sequence", "answer"))


def test_a_device_that_goes_on_writing_leaves_one_answer_for_each_item(attempt):
    for sequence in range(1, 30):
        assert save(attempt, event("narrative", f"Draft {sequence}", sequence))[0].outcome is Outcome.LATE
    save(attempt, event("true-false", True, 30), event("true-false", None, 31))
    assert sorted(waiting(attempt)) == [
        (POSITIONS["true-false"], 31, None),
        (POSITIONS["narrative"], 29, "Draft 29"),
    ]
    assert stored(attempt) == {}


def test_the_row_that_waits_says_everything_of_the_newest_answer(attempt):
    save(attempt, event("narrative", "Old", 1, typed_at=NOW - MINUTE))
    row = LateResponse.objects.get()
    newer = event("narrative", "New", 2, typed_at=NOW)
    save(attempt, newer, now=NOW + MINUTE)
    fields = ("pk", "answer", "sequence", "event", "typed_at", "received_at", "is_accepted", "decided_by")
    assert LateResponse.objects.values_list(*fields).get() == (
        row.pk,
        "New",
        2,
        newer.id,
        NOW,
        NOW + MINUTE,
        None,
        None,
    )


def test_whoever_has_an_older_one_is_told_the_newer_one(attempt):
    newer, older = event("check-one", "b", 5), event("check-one", "a", 4)
    save(attempt, newer)
    assert save(attempt, older, newer) == [
        EventReply(str(older.id), Outcome.STALE, newer=Stored(newer.id, 5, "b")),
        EventReply(str(newer.id), Outcome.REPEATED),
    ]
    assert waiting(attempt) == [(POSITIONS["check-one"], 5, "b")]


@pytest.mark.parametrize("is_accepted", [True, False])
def test_what_was_decided_stays_and_only_a_newer_one_waits_again(attempt, is_accepted):
    first, decided, newer = (event("check-one", answer, number) for number, answer in enumerate("aba", start=1))
    save(attempt, decided)
    decide_late(late=LateResponse.objects.get(), is_accepted=is_accepted, by=UserFactory(), now=NOW)
    replies = save(attempt, first, decided, newer)
    assert [each.outcome for each in replies] == [Outcome.STALE, Outcome.REPEATED, Outcome.LATE]
    rows = LateResponse.objects.order_by("sequence").values_list("sequence", "answer", "is_accepted")
    assert list(rows) == [(2, "b", is_accepted), (3, "a", None)]


def test_an_id_that_another_item_or_attempt_has_used_stops_nobody(attempt):
    used = event("narrative", "Mine")
    save(attempt, used, event("check-one", "a", id=used.id))
    other = AttemptFactory(deadline=NOW - 9 * MINUTE)
    save(other, event("narrative", "Theirs", id=used.id))
    assert (len(waiting(attempt)), len(waiting(other))) == (2, 1)


@pytest.mark.parametrize("n_events", [1, 30])
def test_late_answers_take_the_same_statements_for_any_number(n_events, django_assert_num_queries):
    attempt = AttemptFactory(sitting__form_a=FormFactory(types=["true-false"] * 30), deadline=NOW - 9 * MINUTE)
    save(attempt)
    for sequence in (1, 2):
        made = [event("true-false", True, sequence) for _ in range(n_events)]
        events = [type(each)(each.id, position, sequence, True) for position, each in enumerate(made)]
        # BEGIN, lock, stored answers, late ones, those that wait, upsert, COMMIT
        with django_assert_num_queries(7):
            save(attempt, *events)
    assert LateResponse.objects.count() == n_events


def test_rows_from_before_keep_decided_ones_and_the_newest_that_waits(attempt):
    migration = import_module("assessments.migrations.0010_one_late_answer_waits_per_item")
    (constraint,) = LateResponse._meta.constraints
    numbers = [(1, 5, None), (1, 9, None), (1, 7, None), (1, 8, False), (1, 3, True), (2, 1, None)]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {constraint.name}")
    LateResponse.objects.bulk_create(
        LateResponse(
            attempt=attempt,
            position=position,
            sequence=sequence,
            is_accepted=is_accepted,
            answer=True,
            event=uuid4(),
            received_at=NOW,
        )
        for position, sequence, is_accepted in numbers
    )
    connection.check_constraints()  # nothing is left to check of rows that are there
    for _ in range(2):
        migration.keep_the_newest(apps, connection.schema_editor())
    with connection.cursor() as cursor:
        cursor.execute(str(constraint.create_sql(LateResponse, connection.schema_editor())))
    kept = LateResponse.objects.order_by("position", "sequence").values_list("position", "sequence", "is_accepted")
    assert list(kept) == [(1, 3, True), (1, 8, False), (1, 9, None), (2, 1, None)]
