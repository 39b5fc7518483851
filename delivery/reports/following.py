"""What a learner's page of a class holds."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from courses.models import Enrolment
from delivery.models import Delivery, QuestionRun
from delivery.reports.answering import mode_of, owner_of, stored_vote
from delivery.reports.live import Live, live_of
from delivery.reports.scenes import Scene, scenes_of, seen_by
from delivery.transport.tickets import Audience


@dataclass(frozen=True)
class WayBack:
    """What another page has of the class that goes on meanwhile: where it is, and whether it asks something.

    ``answered`` is the key of the question that is open and was answered from here, else 0.
    """

    delivery: Delivery
    live: Live
    is_asked: bool
    answered: int


def way_back(delivery: Delivery, seat: Enrolment, *, cookie: str, now: datetime) -> WayBack:
    """Return the way back to ``delivery`` for the learner on ``seat``, whose device has ``cookie``."""
    live = live_of(delivery, user=seat.user, audience=Audience.FOLLOW, now=now)
    state = live.state
    is_open = state["open"] and state["showing"] == Delivery.Showing.QUESTION
    answered = state["question"] if is_open and _has_answered(state["question"], seat, cookie) else 0
    return WayBack(delivery, live, is_asked=is_open and not answered, answered=answered)


def _has_answered(question: int, seat: Enrolment, cookie: str) -> bool:
    run = QuestionRun.objects.get(pk=question)
    return stored_vote(run, owner_of(run.pk, seat, mode=mode_of(run), cookie=cookie)) is not None


def follow_page(delivery: Delivery, seat: Enrolment, *, now: datetime, wanted: str) -> dict[str, Any]:
    """Return what ``delivery/follow.html`` shows to ``seat``: what the class has reached, not what comes.

    ``wanted`` is the item to look back at, as in the address.
    """
    live = live_of(delivery, user=seat.user, audience=Audience.FOLLOW, now=now)
    state = live.state
    scenes = reached_scenes(delivery)
    current = state["item"] if any(scene.item == state["item"] for scene in scenes) else None
    shown = _known(scenes, wanted) or current
    before, after = _neighbours(scenes, shown)
    is_running = state["status"] not in {"planned", "ended"}
    return {
        "delivery": delivery,
        "lesson": delivery.lesson,
        "scenes": scenes,
        "shown": shown,
        "is_live": shown == current,
        "before": before,
        "after": after,
        "live": live,
        "state": state,
        "is_here": delivery.attendances.filter(enrolment=seat).exists(),
        "has_question": is_running and state["question"] is not None and state["showing"] == Delivery.Showing.QUESTION,
        "has_board": is_running and state["board"] is not None and state["showing"] == Delivery.Showing.BOARD,
    }


def reached_scenes(delivery: Delivery) -> list[Scene]:
    """Return what the class has reached, in the order of the plan."""
    return seen_by(scenes_of(delivery), item=furthest_item(delivery))


def new_scenes(delivery: Delivery, known: Set[int]) -> list[tuple[int, Scene]]:
    """Return what the class has reached but for the items that a device has, each with the item that it comes after.

    The first of all comes after 0.
    """
    scenes = reached_scenes(delivery)
    before = [0, *(scene.item for scene in scenes)]
    return [(after, scene) for after, scene in zip(before, scenes, strict=False) if scene.item not in known]


def furthest_item(delivery: Delivery) -> int | None:
    """Return the item furthest in the plan that the class has been at, or None before the start."""
    reached = delivery.items.planned().filter(events__isnull=False).order_by("-position").values_list("pk", flat=True)
    return reached.first()


def _known(scenes: Sequence[Scene], wanted: str) -> int | None:
    return next((scene.item for scene in scenes if str(scene.item) == wanted), None)


def _neighbours(scenes: Sequence[Scene], shown: int | None) -> tuple[int | None, int | None]:
    keys = [scene.item for scene in scenes]
    if shown not in keys:
        return None, None
    place = keys.index(shown)
    return keys[place - 1] if place else None, keys[place + 1] if place + 1 < len(keys) else None
