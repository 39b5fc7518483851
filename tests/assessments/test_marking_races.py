"""Several people at once: real threads, each with a connection of its own."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest

from assessments.actions import attempts
from assessments.actions.corrections import Correction
from assessments.actions.late import decide_late
from assessments.actions.marking import MarkedMeanwhileError, PartMark, claim_answer, save_marks, undo_marks
from assessments.actions.paper import Sheet, enter_paper
from assessments.actions.regrading import ChangedMeanwhileError, apply_regrade, state_of, undo_regrade
from assessments.models import Attempt, LateResponse, Mark, MarkingClaim, RegradeRun, Score
from tests.assessments.crowd import stop_in
from tests.assessments.factories import AttemptFactory
from tests.assessments.marked import RIGHT, make_sitting, submit, teacher, total, version_of
from tests.assessments.takers import send
from tests.factories import NOW, EnrolmentFactory

N_THREADS = 8
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(crowd):
    """Make or read rows in the database that the threads share: ``world(make)``."""
    return lambda make: crowd([make])[0]


def give(attempt, marker, points, seen=0):
    part = PartMark("", Decimal(points), [], [], [], "")
    try:
        save_marks(attempt=attempt, position=0, parts=[part], marker=marker, seen=seen, is_final=True, now=NOW)
    except MarkedMeanwhileError:
        return "conflict"
    return "saved"


def test_of_many_markers_one_is_first_and_the_others_are_told(world, crowd):
    sitting = world(lambda: make_sitting("narrative"))
    attempt = world(lambda: submit(sitting, RIGHT["narrative"]))
    markers = world(lambda: [teacher(sitting) for _ in range(N_THREADS)])
    outcomes = Counter(crowd([lambda marker=marker: give(attempt, marker, 1) for marker in markers]))
    assert outcomes == {"saved": 1, "conflict": N_THREADS - 1}
    assert world(Mark.objects.count) == 1


def test_a_button_pressed_many_times_gives_one_mark_and_undoes_it_once(world, crowd):
    sitting = world(lambda: make_sitting("narrative"))
    attempt, marker = world(lambda: (submit(sitting, RIGHT["narrative"]), teacher(sitting)))
    assert set(crowd([lambda: give(attempt, marker, 1)] * N_THREADS)) == {"saved"}
    mark = world(Mark.objects.get)
    undone = crowd([lambda: undo_marks(mark=mark, marker=marker, now=NOW)] * N_THREADS)
    assert (sum(undone), world(Mark.objects.count)) == (1, 1)


def undo(mark):
    try:
        return undo_marks(mark=mark, marker=mark.marker, now=NOW)
    except MarkedMeanwhileError:
        return "conflict"


def test_a_mark_is_undone_or_replaced_never_both_unseen(world, crowd):
    sitting = world(lambda: make_sitting("narrative"))
    attempt, mine, other = world(lambda: (submit(sitting, RIGHT["narrative"]), teacher(sitting), teacher(sitting)))
    world(lambda: give(attempt, mine, 1))
    mark = world(lambda: Mark.objects.select_related("marker").get())
    outcome = crowd([partial(undo, mark), partial(give, attempt, other, 0, mark.pk)])
    assert outcome in ([True, "conflict"], ["conflict", "saved"])
    left = world(lambda: list(Mark.objects.in_force().values_list("marker", flat=True)))
    assert left == ([] if outcome[0] is True else [mine.pk, other.pk])


def test_one_of_many_holds_the_claim(world, crowd):
    sitting = world(lambda: make_sitting("narrative"))
    attempt = world(lambda: submit(sitting, RIGHT["narrative"]))
    markers = world(lambda: [teacher(sitting) for _ in range(N_THREADS)])
    held = crowd(
        [lambda each=each: claim_answer(attempt=attempt, position=0, marker=each, now=NOW).marker for each in markers]
    )
    assert (len(set(held)), world(MarkingClaim.objects.count)) == (1, 1)


def test_a_correction_is_applied_once_and_undone_once(world, crowd):
    sitting = world(lambda: make_sitting("true-false"))
    attempt, by = world(lambda: (submit(sitting, True), teacher(sitting)))
    version = world(lambda: version_of(sitting))
    seen = world(lambda: state_of(version))
    full = Correction(version, RegradeRun.Policy.FULL_CREDIT)

    def correct():
        try:
            apply_regrade(correction=full, reason="Unclear", by=by, now=NOW, seen=seen)
        except ChangedMeanwhileError:
            return "past"
        return "applied"

    assert Counter(crowd([correct] * N_THREADS)) == {"applied": 1, "past": N_THREADS - 1}
    assert world(lambda: total(attempt)) == 1
    run = world(RegradeRun.objects.get)
    undone = crowd([lambda: undo_regrade(run=run, by=by, now=NOW)] * N_THREADS)
    assert (sum(undone), world(lambda: total(attempt))) == (1, 0)


def test_a_late_answer_is_decided_once(world, crowd):
    sitting = world(lambda: make_sitting("true-false"))
    attempt, by = world(lambda: (submit(sitting, True), teacher(sitting)))
    row = world(
        lambda: LateResponse.objects.create(
            attempt=attempt, position=0, answer=False, sequence=2, event=uuid4(), received_at=NOW
        )
    )
    decided = crowd([lambda: decide_late(late=row, is_accepted=True, by=by, now=NOW)] * N_THREADS)
    assert (sum(decided), world(Score.objects.count), world(lambda: total(attempt))) == (1, 2, 1)


@pytest.mark.parametrize("end", ["send", "expire"])
def test_a_late_answer_accepted_while_the_attempt_ends_is_scored(world, crowd, monkeypatch, end):
    sitting = world(lambda: make_sitting("true-false"))
    attempt, by = world(lambda: (AttemptFactory(sitting=sitting, deadline=NOW - timedelta(hours=1)), teacher(sitting)))
    row = world(
        lambda: LateResponse.objects.create(
            attempt=attempt, position=0, answer=False, sequence=1, event=uuid4(), received_at=NOW
        )
    )
    meanwhile = stop_in(monkeypatch, attempts, "_finish")  # the stored answers were read, and nothing is committed
    accept = partial(decide_late, late=row, is_accepted=True, by=by, now=NOW)
    endings = {"send": lambda: send(attempt), "expire": lambda: attempts.expire_attempts(sitting=sitting, now=NOW)}
    crowd([endings[end], lambda: meanwhile(accept)])
    assert world(lambda: (Attempt.objects.get().close_reason, total(attempt))) == ("expired", 1)


def test_a_paper_sent_many_times_is_one_attempt(world, crowd):
    sitting = world(lambda: make_sitting("true-false"))
    seat, by = world(lambda: (EnrolmentFactory(cohort=sitting.cohort), teacher(sitting)))
    sheet = Sheet(sitting, seat, sitting.form_a, 1)
    entered = crowd([lambda: enter_paper(sheet=sheet, answers={0: False}, by=by, now=NOW).pk] * N_THREADS)
    assert (len(set(entered)), world(Attempt.objects.count)) == (1, 1)
