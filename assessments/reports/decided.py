"""How somebody decided on an answer that one still saw waiting."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from assessments.actions.reviewing import Decision
from assessments.blinding import answer_token
from assessments.key_edits import Answer, answer_of
from assessments.models import Attempt, Override, QuestionVersion, RegradeRun
from assessments.reports.key_changes import counts_as

MEANWHILE = gettext_lazy("This answer waits no more: somebody has decided on it meanwhile. Yours is not stored.")
# What a decision says of an answer, however it is spelled.
SAID = ("credit", "feedback", "misconception", "fills")


def decided_otherwise(
    version: QuestionVersion, key: Mapping[str, Any], group: str, decision: Decision | None, last: RegradeRun | None
) -> str:
    """Return in words how a group of identical answers was decided on meanwhile; empty when ``decision`` says the same.

    ``group`` is the id of a group that no longer waits, ``key`` the newest of ``version``, and ``last`` the last run in
    force. ``decision`` is None when it is not clear what is decided.
    """
    blank, _colon, form = group.partition(":")
    answer = answer_of(key, blank, form)
    if answer.kind in {"", "review"}:
        return _without_key(decision, last)
    if decision and answer.kind == decision.kind and _says(answer.row) == _says(decision.row(answer.text)):
        return ""
    return _told(answer.text, counts_as(key, blank, answer), _who_decided(version, blank, form, answer))


def is_in_view(attempts: QuerySet[Attempt], version: int, token: str) -> bool:
    """Return whether the answer of ``token`` to the version with this key is one of ``attempts``."""
    asked = attempts.filter(form__items__version=version).values_list("pk", flat=True)
    return any(answer_token(attempt=pk, version=version) == token for pk in asked)


def points_given(by: User, version: int, token: str) -> Override | None:
    """Return the newest points that ``by`` set for the answer of ``token`` alone, to the version with this key."""
    here = Override.objects.filter(attempt__form__items__version=version, attempt__form__items__position=F("position"))
    own = here.filter(by=by).order_by("-at", "-pk")
    return next((each for each in own if answer_token(attempt=each.attempt_id, version=version) == token), None)


def _says(row: Mapping[str, Any]) -> list[Any]:
    return [row.get(name) or None for name in SAID]


def _without_key(decision: Decision | None, last: RegradeRun | None) -> str:
    """Return what is said where the key holds no decision: one was made about the rest, or about single answers."""
    if last is None or last.revision_id is not None or last.policy != RegradeRun.Policy.NEW_KEY:
        return str(MEANWHILE)
    return "" if decision and decision.kind == "wrong" else _told("", _("not right"), last.by)


def _who_decided(version: QuestionVersion, blank: str, form: str, answer: Answer) -> User | None:
    """Return whose decision brought into the key what it says of an answer; None when it came with the files."""
    decider = None
    for revision in version.key_revisions.order_by("-number").iterator(chunk_size=1):
        if answer_of(revision.key, blank, form).worth != answer.worth:
            break
        decider = revision
    run = decider and decider.regrades.select_related("by").first()
    return run.by if run else None


def _told(text: str, verdict: str, by: User | None) -> str:
    values = {"answer": text, "verdict": verdict, "name": by}
    if not text:
        decided = _("This answer was decided meanwhile as “%(verdict)s” by %(name)s.") % values
    elif by:
        decided = _("“%(answer)s” was decided meanwhile as “%(verdict)s” by %(name)s.") % values
    else:
        decided = _("“%(answer)s” was decided meanwhile as “%(verdict)s”.") % values
    return f"{decided} {_('Your decision is not stored. To decide otherwise, undo that one first.')}"
