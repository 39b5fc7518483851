"""What a correction of a question means for everybody who answered it, worked out before anything is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments.actions.policies import DROPPED, FULL_CREDIT, WITHOUT_KEY, policy_score
from assessments.actions.scoring import score_item
from assessments.lesson_keys import LessonKeys, keys_if
from assessments.models import Attempt, QuestionVersion, RegradeRun, Response, Score
from assessments.points import AttemptPoints, ItemPoints, Key, Trial, points_of
from assessments.scoring import ENGINE_VERSION
from assessments.sheets import SheetItem, sheet_of

# The rule of a score that a person settled with "the rest is not right".
CLOSED = "closed by a person"
# The rules of points that were decided for everybody, whatever the answer says.
WITHOUT_ANSWER = {FULL_CREDIT, DROPPED}
Policy = RegradeRun.Policy


@dataclass(frozen=True)
class Correction:
    """What is to be done about a question. ``key`` is None when the key stays as it is.

    Decisions of people stand unless ``includes_decided``. A ruling only adds to ``former``, the key before it, and
    touches only the answers whose score that changes.
    """

    version: QuestionVersion
    policy: RegradeRun.Policy
    key: dict[str, Any] | None = None
    includes_decided: bool = False
    former: dict[str, Any] | None = None


@dataclass(frozen=True)
class Change:
    """What a correction means for one attempt. ``row`` is its new score, None when the old one stands."""

    attempt: Attempt
    position: int
    row: Score | None
    before: AttemptPoints
    after: AttemptPoints

    @property
    def old(self) -> ItemPoints:
        return _at(self.before, self.position)

    @property
    def new(self) -> ItemPoints:
        return _at(self.after, self.position)

    @property
    def direction(self) -> int:
        """1 when the share of the total rises, -1 when it falls, 0 when it stays."""
        old, new = _share(self.before), _share(self.after)
        return (new > old) - (new < old)

    @property
    def is_changed(self) -> bool:
        """Whether the points of the question change, or the share of the total."""
        return bool(self.direction) or self.old.points != self.new.points


@dataclass(frozen=True)
class Plan:
    """What a correction changes, attempt by attempt, and the overrides that it needs besides."""

    changes: Sequence[Change]
    overrides: dict[Key, Decimal]

    @property
    def rows(self) -> list[Score]:
        return [change.row for change in self.changes if change.row]

    @property
    def n_changed(self) -> int:
        return sum(change.is_changed for change in self.changes)

    @property
    def n_up(self) -> int:
        return self._count(1)

    @property
    def n_down(self) -> int:
        return self._count(-1)

    @property
    def n_same(self) -> int:
        return self._count(0)

    def _count(self, direction: int) -> int:
        return sum(change.direction == direction for change in self.changes)


def plan_correction(correction: Correction, run: RegradeRun, keys: LessonKeys, now: datetime) -> Plan:
    """Return what ``correction`` does to every submitted attempt, in a constant number of queries.

    ``run`` is what its rows will belong to, and ``keys`` are those with the new key.
    """
    attempts = submitted_attempts(correction.version)
    before = points_of(attempts)
    fresh = fresh_scores(correction.version, attempts, keys, now)
    same = _untouched(correction, before, fresh, attempts, now)
    rows = {
        place: row
        for place, score in fresh.items()
        if place not in same and (row := _new_row(correction, run, _at(before[place[0]], place[1]), score, now))
    }
    overrides = _overrides(correction, before, rows) if correction.includes_decided else {}
    after = points_of(attempts, Trial(rows, overrides))
    by_pk = {attempt.pk: attempt for attempt in attempts}
    return Plan(
        [
            Change(by_pk[attempt], position, rows.get((attempt, position)), before[attempt], after[attempt])
            for attempt, position in fresh
        ],
        overrides,
    )


def submitted_attempts(version: QuestionVersion) -> list[Attempt]:
    """Return all submitted attempts that hold ``version``, with their learners.

    Those of archived cohorts and of erased learners, whose texts are gone, keep their scores for good.
    """
    lasting = Attempt.objects.submitted().readable().filter(sitting__cohort__archived_at=None)
    attempts = lasting.filter(form__items__version=version)
    return list(attempts.select_related("form", "sitting__cohort", "enrolment__user"))


def fresh_scores(
    version: QuestionVersion, attempts: Iterable[Attempt], keys: LessonKeys, now: datetime
) -> dict[Key, Score]:
    """Return how ``keys`` score the answers to ``version``, by attempt and position. Nothing is stored."""
    items = {attempt: _item_of(attempt, version) for attempt in attempts}
    positions = {item.position for item in items.values()}
    stored = Response.objects.filter(attempt__in=items, position__in=positions)
    answers = {(row.attempt_id, row.position): row.answer for row in stored}
    return {
        place: score_item(attempt=attempt, item=item, answer=answers.get(place), keys=keys, now=now)
        for attempt, item in items.items()
        for place in [(attempt.pk, item.position)]
    }


def _item_of(attempt: Attempt, version: QuestionVersion) -> SheetItem:
    return next(item for item in sheet_of(attempt.form).values() if item.version_id == version.pk)


def _new_row(correction: Correction, run: RegradeRun, old: ItemPoints, fresh: Score, now: datetime) -> Score | None:
    """Return the score that replaces the old one, or None when the old one stands."""
    if correction.policy in WITHOUT_KEY:
        is_left = correction.policy == Policy.DROP and _is_decided(old) and not correction.includes_decided
        return None if is_left else policy_score(old.score or fresh, run=run, max_points=old.max_points, now=now)
    stands = [
        old.score and old.score.rule == CLOSED and fresh.verdict == Score.Verdict.REVIEW,
        correction.policy == Policy.NEVER_LOWER and old.score and _loses(old.score, fresh),
    ]
    if any(stands):
        return None
    fresh.regrade = run
    return fresh


def _is_decided(item: ItemPoints) -> bool:
    return item.source in {"override", "mark"}


def _untouched(
    correction: Correction,
    before: dict[int, AttemptPoints],
    fresh: dict[Key, Score],
    attempts: Sequence[Attempt],
    now: datetime,
) -> set[Key]:
    """Return where a ruling leaves the score as it is: it says the same, or points were decided for everybody.

    A score of another version of the engine may differ for that alone. It is held against what this one says of the
    answer by the key before the ruling.
    """
    if correction.former is None:
        return set()
    old = {place: score for place in fresh if (score := _at(before[place[0]], place[1]).score)}
    outdated = {attempt for (attempt, _), score in old.items() if score.engine_version != ENGINE_VERSION}
    if outdated:
        version = correction.version
        keys = keys_if(version.question.lesson, version=version.pk, key=correction.former)
        again = fresh_scores(version, [attempt for attempt in attempts if attempt.pk in outdated], keys, now)
        old |= {place: score for place, score in again.items() if old[place].rule not in WITHOUT_ANSWER}
    return {
        place for place, score in old.items() if score.rule in WITHOUT_ANSWER or _says_the_same(score, fresh[place])
    }


def _says_the_same(one: Score, other: Score) -> bool:
    names = ("verdict", "rule", "share", "points", "detail")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _loses(old: Score, fresh: Score) -> bool:
    """Return whether points that were given would be lost."""
    given = _given(old)
    return given is not None and (_given(fresh) or Decimal(0)) < given


def _given(score: Score) -> Decimal | None:
    return None if score.verdict == Score.Verdict.REVIEW else score.points


def _overrides(correction: Correction, before: dict[int, AttemptPoints], rows: dict[Key, Score]) -> dict[Key, Decimal]:
    """Return the points that replace what a person had decided, by attempt and position."""
    found = {}
    for (attempt, position), row in rows.items():
        old, points = _at(before[attempt], position), _given(row)
        is_less = correction.policy == Policy.NEVER_LOWER and (points or 0) < (old.points or 0)
        if _is_decided(old) and points is not None and not is_less:
            found[attempt, position] = points
    return found


def _at(points: AttemptPoints, position: int) -> ItemPoints:
    return next(item for item in points.items if item.position == position)


def _share(points: AttemptPoints) -> Fraction:
    return Fraction(points.points) / Fraction(points.max_points) if points.max_points else Fraction(0)
