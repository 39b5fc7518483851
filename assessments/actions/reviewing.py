"""Rulings on answers that no key knew: one decision for everybody who gave the same answer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments.actions.audit import note_change
from assessments.actions.corrections import CLOSED, Correction
from assessments.actions.regrading import apply_regrade, newest_revision
from assessments.key_edits import RULED, answer_of, form_of, with_answer
from assessments.lesson_keys import keys_if
from assessments.models import QuestionVersion, RegradeRun, Ruling, Score
from assessments.points import Key
from assessments.scoring.values import Scored, Verdict, verdict_of

LONGEST_IN_REASON = 120
# What learners read about it.
REASONS = {
    Ruling.Verdict.ACCEPT: _("“%(answer)s” counts as right."),
    Ruling.Verdict.PARTIAL: _("“%(answer)s” counts as partly right."),
    Ruling.Verdict.WRONG: _("“%(answer)s” does not count as right."),
}
REST_IS_WRONG = _("Answers that were not among those accepted do not count as right.")
VERDICTS = {
    Ruling.Verdict.ACCEPT: Verdict.CORRECT,
    Ruling.Verdict.PARTIAL: Verdict.PARTIAL,
    Ruling.Verdict.WRONG: Verdict.WRONG,
}


class RulingHasNoEffectError(Exception):
    """With the ruling in the key, the engine would still leave the answer to a person."""


class DecidedMeanwhileError(Exception):
    """Somebody else has decided otherwise on the answer since it was seen to wait."""


@dataclass(frozen=True)
class Decision:
    """What is decided of an answer. ``credit`` is a share such as "1/2"; ``fills`` is the place of a quota."""

    verdict: Ruling.Verdict
    credit: str = ""
    feedback: str = ""
    misconception: str = ""
    fills: str = ""

    @property
    def kind(self) -> str:
        """Where the key keeps such an answer."""
        return "quota" if self.fills else str(self.verdict)

    def row(self, text: str) -> dict[str, object]:
        """Return the answer as the key keeps it. One that counts as right is marked: it is no model for anybody."""
        row: dict[str, object] = {"text": text, "also": [], "feedback": self.feedback or None}
        if self.fills:
            return row | {"fills": self.fills, "alone": None, RULED: True}
        if self.verdict == Ruling.Verdict.ACCEPT:
            return row | {RULED: True}
        credit = {"credit": self.credit} if self.verdict == Ruling.Verdict.PARTIAL else {}
        return row | credit | {"misconception": self.misconception or None}


@transaction.atomic
def rule_answer(
    *,
    version: QuestionVersion,
    blank: str,
    text: str,
    decision: Decision,
    by: User,
    now: datetime,
    seen: Mapping[str, Any] | None = None,
) -> RegradeRun | None:
    """Decide on ``text`` in a blank for everybody, and return the run that regraded them.

    ``seen`` is the key by which the answer was seen to wait. Safe to repeat: None when the key says so already.
    Raises DecidedMeanwhileError when the key in force says something else of the answer than ``seen`` does, and
    RulingHasNoEffectError when a person would still have to look at the answer.
    """
    QuestionVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    former = newest_revision(version).key
    key = with_answer(former, blank=blank, kind=decision.kind, row=decision.row(text))
    if key == former:
        return None
    if seen is not None and _worth(seen, blank, text) != _worth(former, blank, text):
        raise DecidedMeanwhileError
    keys = keys_if(version.question.lesson, version=version.pk, key=key)
    if not _has_effect(decision, keys.judge_box(version.pk, blank, text)):
        raise RulingHasNoEffectError
    what = str(REASONS[decision.verdict]) % {"answer": text[:LONGEST_IN_REASON]}
    run = apply_regrade(
        correction=Correction(version, RegradeRun.Policy.NEW_KEY, key, former=former),
        reason=what,
        noted=f"{what} ({by})",
        by=by,
        now=now,
    )
    ruling = Ruling.objects.create(
        question=version.question,
        revision=newest_revision(version),
        answer=text[:500],
        verdict=decision.verdict,
        by=by,
        at=now,
    )
    note_change(by=by, verb="rule on answer", row=ruling, now=now, answer=ruling.answer, verdict=decision.verdict)
    return run


def _worth(key: Mapping[str, Any], blank: str, text: str) -> tuple[Any, ...]:
    return answer_of(key, blank, form_of(text)).worth


def _has_effect(decision: Decision, judged: Scored) -> bool:
    """Return whether the engine now says of the answer what was decided. A place alone need not fill a quota."""
    if decision.fills:
        return judged.verdict is not Verdict.REVIEW
    return judged.verdict is VERDICTS[decision.verdict]


@transaction.atomic
def close_answers(*, version: QuestionVersion, places: Collection[Key], by: User, now: datetime) -> RegradeRun | None:
    """Say of the answers at ``places`` that wait for a ruling that they are not right; None when none waits.

    What they earned for other parts of the same item stays. A later ruling may still accept one of them.
    """
    QuestionVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    review = Score.objects.in_force().filter(verdict=Score.Verdict.REVIEW)
    concerned = review.filter(attempt__in={attempt for attempt, _position in places})
    waiting = [score for score in concerned if (score.attempt_id, score.position) in places]
    if not waiting:
        return None
    run = RegradeRun.objects.create(
        version=version, policy=RegradeRun.Policy.NEW_KEY, reason=str(REST_IS_WRONG), by=by, at=now
    )
    Score.objects.bulk_create(_closed(score, run, now) for score in waiting)
    note_change(by=by, verb="close answers", row=run, now=now, n_scores=len(waiting))
    return run


def _closed(score: Score, run: RegradeRun, now: datetime) -> Score:
    """Return ``score`` as it stands without what waited."""
    return Score(
        attempt_id=score.attempt_id,
        position=score.position,
        revision_id=score.revision_id,
        engine_version=score.engine_version,
        verdict=verdict_of(Fraction(score.share)).value,
        rule=CLOSED,
        share=score.share,
        points=score.points,
        detail=score.detail,
        regrade=run,
        at=now,
    )
