"""Changes to the plan of a class: prepared once, then adjusted for this class only.

What the class has passed no longer changes. A change of the plan moves nobody, so it needs no driver.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from activities.models import Activity
from activities.places import openers_of
from assessments.actions.sitting_lock import shared_sitting
from assessments.models import Question, Sitting
from assessments.stems import shown_stem
from courses.models import Cohort
from delivery.actions.orders import ClassOverError, carry_out
from delivery.models import Delivery, PlanItem
from delivery.plan import (
    BREAK_SECONDS,
    QUESTION_SECONDS,
    ItemKey,
    TypedTime,
    frame_item,
    place_of,
    set_seconds,
    suggested_items,
    with_times,
)
from lessons.deck import deck_of
from lessons.models import Lesson
from lessons.prose import plain_line

LONGEST_TITLE = 300


class PastItemError(Exception):
    """The class has passed this item, or a colleague has taken it out of the plan."""


class QuizGoneError(Exception):
    """The quiz for the end of the class has been deleted meanwhile."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants of a new class. ``times`` are the seconds of items that differ from the lesson's own."""

    lesson: Lesson
    total_minutes: Decimal
    activities: Sequence[Activity]
    privacy: str
    times: dict[ItemKey, int]
    opens_after: Sitting | None = None


@transaction.atomic
def create_delivery(*, cohort: Cohort, wish: Wish, token: str, by: User, now: datetime) -> Delivery:
    """Return a new class of ``cohort`` with its plan. Safe to repeat: the same form (``token``) prepares one.

    Raises QuizGoneError.
    """
    _hold_quiz(wish.opens_after)
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    same = cohort.deliveries.filter(token=token).first()
    if same and token:
        return same
    delivery = Delivery.objects.create(
        cohort=cohort,
        lesson=wish.lesson,
        total_minutes=wish.total_minutes,
        privacy=wish.privacy,
        opens_after=wish.opens_after,
        token=token,
        created_by=by,
        created_at=now,
    )
    items = suggested_items(deck_of(wish.lesson), wish.activities, openers_of(wish.lesson))
    with_times(items, wish.times)
    for item in items:
        item.delivery = delivery
    PlanItem.objects.bulk_create(items)
    return delivery


@transaction.atomic
def set_plan(*, delivery: Delivery, total_minutes: Decimal, privacy: str, opens_after: Sitting | None) -> Delivery:
    """Change what holds for the class as a whole. Safe to repeat. Raises ClassOverError and QuizGoneError."""
    _hold_quiz(opens_after)
    return carry_out(_lock(delivery), total_minutes=total_minutes, privacy=privacy, opens_after=opens_after)


@transaction.atomic
def set_items_seconds(
    *, delivery: Delivery, times: Mapping[int, TypedTime], change: Callable[[], object] | None = None
) -> None:
    """Give items the times that were typed, by the key of each; ``change`` is what else the same page asks for.

    What cannot be read sets nothing, nor does what somebody else has overtaken: it stays with the page. Safe to repeat
    where ``change`` is. Raises what ``change`` raises; alone, PastItemError when the class has passed one of the items.
    Then nothing changes. Beside a change, the time of an item that is past or gone is not set.
    """
    row = _lock(delivery)
    wanted = {key: time.seconds for key, time in times.items() if time.seconds is not None}
    items = list(row.items.filter(pk__in=wanted))
    ahead = [item for item in items if not _is_past(row, item)]
    if len(ahead) < len(wanted) and change is None:
        raise PastItemError
    items = [item for item in ahead if not times[item.pk].is_overtaken(item.seconds)]
    for item in items:
        set_seconds(item, wanted[item.pk])
    if items:
        PlanItem.objects.bulk_update(items, ["seconds", "phases"])
        carry_out(row)
    if change is not None:
        change()


@transaction.atomic
def set_item_core(*, item: PlanItem, is_core: bool) -> None:
    """Say whether an item must be shown, or goes first when time is short. Safe to repeat."""
    delivery, row = _lock_item(item)
    row.is_core = is_core
    row.save(update_fields=["is_core"])
    carry_out(delivery)


@transaction.atomic
def set_item_hidden(*, item: PlanItem, is_hidden: bool) -> None:
    """Leave an item out of this class, or take it in again. Raises PastItemError when the class has passed it."""
    delivery, row = _lock_item(item)
    row.is_hidden = is_hidden
    row.save(update_fields=["is_hidden"])
    carry_out(delivery)


@transaction.atomic
def move_item(*, item: PlanItem, place: int) -> None:
    """Put an item at ``place`` in the order, counted from 0; never before where the class stands.

    Safe to repeat. Raises PastItemError when the class has passed it.
    """
    delivery, row = _lock_item(item)
    order = [each for each in _order(delivery) if each.pk != row.pk]
    order.insert(max(place, _first_place(delivery)), row)
    _write_order(order)
    carry_out(delivery)


@transaction.atomic
def add_question(*, delivery: Delivery, question: Question, place: int) -> PlanItem:
    """Return a question to the room in the plan, new at ``place`` unless the plan has it. Safe to repeat."""
    row = _lock(delivery)
    version = question.versions.newest().get()
    stem = plain_line(shown_stem(version))[:LONGEST_TITLE]
    same = row.items.filter(question=question).first()
    wanted = PlanItem(kind=PlanItem.Kind.QUESTION, title=stem, question=question, seconds=QUESTION_SECONDS)
    return same or _add(row, wanted, place)


