"""Scoring every answer again, with the key it was scored with, to see whether the same comes out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

from django.db.models import Max

from assessments.actions.policies import DROPPED, FULL_CREDIT
from assessments.actions.scoring import score_item
from assessments.lesson_keys import LessonKeys, keys_of
from assessments.models import Attempt, KeyRevision, Response, Score
from assessments.scoring import ENGINE_VERSION, Item
from assessments.sheets import sheet_of

N_AT_ONCE = 200
SAME = ("verdict", "rule", "share", "points")
# A person has decided these for everybody, whatever an answer says.
DECIDED = {FULL_CREDIT, DROPPED}
CLOSED = "closed by a person"


@dataclass
class Regraded:
    """What came of scoring everything again.

    ``differences`` name answers that are scored otherwise although nothing has changed since. ``n_outdated`` are
    scored otherwise by this version of the engine, or with keys that were corrected since; the stored score counts.
    """

    n_attempts: int = 0
    n_scores: int = 0
    n_outdated: int = 0
    differences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lesson:
    """What answers to a lesson are scored with, and when a key of it was corrected last."""

    keys: LessonKeys
    corrected_at: datetime | None


def regrade_all(now: datetime) -> Regraded:
    """Score the answers of every submitted attempt again, and compare. Nothing is stored.

    Those of erased learners are left out: their texts are gone, their scores stay.
    """
    found = Regraded()
    attempts = Attempt.objects.submitted().readable().select_related("form").order_by("pk")
    lessons = {pk: _lesson(pk) for pk in attempts.order_by().values_list("form__lesson", flat=True).distinct()}
    for some in batched(attempts.iterator(chunk_size=N_AT_ONCE), N_AT_ONCE):
        found.n_attempts += len(some)
        for score, fresh, is_current in _again(some, lessons, now):
            found.n_scores += 1
            if all(getattr(score, name) == getattr(fresh, name) for name in SAME):
                continue
            if is_current:
                found.differences += (_sentence(score, fresh),)
            else:
                found.n_outdated += 1
    return found


def _lesson(pk: int) -> Lesson:
    corrected = KeyRevision.objects.filter(version__question__lesson=pk).aggregate(at=Max("created_at"))
    return Lesson(keys_of(pk), corrected["at"])


def _again(
    attempts: Iterable[Attempt], lessons: Mapping[int, Lesson], now: datetime
) -> Iterator[tuple[Score, Score, bool]]:
    """Yield each score with a fresh one, and whether engine and keys are still those of then."""
    by_pk = {attempt.pk: attempt for attempt in attempts}
    answers: dict[tuple[int, int], Any] = {
        (row.attempt_id, row.position): row.answer for row in Response.objects.filter(attempt__in=by_pk)
    }
    newest = {(row.attempt_id, row.position): row for row in _machine_scores(by_pk)}
    for (pk, position), score in newest.items():
        attempt = by_pk[pk]
        lesson = lessons[attempt.form.lesson_id]
        keys = _keys_with(score.revision, lesson.keys)
        item = sheet_of(attempt.form)[position]
        fresh = score_item(attempt=attempt, item=item, answer=answers.get((pk, position)), keys=keys, now=now)
        yield score, fresh, score.engine_version == ENGINE_VERSION and not _is_corrected_since(score, lesson)


def _machine_scores(attempts: Iterable[int]) -> Iterable[Score]:
    """Return what the machine made of answers, oldest first, without what people decided for everybody."""
    scores = Score.objects.filter(attempt__in=attempts, regrade__undone_at=None).exclude(rule__in=[*DECIDED, CLOSED])
    return scores.select_related("revision__version").order_by("pk")


def _keys_with(revision: KeyRevision, keys: LessonKeys) -> LessonKeys:
    version = revision.version
    item = Item(version.type, version.stem, version.content, revision.key)
    return LessonKeys(keys.vocabulary, {version.pk: (revision.pk, item)}, keys.decided)


def _is_corrected_since(score: Score, lesson: Lesson) -> bool:
    """Return whether keys of the lesson were corrected since: what counts as a known word may be another."""
    return lesson.corrected_at is not None and lesson.corrected_at > score.at


def _sentence(score: Score, fresh: Score) -> str:
    return (
        f"Question {score.position + 1} of attempt {score.attempt_id} was worth {score.points} ({score.verdict}), "
        f"and would be {fresh.points} ({fresh.verdict})."
    )
