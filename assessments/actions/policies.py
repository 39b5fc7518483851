"""What a regrade without a new key gives: full points to all, or a question out of the total."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from assessments.models import RegradeRun, Score

FULL_CREDIT, DROPPED = "full points for all", "out of the total"
WITHOUT_KEY = {RegradeRun.Policy.FULL_CREDIT, RegradeRun.Policy.DROP}


def standing_runs(versions: Iterable[int]) -> dict[int, RegradeRun]:
    """Return the regrades by which answers to these versions get their points whatever they say, in one query.

    Who hands in after such a decision is treated like everybody before. A newer regrade ends it.
    """
    runs = RegradeRun.objects.filter(version__in=versions, undone_at=None).order_by("pk")
    newest = {run.version_id: run for run in runs}
    return {version: run for version, run in newest.items() if run.policy in WITHOUT_KEY}


def policy_score(score: Score, *, run: RegradeRun, max_points: Decimal, now: datetime) -> Score:
    """Return the row, not stored yet, that ``run`` puts over ``score``. What was matched stays to be read."""
    is_full = run.policy == RegradeRun.Policy.FULL_CREDIT
    return Score(
        attempt_id=score.attempt_id,
        position=score.position,
        revision_id=score.revision_id,
        engine_version=score.engine_version,
        verdict=Score.Verdict.CORRECT if is_full else _settled(score.verdict),
        rule=FULL_CREDIT if is_full else DROPPED,
        share="1/1" if is_full else score.share,
        points=max_points if is_full else None,
        detail=score.detail,
        regrade=run,
        at=now,
    )


def _settled(verdict: str) -> str:
    """Return a verdict that waits for nobody: a question out of the total needs no person."""
    return Score.Verdict.WRONG if verdict == Score.Verdict.REVIEW else verdict
