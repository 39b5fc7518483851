"""Regrading: a wrong key is corrected, what that means is shown first, and it can be taken back."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from assessments.actions.audit import note_change
from assessments.actions.corrections import Correction, Plan, fresh_scores, plan_correction, submitted_attempts
from assessments.actions.key_lock import exclude_scoring
from assessments.digests import digest
from assessments.lesson_keys import keys_if, keys_of
from assessments.models import KeyRevision, Override, QuestionVersion, RegradeRun, Score


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
    note_change(by=by, verb="regrade", row=run, now=now, policy=run.policy, reason=reason, n_scores=len(plan.rows))
    return run


@transaction.atomic
def undo_regrade(*, run: RegradeRun, by: User, now: datetime) -> bool:
    """Take back ``run`` with its key; return whether this call did. All points are again what they were.

    Who handed in meanwhile is scored with the key that is in force again. Safe to repeat.
    Raises LaterRegradeError when a later regrade of the question is in force.
    """
    version = QuestionVersion.objects.select_for_update(of=("self",)).get(pk=run.version_id)
    later = (
        RegradeRun.objects.filter(version=version, undone_at=None, pk__gt=run.pk)
        .select_related("by")
        .order_by("pk")
        .last()
    )
    if later:
        raise LaterRegradeError(later)
    exclude_scoring(version.question.lesson_id)
    if not RegradeRun.objects.filter(pk=run.pk, undone_at=None).update(undone_at=now, undone_by=by):
        return False
    if run.revision and run.revision == newest_revision(version):
        _take_back(run.revision, now)
    note_change(by=by, verb="undo regrade", row=run, now=now)
    return True


def _take_back(revision: KeyRevision, now: datetime) -> None:
    """Put the key before ``revision`` in force again, and score by it what was handed in meanwhile."""
    version = revision.version
    former = version.key_revisions.filter(number__lt=revision.number).latest("number")
    add_revision(version=version, key=former.key, reason=f"Key {former.number} again", now=now)
    fresh = fresh_scores(version, submitted_attempts(version), keys_of(version.question.lesson_id), now)
    meanwhile = set(Score.objects.in_force().filter(revision=revision).values_list("attempt", "position"))
    Score.objects.bulk_create(score for place, score in fresh.items() if place in meanwhile)


def state_of(version: QuestionVersion) -> str:
    """Return what stands for everything decided about a question so far: another decision makes another text."""
    last = RegradeRun.objects.filter(version=version, undone_at=None).order_by("pk").last()
    return f"{newest_revision(version).pk}.{last.pk if last else 0}"


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
