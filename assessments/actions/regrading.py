"""Regrading: a wrong key is corrected, what that means is shown first, and it can be taken back."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from assessments.actions.audit import note_change
from assessments.actions.corrections import (
    CLOSED,
    WITHOUT_ANSWER,
    Correction,
    Plan,
    fresh_scores,
    plan_correction,
    submitted_attempts,
)
from assessments.actions.key_lock import exclude_scoring
from assessments.digests import digest
from assessments.key_edits import take_back
from assessments.key_reasons import AGAIN, WITHOUT
from assessments.lesson_keys import keys_if, keys_of
from assessments.models import Attempt, KeyRevision, Override, QuestionVersion, RegradeRun, Score
from assessments.points import Key, points_of
from assessments.scoring import ENGINE_VERSION


class ChangedMeanwhileError(Exception):
    """Somebody else corrected or regraded the question since the page was made."""


class LaterRegradeError(Exception):
    """A later regrade of the question is in force, ``later``, and has to be undone first."""

    def __init__(self, later: RegradeRun) -> None:
        super().__init__(later)
        self.later = later


def preview_regrade(*, correction: Correction, now: datetime) -> Plan:
    """Return what ``correction`` would change. Nothing is written."""
    version, lesson = correction.version, correction.version.question.lesson
    keys = keys_of(lesson.pk) if correction.key is None else keys_if(lesson, version=version.pk, key=correction.key)
    return plan_correction(correction, RegradeRun(policy=correction.policy), keys, now)


@transaction.atomic
def apply_regrade(
    *, correction: Correction, reason: str, by: User, now: datetime, seen: str | None = None, noted: str = ""
) -> RegradeRun:
    """Correct the key, regrade every submitted attempt, and return the run.

    ``reason`` is for learners to read; ``noted`` is what the key remembers instead, for those who teach.
    ``seen`` is the ``state_of`` that the decision was made on. Raises ChangedMeanwhileError when it is past.
    """
    version = QuestionVersion.objects.select_for_update(of=("self",)).get(pk=correction.version.pk)
    if seen not in {None, state_of(version)}:
        raise ChangedMeanwhileError
    exclude_scoring(version.question.lesson_id)
    revision = None
    if correction.key is not None:
        revision = add_revision(version=version, key=correction.key, reason=noted or reason, now=now)
    run = RegradeRun.objects.create(
        version=version,
        revision=revision,
        policy=correction.policy,
        reason=reason,
        by=by,
        at=now,
    )
    plan = plan_correction(correction, run, keys_of(version.question.lesson_id), now)
    Score.objects.bulk_create(plan.rows)
    Override.objects.bulk_create(
        Override(attempt_id=attempt, position=position, points=points, reason=reason, by=by, regrade=run, at=now)
        for (attempt, position), points in plan.overrides.items()
    )
    counts = {"n_scores": plan.n_changed, "n_attempts": len(plan.changes)}
    note_change(by=by, verb="regrade", row=run, now=now, policy=run.policy, reason=reason, **counts)
    return run


@transaction.atomic
def undo_regrade(*, run: RegradeRun, by: User, now: datetime) -> bool:
    """Take back ``run`` with its key; return whether this call did. All points are again what they were.

    Archived cohorts and erased learners keep the points they have. Who handed in meanwhile is scored with the key that
    is in force again. Safe to repeat.
    Raises LaterRegradeError when a later regrade of the question is in force.
    """
    version = run.version
    versions = QuestionVersion.objects.filter(question=version.question_id, number__gte=version.number)
    locked = list(versions.select_for_update().order_by("pk"))
    later = (
        RegradeRun.objects.filter(version__in=versions, undone_at=None, pk__gt=run.pk)
        .select_related("by")
        .order_by("pk")
        .last()
    )
    if later:
        raise LaterRegradeError(later)
    exclude_scoring(version.question.lesson_id)
    before = _standing(locked)
    if not RegradeRun.objects.filter(pk=run.pk, undone_at=None).update(undone_at=now, undone_by=by):
        return False
    _let_closed_books_stand(run)
    if run.revision:
        _take_back(run.revision, now)
    after = _standing(locked)
    n_changed = sum(after[place] != points for place, points in before.items())
    note_change(by=by, verb="undo regrade", row=run, now=now, n_scores=n_changed)
    return True


def _standing(versions: Iterable[QuestionVersion]) -> dict[Key, tuple[Decimal | None, bool]]:
    """Return the points of every item of the attempts that hold one of ``versions``, and whether it waits."""
    attempts = {attempt.pk: attempt for version in versions for attempt in submitted_attempts(version)}
    points = points_of(attempts.values())
    return {(pk, item.position): (item.points, item.is_waiting) for pk, of in points.items() for item in of.items}


def _let_closed_books_stand(run: RegradeRun) -> None:
    """Let what ``run`` gave archived cohorts and erased learners count without it: undone, it takes its rows along."""
    is_closed = Q(attempt__sitting__cohort__archived_at__isnull=False) | Q(attempt__enrolment__erased_at__isnull=False)
    run.scores.filter(is_closed).update(regrade=None)
    run.overrides.filter(is_closed).update(regrade=None)


def _take_back(revision: KeyRevision, now: datetime) -> None:
    """Put the key before ``revision`` in force again, and score by it what was handed in meanwhile.

    In a key that came from the files since, and in those of later versions, to which the files carried what
    ``revision`` decided, only the answers that it decided are as they were before; and not even those that the author
    has written into the files since.
    """
    version = revision.version
    former = version.key_revisions.filter(number__lt=revision.number).latest("number")
    then = version.key_revisions.loaded().filter(number__lt=revision.number).last()
    later = QuestionVersion.objects.filter(question=version.question_id, number__gt=version.number)
    heirs = later.exclude(key_revisions__pk__lt=revision.pk)  # the others came before there was anything to carry
    for each in (version, *heirs.order_by("number")):
        newest = newest_revision(each)
        since = each.key_revisions.loaded().filter(pk__gt=revision.pk).last()
        if each == version and since is None and newest.digest == revision.digest:
            _renew_key(revision, newest, former.key, AGAIN % {"number": former.number}, now)
        else:
            loaded = [row.key if row else {} for row in (then, since or then)]
            key = take_back(decided=revision.key, former=former.key, newest=newest.key, loaded=loaded)
            _renew_key(revision, newest, key, WITHOUT % {"number": revision.number}, now)


def _renew_key(revision: KeyRevision, newest: KeyRevision, key: dict[str, Any], reason: str, now: datetime) -> None:
    """Let ``key`` follow ``newest``, and score by it whatever was scored since ``revision``."""
    version = newest.version
    if key == newest.key:
        return
    add_revision(version=version, key=key, reason=reason, now=now)
    fresh = fresh_scores(version, submitted_attempts(version), keys_of(version.question.lesson_id), now)
    since = Score.objects.in_force().filter(revision__version=version, revision__pk__gte=revision.pk)
    meanwhile = set(since.values_list("attempt", "position"))
    Score.objects.bulk_create(score for place, score in fresh.items() if place in meanwhile)


def state_of(version: QuestionVersion) -> str:
    """Return what stands for everything decided about a question so far: another decision makes another text."""
    last = RegradeRun.objects.filter(version=version, undone_at=None).order_by("pk").last()
    return f"{newest_revision(version).pk}.{last.pk if last else 0}"


def revision_of(version: QuestionVersion, state: str) -> KeyRevision | None:
    """Return the key that was in force at a ``state_of`` its question, or None where there was no such state."""
    known = {str(revision.pk): revision for revision in version.key_revisions.defer("key")}
    return known.get(state.partition(".")[0])


def n_scored_before(version: QuestionVersion) -> int:
    """Return how many submitted attempts have a score of ``version`` by another key or engine than those in force.

    Archived cohorts and erased learners, whose scores stay for good, are left out.
    """
    newest = newest_revision(version)
    former = _scored(version).exclude(revision=newest, engine_version=ENGINE_VERSION)
    kept = version.regrades.filter(policy=RegradeRun.Policy.NEVER_LOWER, undone_at=None, at__gte=newest.created_at)
    if last := kept.order_by("pk").last():
        former = former.exclude(attempt__submitted_at__lte=last.at)  # they keep what they have: nobody loses points
    return former.values("attempt").distinct().count()


def n_scored(version: QuestionVersion) -> int:
    """Return how many submitted attempts have a score of ``version`` that another key may change."""
    return _scored(version).values("attempt").distinct().count()


def _scored(version: QuestionVersion) -> QuerySet[Score]:
    lasting = Attempt.objects.submitted().readable().filter(sitting__cohort__archived_at=None)
    scores = Score.objects.in_force().filter(revision__version=version, attempt__in=lasting)
    return scores.exclude(rule__in=[*WITHOUT_ANSWER, CLOSED])


def newest_revision(version: QuestionVersion) -> KeyRevision:
    """Return the key that is in force."""
    return version.key_revisions.latest("number")


def add_revision(*, version: QuestionVersion, key: dict[str, Any], reason: str, now: datetime) -> KeyRevision:
    """Add ``key`` as the newest of ``version``."""
    return KeyRevision.objects.create(
        version=version,
        number=newest_revision(version).number + 1,
        key=key,
        reason=reason,
        digest=digest(key),
        created_at=now,
    )
