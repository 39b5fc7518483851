"""Scores of submitted attempts, with the newest key of each question."""

import logging
from collections.abc import Iterable, Mapping, Set
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.db import transaction

from assessments.actions.key_lock import share_keys
from assessments.actions.policies import policy_score, standing_runs
from assessments.lesson_keys import LessonKeys, keys_of
from assessments.models import Attempt, Score
from assessments.scoring import ENGINE_VERSION, Item, Scored, Verdict, Vocabulary, score
from assessments.scoring.values import ZERO, Rule
from assessments.sheets import Sheet, SheetItem, sheet_of

logger = logging.getLogger(__name__)


@transaction.atomic
def score_attempt(*, attempt: Attempt, now: datetime) -> None:
    """Score every item of ``attempt`` by its stored answers."""
    share_keys(attempt.form.lesson_id)
    answers = dict(attempt.responses.values_list("position", "answer"))
    score_answers(attempt=attempt, answers=answers, now=now)


@transaction.atomic(savepoint=False)
def score_answers(*, attempt: Attempt, answers: Mapping[int, Any], now: datetime) -> None:
    """Score every item of ``attempt`` by ``answers``, which are all its stored answers by position.

    A stored answer that cannot be read goes to a person; it never stops the others. The transaction must share the
    keys already (``key_lock``).
    """
    keys = keys_of(attempt.form.lesson_id)
    sheet = sheet_of(attempt.form)
    rows = [
        score_values(attempt=attempt, item=item, answer=answers.get(item.position), keys=keys, now=now)
        for item in sheet.values()
    ]
    Score.objects.insert(rows)
    if decided := keys.decided.intersection(item.version_id for item in sheet.values()):
        Score.objects.bulk_create(_by_policy([Score(**row) for row in rows], sheet, decided, now))


@transaction.atomic
def score_again(*, attempt: Attempt, position: int, now: datetime) -> Score:
    """Score one item of a submitted attempt by the answer that is stored now, and return the new row."""
    item = sheet_of(attempt.form)[position]
    answer = attempt.responses.filter(position=position).values_list("answer", flat=True).first()
    share_keys(attempt.form.lesson_id)
    keys = keys_of(attempt.form.lesson_id)
    row = score_item(attempt=attempt, item=item, answer=answer, keys=keys, now=now)
    decided = keys.decided.intersection([item.version_id])
    second = _by_policy([row], {position: item}, decided, now) if decided else []
    return Score.objects.bulk_create([row, *second])[-1]


def _by_policy(rows: Iterable[Score], sheet: Sheet, decided: Set[int], now: datetime) -> list[Score]:
    """Return a second row for each item whose points were decided for everybody, whatever the answer says."""
    runs = standing_runs(decided)
    return [
        policy_score(row, run=run, max_points=sheet[row.position].points, now=now)
        for row in rows
        if (run := runs.get(sheet[row.position].version_id))
    ]


@lru_cache(maxsize=1_000)
def points_for(share: Fraction, points: Decimal) -> Decimal:
    """Return ``share`` of ``points``, rounded to a thousandth, half to even."""
    # Rounding the exact fraction: a decimal division would round twice.
    rounded = round(share * Fraction(points), 3)
    return Decimal(rounded.numerator) / Decimal(rounded.denominator)


def score_item(*, attempt: Attempt, item: SheetItem, answer: Any, keys: LessonKeys, now: datetime) -> Score:
    """Return the score of one item, not stored yet."""
    return Score(**score_values(attempt=attempt, item=item, answer=answer, keys=keys, now=now))


def score_values(*, attempt: Attempt, item: SheetItem, answer: Any, keys: LessonKeys, now: datetime) -> dict[str, Any]:
    """Return the score of one item by names of attributes. Of a whole attempt no rows are made: everybody waits."""
    revision, question = keys.items[item.version_id]
    scored = _scored(attempt, item.position, question, answer, keys.vocabulary)
    return {
        "attempt_id": attempt.pk,
        "position": item.position,
        "revision_id": revision,
        "engine_version": ENGINE_VERSION,
        "verdict": scored.verdict.value,
        "rule": scored.rule.value,
        "share": f"{scored.score.numerator}/{scored.score.denominator}",
        "points": points_for(scored.score, item.points),
        "detail": detail_of(scored),
        "at": now,
    }


def detail_of(scored: Scored) -> dict[str, Any]:
    """Return what is stored beside verdict and share, so that a score can be explained."""
    return {
        "matched": [dict(vars(match)) for match in scored.matched],
        "feedback": list(scored.feedback),
        "misconceptions": list(scored.misconceptions),
        "notes": [dict(vars(note)) for note in scored.notes],
        "highlights": [dict(vars(highlight)) for highlight in scored.highlights],
    }


def _scored(attempt: Attempt, position: int, question: Item, answer: Any, vocabulary: Vocabulary) -> Scored:
    try:
        return score(question, answer, vocabulary)
    except Exception:
        # The answer stays out of the log: it is the learner's.
        logger.exception("Cannot score item %s of attempt %s; a person must look", position, attempt.pk)
        return Scored(Verdict.REVIEW, ZERO, Rule.UNREADABLE)
