"""Questions to the room: ask, close, show what was answered, say what is right. Each is an order to the class.

While a question takes answers nothing of them is shown, so that nobody follows the others: showing closes, and
opening again hides.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from assessments.models import Question, QuestionVersion
from delivery.actions.closing import close_runs
from delivery.actions.orders import Order, OrderRefusedError, carry_out, hold, to_frame
from delivery.models import Delivery, PlanItem, Privacy, QuestionRun
from delivery.tally import option_values

Showing = Delivery.Showing


class AnsweredError(OrderRefusedError):
    """Somebody has answered already, and was told who would see it."""


@transaction.atomic
def ask(
    *,
    delivery: Delivery,
    order: Order,
    question: Question,
    audience: str = QuestionRun.Audience.ROOM,
    privacy: str = Privacy.NAMED,
    item: PlanItem | None = None,
) -> QuestionRun:
    """Put the newest version of ``question`` to the class and on its screen; one that is still open is closed.

    A group answers under its name. Raises what ``hold`` raises.
    """
    row = hold(delivery, order)
    version = QuestionVersion.objects.newest().get(question=question)
    return _put(row, order, version=version, audience=audience, privacy=privacy, item=item)


@transaction.atomic
def ask_again(*, run: QuestionRun, order: Order) -> QuestionRun:
    """Put the same question once more, such as after the discussion, to be compared with the first time."""
    row = hold(run.delivery, order)
    return _put(row, order, version=run.version, audience=run.audience, privacy=run.privacy, item=run.item, repeats=run)


def _put(row: Delivery, order: Order, **asked: Any) -> QuestionRun:
    runs = QuestionRun.objects.filter(delivery=row)
    close_runs(runs, now=order.now)
    if asked["audience"] == QuestionRun.Audience.GROUPS:
        asked["privacy"] = Privacy.NAMED
    number = (runs.aggregate(highest=Max("number"))["highest"] or 0) + 1
    run = QuestionRun.objects.create(delivery=row, number=number, opened_at=order.now, **asked)
    _on_screen(row, run)
    return run


@transaction.atomic
def close(*, run: QuestionRun, order: Order) -> QuestionRun:
    """Take no more answers. Safe to repeat: the first time stands."""
    row, run = _hold_run(run, order)
    return _note(row, run, **_closing(run, order))


@transaction.atomic
def reopen(*, run: QuestionRun, order: Order) -> QuestionRun:
    """Take answers again, and hide what was shown of them. Another question that is open is closed."""
    row, run = _hold_run(run, order)
    close_runs(row.question_runs.exclude(pk=run.pk), now=order.now)
    return _keep(row, run, closed_at=None, is_shown=False, is_solved=False)


@transaction.atomic
def show_votes(*, run: QuestionRun, order: Order, is_shown: bool = True) -> QuestionRun:
    """Show the class what was answered, or hide it. Showing closes the question. Safe to repeat."""
    row, run = _hold_run(run, order)
    if not is_shown:
        return _note(row, run, is_shown=False)
    return _keep(row, run, is_shown=True, **_closing(run, order))


@transaction.atomic
def solve(*, run: QuestionRun, order: Order, is_solved: bool = True) -> QuestionRun:
    """Show the class what is right, or take that back. Showing closes the question. Safe to repeat."""
    row, run = _hold_run(run, order)
    if not is_solved:
        return _note(row, run, is_solved=False)
    return _keep(row, run, is_solved=True, **_closing(run, order))


@transaction.atomic
def discard(*, run: QuestionRun, order: Order) -> QuestionRun:
    """Take back a question that was asked by mistake: the class sees nothing of it any more."""
    row, run = _hold_run(run, order)
    _store(run, **_closing(run, order), discarded_at=order.now, is_shown=False, is_solved=False)
    if row.question_id == run.pk:
        carry_out(row, question=None, **_uncovered(row))
    else:
        carry_out(row)
    return run


@transaction.atomic
def bring_back(*, run: QuestionRun, order: Order) -> QuestionRun:
    """Put a question that was taken back before the class again, closed, with its answers. Safe to repeat."""
    row, run = _hold_run(run, order)
    return _note(row, run) if run.discarded_at is None else _keep(row, run, discarded_at=None)


@transaction.atomic
def count_hands(*, run: QuestionRun, order: Order, hands: Mapping[str, int]) -> QuestionRun:
    """Store the counts of a show of hands by option. All 0 means that nobody counted."""
    row, run = _hold_run(run, order)
    known = option_values(run.version.type, run.version.content)
    counted = {value: hands[value] for value in known if hands.get(value)}
    return _note(row, run, hands=counted or None)


@transaction.atomic
def hide_text(*, run: QuestionRun, order: Order, form: str, is_hidden: bool = True) -> QuestionRun:
    """Keep a free text off the screens, or show it again. ``form`` is as it is compared. Safe to repeat."""
    row, run = _hold_run(run, order)
    others = [each for each in run.hidden_texts if each != form]
    return _note(row, run, hidden_texts=[*others, form] if is_hidden else others)


@transaction.atomic
def change_privacy(*, run: QuestionRun, order: Order, privacy: str) -> QuestionRun:
    """Change who sees who answered what. Raises AnsweredError after the first answer."""
    row, run = _hold_run(run, order)
    if run.votes.exists() or run.audience == QuestionRun.Audience.GROUPS:
        raise AnsweredError(row)
    return _note(row, run, privacy=privacy)


def _uncovered(row: Delivery) -> dict[str, Any]:
    """Return what comes on the class screen when the question goes: a board that learners write on, or the frame."""
    if row.showing != Showing.QUESTION:
        return {}
    is_written_on = row.board is not None and row.board.is_open and row.board.is_written_by_class
    return to_frame(row, row.item) | ({"showing": Showing.BOARD} if is_written_on else {})


def _hold_run(run: QuestionRun, order: Order) -> tuple[Delivery, QuestionRun]:
    """Return the class and the run, both locked. Votes lock the run: none is stored beside a change of it."""
    row = hold(run.delivery, order)
    held = QuestionRun.objects.select_for_update(of=("self",), no_key=True).select_related("version")
    return row, held.get(pk=run.pk)


def _closing(run: QuestionRun, order: Order) -> dict[str, Any]:
    """Return what changes when ``run`` takes no more answers: nothing when it takes none already."""
    if run.closed_at is not None:
        return {}
    close_runs(QuestionRun.objects.filter(pk=run.pk), now=order.now)
    return {"closed_at": order.now}


def _keep(row: Delivery, run: QuestionRun, **changes: Any) -> QuestionRun:
    """Store ``changes`` of a run, which comes on the class screen by them unless it was taken back."""
    _store(run, **changes)
    if run.discarded_at is None:
        _on_screen(row, run)
    else:
        carry_out(row)
    return run


def _note(row: Delivery, run: QuestionRun, **changes: Any) -> QuestionRun:
    """Store ``changes`` of a run that leave on the class screen what is there."""
    if changes:
        _store(run, **changes)
    run.delivery = carry_out(row)
    return run


def _store(run: QuestionRun, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(run, name, value)
    run.save(update_fields=[*changes])


def _on_screen(row: Delivery, run: QuestionRun) -> None:
    run.delivery = carry_out(row, question=run, showing=Showing.QUESTION, is_black=False)
