"""Questions whose keys can be corrected, and what has been corrected so far."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from assessments.models import QuestionVersion, RegradeRun
from assessments.stems import shown_stem, type_name
from courses.models import AuditRow
from lessons.models import Lesson


@dataclass(frozen=True)
class KeyLine:
    """A version of a question with the number of attempts that a correction would regrade."""

    version: QuestionVersion
    n_attempts: int
    is_newest: bool

    @property
    def shown_stem(self) -> str:
        return shown_stem(self.version)

    @property
    def type_name(self) -> str:
        return type_name(self.version)


def key_lines(lesson: Lesson) -> list[KeyLine]:
    """Return the newest version of each current question, and whatever somebody answered."""
    counted = Q(form_items__form__attempts__submitted_at__isnull=False, form_items__form__attempts__voided_at=None)
    versions = QuestionVersion.objects.filter(question__lesson=lesson)
    rows = versions.select_related("question").order_by("question__position", "number")
    numbered = list(rows.annotate(n_attempts=Count("form_items__form__attempts", filter=counted, distinct=True)))
    newest = {version.question_id: version.pk for version in numbered}
    lines = [KeyLine(version, version.n_attempts, newest[version.question_id] == version.pk) for version in numbered]
    return [line for line in lines if line.n_attempts or (line.is_newest and not line.version.question.is_retired)]


def corrections_of(version: QuestionVersion) -> list[RegradeRun]:
    """Return the regrades of a version, the newest first, each with whether it ``can_be_undone``."""
    runs = list(version.regrades.select_related("by", "undone_by", "revision").order_by("-pk"))
    newest = next((run for run in runs if run.undone_at is None), None)
    for run in runs:
        run.can_be_undone = run == newest  # type: ignore[attr-defined]
    return runs


@dataclass(frozen=True)
class Applied:
    """A regrade that is in force: how many scores of how many attempts it changed, as its preview counted them.

    Both are None where the trail does not tell.
    """

    run: RegradeRun
    n_changed: int | None
    n_attempts: int | None


def applied_run(version: QuestionVersion, pk: int | None) -> Applied | None:
    """Return a regrade of ``version`` that is in force, or None."""
    run = version.regrades.filter(pk=pk or 0, undone_at=None).first()
    if run is None:
        return None
    told = _told(run, "regrade")
    return Applied(run, told.get("n_scores"), told.get("n_attempts"))


@dataclass(frozen=True)
class Undone:
    """A regrade that was taken back, and how many scores that changed; None where the trail does not tell."""

    run: RegradeRun
    n_changed: int | None


def undone_run(lesson: Lesson, pk: int | None) -> Undone | None:
    """Return a regrade of a question of ``lesson`` that was taken back, or None."""
    runs = RegradeRun.objects.filter(version__question__lesson=lesson, undone_at__isnull=False)
    run = runs.select_related("undone_by").filter(pk=pk or 0).first()
    return Undone(run, _told(run, "undo regrade").get("n_scores")) if run else None


def _told(run: RegradeRun, verb: str) -> dict[str, Any]:
    """Return the numbers that the trail keeps of what was done with ``run``."""
    row = AuditRow.objects.filter(subject=f"regraderun {run.pk}", verb=verb).first()
    told: dict[str, Any] = row.detail if row else {}
    return told
