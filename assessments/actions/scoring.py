"""Scores of submitted attempts, with the newest key of each question."""

import logging
import threading
from collections.abc import Iterable, Mapping, Set
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from assessments.actions.policies import WITHOUT_KEY, policy_score, standing_runs
from assessments.models import AssessmentForm, Attempt, KeyRevision, RegradeRun, Score
from assessments.scoring import ENGINE_VERSION, Item, Scored, Verdict, Vocabulary, make_vocabulary, score
from assessments.scoring.values import ZERO, Rule
from assessments.sheets import Sheet, SheetItem, sheet_of
from lessons.models import Lesson, Term

logger = logging.getLogger(__name__)
preparing = threading.Lock()

type Terms = tuple[tuple[str, ...], ...]
type Key = dict[str, Any]


@dataclass(frozen=True)
class Revision:
    """The newest key of a version. ``digest`` is that of its content; ``is_decided``: a regrade set it aside."""

    pk: int
    version: int
    digest: str
    is_current: bool
    is_decided: bool


@dataclass(frozen=True)
class LessonKeys:
    """What a lesson's answers are scored with: its vocabulary, and the newest key of each version.

    ``decided`` are versions whose points a regrade may have decided for everybody, whatever the answer says.
    """

    vocabulary: Vocabulary
    keys: Mapping[int, tuple[int, Key]]
    decided: frozenset[int]

    def key_of(self, version: int) -> tuple[int, Key]:
        """Return primary key and content of the newest key of a version."""
        return self.keys[version]


@transaction.atomic
def score_attempt(*, attempt: Attempt, now: datetime) -> list[Score]:
    """Score every item of ``attempt`` by its stored answers, and return the new rows."""
    answers = dict(attempt.responses.values_list("position", "answer"))
    return score_answers(attempt=attempt, answers=answers, now=now)


@transaction.atomic(savepoint=False)
def score_answers(*, attempt: Attempt, answers: Mapping[int, Any], now: datetime) -> list[Score]:
    """Score every item of ``attempt`` by ``answers``, which are all its stored answers by position.

    A stored answer that cannot be read goes to a person; it never stops the others.
    """
    keys = keys_of(attempt.form.lesson)
    sheet = sheet_of(attempt.form)
    rows = [
        score_item(attempt=attempt, item=item, answer=answers.get(item.position), keys=keys, now=now)
        for item in sheet.values()
    ]
    decided = keys.decided.intersection(item.version_id for item in sheet.values())
    return Score.objects.bulk_create([*rows, *_by_policy(rows, sheet, decided, now)])


@transaction.atomic
def score_again(*, attempt: Attempt, position: int, now: datetime) -> Score:
    """Score one item of a submitted attempt by the answer that is stored now, and return the new row."""
    item = sheet_of(attempt.form)[position]
    answer = attempt.responses.filter(position=position).values_list("answer", flat=True).first()
    keys = keys_of(attempt.form.lesson)
    row = score_item(attempt=attempt, item=item, answer=answer, keys=keys, now=now)
    decided = keys.decided.intersection([item.version_id])
    return Score.objects.bulk_create([row, *_by_policy([row], {position: item}, decided, now)])[-1]


def _by_policy(rows: Iterable[Score], sheet: Sheet, decided: Set[int], now: datetime) -> list[Score]:
    """Return a second row for each item whose points were decided for everybody, whatever the answer says."""
    runs = standing_runs(decided) if decided else {}
    return [
        policy_score(row, run=run, max_points=sheet[row.position].points, now=now)
        for row in rows
        if (run := runs.get(sheet[row.position].version_id))
    ]


def points_for(share: Fraction, points: Decimal) -> Decimal:
    """Return ``share`` of ``points``, rounded to a thousandth, half to even."""
    # Rounding the exact fraction: a decimal division would round twice.
    rounded = round(share * Fraction(points), 3)
    return Decimal(rounded.numerator) / Decimal(rounded.denominator)


def keys_of(lesson: Lesson) -> LessonKeys:
    """Return what answers to the questions of ``lesson`` are scored with.

    Two short queries see whether a key or a term has changed since this process prepared them.
    """
    return _prepared(_newest_revisions(lesson), _terms(lesson))


