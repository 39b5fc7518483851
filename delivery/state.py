"""What everybody who follows a class is told: where it stands now. No secret is in it, so it is the same for all.

Its console alone is told besides who follows it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.crypto import salted_hmac

from delivery.models import SCREEN_ANSWERS_WITHIN, Attendance, Delivery, DeliveryEvent, QuestionRun, Vote
from delivery.pacing import Clock, Mark, Status, read_clock
from delivery.reports.clocks import MARK_FIELDS, planned

type State = dict[str, Any]

# The server's clock at the moment of telling. It says nothing about the class.
CLOCK = "at"


def _of(rows: QuerySet[Any], owner: str, number: Count | Sum) -> Coalesce:
    counted = rows.order_by().annotate(owner=F(owner)).values("owner").annotate(n=number).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


# Put together once: with every answer, and for every device that asks, that would cost more than reading the rows.
ROWS = (
    Delivery.objects.order_by()
    .select_related("item", "question", "board")
    .only(
        *("rev", "showing", "is_black", "started_at", "ended_at", "board__rev", "board__is_open"),
        *("item__frame", "item__kind", "item__seconds", "item__phases", "item__is_core"),
        *("item__is_hidden", "item__position"),
        *("question__closed_at", "question__is_shown", "question__is_solved", "question__discarded_at"),
        *("question__hands", "question__hidden_texts", "question__privacy"),
    )
    .annotate(
        n_answered=_of(Vote.objects.filter(run=OuterRef("question")), "run", Count("*")),
        # When a nameless answer is changed is nobody's business.
        n_sent=_of(Vote.objects.filter(run=OuterRef("question"), device_digest=""), "run", Sum("sequence")),
        n_here=_of(Attendance.objects.filter(delivery=OuterRef("pk")), "delivery", Count("*")),
    )
)
CONNECTED = Attendance.objects.order_by().values_list("delivery").annotate(n=Count("pk"))
SCREENS = Delivery.objects.order_by().values_list("pk", "screen_seen_at")
MARKS = DeliveryEvent.objects.order_by().values_list("delivery", *MARK_FIELDS)


def state_of(delivery: Delivery, now: datetime) -> State:
    """Return the state of one class as it is stored now. See ``states_of``."""
    return states_of([delivery.pk], now)[delivery.pk]


def states_of(pks: Iterable[int], now: datetime) -> dict[int, State]:
    """Return the state of each class of ``pks`` that exists, in two queries however many there are.

    Times are milliseconds since 1970. ``ends`` is when the phase or the break is over, None while paused; ``left``
    are the seconds that remain while paused, else None. ``here`` is how many learners were seen in the room.
    ``edited`` is another text whenever the instructor has changed what is shown of the answers. ``sent`` grows when
    somebody answers or changes an answer, unless it is a nameless one.
    """
    rows = list(ROWS.filter(pk__in=list(pks)))
    keys = [row.pk for row in rows]
    marks = _marks_of(keys)
    return {row.pk: _state(row, _clock(row, marks[row.pk], now), now) for row in rows}


def presences_of(pks: Iterable[int], now: datetime) -> dict[int, State]:
    """Return what the consoles of ``pks`` are told besides, in two queries however many there are.

    ``connected`` is how many learners follow the class now. ``screen`` is whether a class screen does, None when none
    ever did. Nobody else hears it: each phone that sleeps or wakes would be news to all.
    """
    keys = list(pks)
    connected = dict(CONNECTED.connected(now).filter(delivery__in=keys))  # type: ignore[attr-defined]  # kept by values_list
    return {
        pk: {"connected": connected.get(pk, 0), "screen": seen_at and abs(now - seen_at) < SCREEN_ANSWERS_WITHIN}
        for pk, seen_at in SCREENS.filter(pk__in=keys)
    }


def on_screen(state: Mapping[str, Any]) -> str:
    """Return what stands on the class screen: that the class is over, or what its state says."""
    return "over" if state["status"] == Status.ENDED else state["showing"]


def fingerprint(state: Mapping[str, Any]) -> str:
    """Return a short text that is the same for states that differ in nothing but the clock of the server."""
    told = {name: value for name, value in state.items() if name != CLOCK}
    return sha256(dumps(told, sort_keys=True).encode()).hexdigest()[:20]


def _marks_of(pks: Sequence[int]) -> Mapping[int, list[Mark]]:
    marks = defaultdict(list)
    for delivery, *event in MARKS.filter(delivery__in=pks):
        marks[delivery].append(Mark(*event))
    return marks


def _clock(row: Delivery, marks: Sequence[Mark], now: datetime) -> Clock:
    """Return the clock as far as it concerns the current item: the rest of the plan does not change what is told."""
    return read_clock(planned([row.item] if row.item else [], row.item_id), marks, now)


def _state(row: Any, clock: Clock, now: datetime) -> State:
    status = _status(row, clock)
    is_paused = status is Status.PAUSED
    run = row.question if row.question and row.question.discarded_at is None else None
    return {
        "rev": row.rev,
        CLOCK: _milliseconds(now),
        "status": str(status),
        "showing": row.showing,
        "black": row.is_black,
        "item": row.item_id,
        "frame": row.item.frame or None if row.item else None,
        "phase": clock.phase,
        "ends": _milliseconds(clock.ends) if clock.ends else None,
        "left": clock.left if is_paused else None,
        **_question(run, row.n_answered, row.n_sent),
        "board": row.board_id,
        "board_rev": row.board.rev if row.board else 0,
        "writing": bool(row.board and row.board.is_open),
        "here": row.n_here,
    }


def _question(run: QuestionRun | None, n_answered: int, n_sent: int) -> State:
    if run is None:
        return {
            "question": None,
            "privacy": "",
            "open": False,
            "shown": False,
            "solved": False,
            "edited": "",
            "answered": 0,
            "sent": 0,
        }
    return {
        "question": run.pk,
        "privacy": run.privacy,
        "open": run.is_open,
        "shown": run.is_shown,
        "solved": run.is_solved,
        "edited": _edited(run) if run.is_shown else "",
        "answered": n_answered,
        "sent": n_sent,
    }


def _edited(run: QuestionRun) -> str:
    """Return a mark of the hands that were counted and of the texts that were hidden; empty where there are none.

    It is keyed: nobody could find out by trying what so few hands were that they are not shown.
    """
    if not run.hands and not run.hidden_texts:
        return ""
    edited = dumps([run.hands, run.hidden_texts], sort_keys=True)
    return salted_hmac("delivery.state", edited, algorithm="sha256").hexdigest()[:8]


def _status(row: Delivery, clock: Clock) -> Status:
    """Return how the class stands. Whether it has begun and is over is in its row."""
    if row.started_at is None:
        return Status.PLANNED
    if row.ended_at is not None:
        return Status.ENDED
    return clock.status if clock.status in {Status.PAUSED, Status.BREAK} else Status.RUNNING


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
