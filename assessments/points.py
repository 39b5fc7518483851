"""What each item of an attempt is worth in the end: an override, else a final mark, else the score."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from django.db.models import F

from assessments.models import Attempt, FormItem, Mark, Override, QuestionVersion, Score

type Key = tuple[int, int]
Source = Literal["override", "mark", "score", "none"]


@dataclass(frozen=True)
class ItemPoints:
    """The points of one item. ``points`` is None while it waits for a person, or when it is out of the total.

    What waits when its learner is erased is out of the total: nobody can judge it any more.
    """

    position: int
    points: Decimal | None
    max_points: Decimal
    source: Source
    score: Score | None
    is_waiting: bool
    is_dropped: bool = False


@dataclass(frozen=True)
class AttemptPoints:
    """The points of an attempt, item by item. Provisional while an item waits."""

    items: Sequence[ItemPoints]

    @property
    def is_provisional(self) -> bool:
        return any(item.is_waiting for item in self.items)

    @property
    def points(self) -> Decimal:
        """Points given so far."""
        return sum((item.points for item in self.items if item.points is not None), Decimal(0))

    @property
    def max_points(self) -> Decimal:
        """Full points of all items that are in the total."""
        return sum((item.max_points for item in self.items if not item.is_dropped), Decimal(0))


@dataclass(frozen=True)
class Trial:
    """Scores and overrides, by attempt and position, that are not stored: what if they were the newest?"""

    scores: Mapping[Key, Score]
    overrides: Mapping[Key, Decimal]


NO_TRIAL = Trial({}, {})


def points_of(attempts: Iterable[Attempt], trial: Trial = NO_TRIAL) -> dict[int, AttemptPoints]:
    """Return the points of each submitted attempt by its primary key, in four queries for any number of attempts."""
    attempts = list(attempts)
    items: defaultdict[int, list[FormItem]] = defaultdict(list)
    forms = {attempt.form_id for attempt in attempts}
    for item in FormItem.objects.filter(form__in=forms).select_related("version").order_by("position"):
        items[item.form_id].append(item)
    scores: dict[Key, Score] = {}
    erased: set[int] = set()
    in_force = Score.objects.filter(attempt__in=attempts, regrade__undone_at=None)
    for score in in_force.annotate(erased_at=F("attempt__enrolment__erased_at")).order_by("pk"):
        scores[score.attempt_id, score.position] = score
        if score.erased_at is not None:
            erased.add(score.attempt_id)
    scores |= trial.scores
    marks = _marks(attempts)
    overrides = {(row.attempt_id, row.position): row.points for row in _overrides(attempts)}
    overrides |= trial.overrides
    points = {
        attempt.pk: AttemptPoints(
            [
                _item_points(item, scores.get(key), marks.get(key), overrides.get(key))
                for item in items[attempt.form_id]
                for key in [(attempt.pk, item.position)]
            ]
        )
        for attempt in attempts
    }
    return points | {pk: _without_lost(points[pk]) for pk in erased}


def _without_lost(points: AttemptPoints) -> AttemptPoints:
    items = [replace(each, is_waiting=False, is_dropped=True) if each.is_waiting else each for each in points.items]
    return AttemptPoints(items)


def _overrides(attempts: Sequence[Attempt]) -> Iterable[Override]:
    return Override.objects.filter(attempt__in=attempts, regrade__undone_at=None).order_by("at", "pk")


def _marks(attempts: Sequence[Attempt]) -> dict[Key, dict[str, Decimal]]:
    """Return the newest final marks in force, by item and part."""
    marks: defaultdict[Key, dict[str, Decimal]] = defaultdict(dict)
    final = Mark.objects.filter(attempt__in=attempts, is_final=True, undone_at=None)
    for mark in final.order_by("at", "pk"):
        marks[mark.attempt_id, mark.position][mark.part] = mark.points
    return marks


def _item_points(
    item: FormItem, score: Score | None, marks: dict[str, Decimal] | None, override: Decimal | None
) -> ItemPoints:
    is_dropped = score is not None and score.points is None and score.verdict != Score.Verdict.REVIEW
    points, source = _given(item.version, score, marks, override)
    return ItemPoints(
        position=item.position,
        points=None if is_dropped else points,
        max_points=item.points,
        source=source,
        score=score,
        is_waiting=points is None and not is_dropped,
        is_dropped=is_dropped,
    )


def _given(
    version: QuestionVersion, score: Score | None, marks: dict[str, Decimal] | None, override: Decimal | None
) -> tuple[Decimal | None, Source]:
    if override is not None:
        return override, "override"
    if marks and len(marks) >= max(1, len(version.content.get("parts", []))):
        return sum(marks.values(), Decimal(0)), "mark"
    if score is not None and score.verdict != Score.Verdict.REVIEW:
        return score.points, "score"
    return None, "none"