def prepare_scoring(form: AssessmentForm) -> None:
    """Prepare the keys of ``form`` in this process, while nobody waits for them.

    It takes most of a second, and a submission that did it would hold the database all that time.
    """
    if not preparing.acquire(blocking=False):
        return  # another thread is at it
    try:
        prepared_form(form)
    finally:
        preparing.release()


@lru_cache(maxsize=64)
def prepared_form(form: AssessmentForm) -> None:
    """Score an answer to every question of ``form``, and forget it."""
    keys = keys_of(form.lesson)
    for item in sheet_of(form).values():
        answer = dict.fromkeys(item.content.get("blanks", ()), "x")
        score(Item(item.type, item.stem, item.content, keys.key_of(item.version_id)[1]), answer, keys.vocabulary)


def _terms(lesson: Lesson) -> Terms:
    return tuple(tuple(term.spellings) for term in Term.objects.filter(lesson=lesson).order_by("position"))


def _newest_revisions(lesson: Lesson) -> tuple[Revision, ...]:
    """Return the newest key of every version; current are those of the newest version of each question in use."""
    decisions = RegradeRun.objects.filter(version=OuterRef("version"), policy__in=WITHOUT_KEY, undone_at=None)
    rows = (
        KeyRevision.objects.filter(version__question__lesson=lesson)
        .order_by("version__question__position", "version__question", "version__number", "number")
        .values_list("pk", "version", "digest", "version__question", "version__question__is_retired", Exists(decisions))
    )
    newest_version = {question: version for _, version, _, question, _, _ in rows}
    newest = {
        version: Revision(pk, version, digest, not is_retired and newest_version[question] == version, is_decided)
        for pk, version, digest, question, is_retired, is_decided in rows
    }
    return tuple(newest.values())


@lru_cache(maxsize=16)
def _prepared(revisions: tuple[Revision, ...], terms: Terms) -> LessonKeys:
    contents = KeyRevision.objects.filter(pk__in=[revision.pk for revision in revisions])
    return _lesson_keys(revisions, dict(contents.values_list("version", "key")), terms)


def _lesson_keys(revisions: Iterable[Revision], contents: Mapping[int, Key], terms: Terms) -> LessonKeys:
    current = [contents[revision.version] for revision in revisions if revision.is_current]
    keys = {revision.version: (revision.pk, contents[revision.version]) for revision in revisions}
    decided = frozenset(revision.version for revision in revisions if revision.is_decided)
    return LessonKeys(make_vocabulary(terms, current), keys, decided)


def keys_if(lesson: Lesson, *, version: int, key: Key) -> LessonKeys:
    """Return what answers would be scored with if ``key`` were the newest key of ``version``. For a trial."""
    revisions = _newest_revisions(lesson)
    stored = KeyRevision.objects.filter(pk__in=[revision.pk for revision in revisions])
    return _lesson_keys(revisions, dict(stored.values_list("version", "key")) | {version: key}, _terms(lesson))


def score_item(*, attempt: Attempt, item: SheetItem, answer: Any, keys: LessonKeys, now: datetime) -> Score:
    """Return the score of one item, not stored yet."""
    revision, key = keys.key_of(item.version_id)
    scored = _scored(attempt, item, answer, key, keys.vocabulary)
    return Score(
        attempt=attempt,
        position=item.position,
        revision_id=revision,
        engine_version=ENGINE_VERSION,
        verdict=scored.verdict.value,
        rule=scored.rule.value,
        share=f"{scored.score.numerator}/{scored.score.denominator}",
        points=points_for(scored.score, item.points),
        detail=detail_of(scored),
        at=now,
    )


def detail_of(scored: Scored) -> dict[str, Any]:
    """Return what is stored beside verdict and share, so that a score can be explained."""
    return {
        "matched": [asdict(match) for match in scored.matched],
        "feedback": list(scored.feedback),
        "misconceptions": list(scored.misconceptions),
        "notes": list(scored.notes),
        "highlights": [asdict(highlight) for highlight in scored.highlights],
    }


def _scored(attempt: Attempt, item: SheetItem, answer: Any, key: Key, vocabulary: Vocabulary) -> Scored:
    try:
        return score(Item(item.type, item.stem, item.content, key), answer, vocabulary)
    except Exception:
        # The answer stays out of the log: it is the learner's.
        logger.exception("Cannot score item %s of attempt %s; a person must look", item.position, attempt.pk)
        return Scored(Verdict.REVIEW, ZERO, Rule.UNREADABLE)