@transaction.atomic
def add_activity(*, delivery: Delivery, item: PlanItem, place: int) -> PlanItem:
    """Return an activity in the plan, new at ``place`` unless the plan has it. Safe to repeat."""
    row = _lock(delivery)
    return row.items.filter(activity=item.activity).first() or _add(row, item, place)


@transaction.atomic
def add_break(*, delivery: Delivery, title: str, place: int, seconds: int = BREAK_SECONDS) -> PlanItem:
    """Return a break in the plan, new at ``place`` unless a break stands there already. Safe to repeat."""
    row = _lock(delivery)
    at = max(place, _first_place(row))
    near = [item for item in _order(row)[max(0, at - 1) : at + 1] if item.kind == PlanItem.Kind.BREAK]
    return near[0] if near else _add(row, new_break(title, seconds), at)


def new_break(title: str, seconds: int) -> PlanItem:
    """Return a break that is not in a plan yet."""
    return PlanItem(kind=PlanItem.Kind.BREAK, title=title, seconds=seconds)


def insert_break(row: Delivery, *, title: str, place: int, seconds: int) -> PlanItem:
    """Return a new break at ``place`` of a class that is locked, wherever it stands. The caller carries it out."""
    return _insert(row, new_break(title, seconds), place)


@transaction.atomic
def remove_item(*, item: PlanItem) -> bool:
    """Take an added question, break or activity out of the plan, or a slide that left the lesson.

    Return False when it is gone, or is a frame of the lesson. Raises PastItemError when the class has been there: its
    time is on record.
    """
    delivery = _lock(item.delivery)
    row = delivery.items.filter(pk=item.pk).first()
    if row is None or (row.frame and row.frame in _frames_of(delivery.lesson)):
        return False
    if _is_past(delivery, row) or row.events.exists():
        raise PastItemError
    row.delete()
    _write_order(_order(delivery))
    carry_out(delivery)
    return True


def _frames_of(lesson: Lesson) -> set[str]:
    return {step.frame.key for step in deck_of(lesson)}


@transaction.atomic
def renew_frames(*, delivery: Delivery) -> bool:
    """Take slides that left the lesson out of the plan, and put new ones in where the lesson has them.

    What the class has reached stays. Return False when there is nothing to do. Safe to repeat.
    """
    row = _lock(delivery)
    deck = deck_of(row.lesson)
    keys = {step.frame.key for step in deck}
    left = [each for each in _order(row) if each.frame and each.frame not in keys and not _is_past(row, each)]
    removed, _by_model = row.items.filter(pk__in=[each.pk for each in left], events=None).delete()
    order, first = _order(row), _first_place(row)
    planned = {each.frame for each in order}
    new = [step for step in deck if step.frame.key not in planned]
    chosen = set(row.items.values_list("activity__slug", flat=True))
    idle = {frame for slug, frame in openers_of(row.lesson).items() if slug not in chosen}
    for step in new:
        item = frame_item(step, is_hidden=step.frame.key in idle)
        item.delivery, item.position = row, 0
        order.insert(max(first, place_of(step, deck, order)), item)
    PlanItem.objects.bulk_create(each for each in order if each.pk is None)
    if removed or new:
        _write_order(order)
        carry_out(row)
    return bool(removed or new)


def _hold_quiz(sitting: Sitting | None) -> None:
    """Let nobody delete ``sitting`` before the transaction ends. Raises QuizGoneError when somebody has."""
    if sitting is not None and shared_sitting(sitting.pk) is None:
        raise QuizGoneError


def _lock(delivery: Delivery) -> Delivery:
    """Return the row of a class that is not over, locked. Raises ClassOverError."""
    row = Delivery.objects.select_for_update(no_key=True).get(pk=delivery.pk)
    if row.ended_at is not None:
        raise ClassOverError(row)
    return row


def _lock_item(item: PlanItem) -> tuple[Delivery, PlanItem]:
    delivery = _lock(item.delivery)
    row = delivery.items.filter(pk=item.pk).first()
    if row is None or _is_past(delivery, row):
        raise PastItemError
    return delivery, row


def _is_past(delivery: Delivery, item: PlanItem) -> bool:
    return delivery.item is not None and item.position <= delivery.item.position


def _order(delivery: Delivery) -> list[PlanItem]:
    return list(delivery.items.order_by("position", "pk"))


def _first_place(delivery: Delivery) -> int:
    """Return the first place in the order that the class has not reached."""
    return 0 if delivery.item is None else [item.pk for item in _order(delivery)].index(delivery.item.pk) + 1


def _insert(row: Delivery, item: PlanItem, place: int) -> PlanItem:
    """Put a new item at ``place`` of a class that is locked."""
    item.delivery, item.position = row, 0
    order = _order(row)
    item.save()
    order.insert(place, item)
    _write_order(order)
    return item


def _add(row: Delivery, item: PlanItem, place: int) -> PlanItem:
    """Put a new item at ``place``, or behind where the class stands, as a change of its own."""
    _insert(row, item, max(place, _first_place(row)))
    carry_out(row)
    return item


def _write_order(order: Sequence[PlanItem]) -> None:
    for position, item in enumerate(order):
        item.position = position
    PlanItem.objects.bulk_update(order, ["position"])
