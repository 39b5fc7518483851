"""Versions of questions and revisions of their keys. They are only ever added."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments.actions.regrading import n_scored
from assessments.digests import digest
from assessments.key_edits import Answer, CarriedOver, carry_over, without_answers
from assessments.key_reasons import KEPT, LOADED
from assessments.models import KeyRevision, Question, QuestionVersion
from content.loader.ledger import Ledger, named
from content.loader.snapshots import key, seen
from content.loader.wording import differences
from content.problems import counted
from content.schema.question import QuestionBase

MAX_NAMES = 12
SAYS = {
    "accept": "right",
    "quota": "right",
    "parts": "part of a right one",
    "partial": "partly right",
    "wrong": "not right",
    "review": "waits for a person",
    "": "taken out of the key",
}
name_of = named("source", "slug")

type Pairs = list[tuple[Question, QuestionBase]]


@dataclass(frozen=True)
class Known:
    """What the database holds of the keys of a question: ``loaded`` came from the files last, ``newest`` counts."""

    loaded: KeyRevision | None = None
    newest: KeyRevision | None = None

    @property
    def is_corrected(self) -> bool:
        """Whether somebody has changed the key on the platform since it was loaded."""
        return self.loaded is not None and self.newest is not None and self.loaded.pk != self.newest.pk


def keep_versions(ledger: Ledger, pairs: Pairs, now: datetime) -> dict[int, QuestionVersion]:
    """Add a version of each question whose sight changed; return the latest version by question.

    A question that returns to an older sight gets a new version again: attempts tell them apart.
    """
    known = QuestionVersion.objects.filter(question__in=[row for row, _ in pairs]).order_by("number")
    latest = {version.question_id: version for version in known.defer("content", "stem")}
    new = []
    for row, question in pairs:
        sight = seen(question)
        last = latest.get(row.pk)
        if last is None or last.digest != digest(sight):
            number = last.number + 1 if last else 1
            new.append(QuestionVersion(question=row, number=number, digest=digest(sight), created_at=now, **sight))
            former = {name: getattr(last, name) for name in sight} if last else sight
            ledger.note("question versions", "added", f"{name_of(row)}: version {number}", **_told(row, former, sight))
    QuestionVersion.objects.bulk_create(new)
    return latest | {version.question_id: version for version in new}


def keep_keys(ledger: Ledger, pairs: Pairs, versions: dict[int, QuestionVersion], now: datetime) -> None:
    """Add a revision of each key that changed in the files, and one with what people decided, if they did.

    Keys are held against the last one that came from the files, so that a correction made since then in the
    platform stays in force until the files change. Even then, decisions about single answers stay.
    """
    known = _known_keys(pairs)
    new = []
    for row, question in pairs:
        version, scoring = versions[row.pk], key(question)
        before = known.get(row.pk, Known())
        same_version = before.newest is not None and before.newest.version_id == version.pk
        if same_version and before.loaded and before.loaded.digest == digest(scoring):
            continue
        number = before.newest.number + 1 if same_version and before.newest else 1
        new.append(_revision(version, number, scoring, LOADED, now))
        told = _told(row, before.loaded.key if before.loaded else scoring, scoring)
        carried = _carried(before, scoring)
        if carried and carried.key != scoring:
            new.append(_revision(version, number + 1, carried.key, KEPT, now))
        lines = [*_remarks(before, scoring, carried), *(_scored_before(version) if same_version else ())]
        remarks = tuple(f"{name_of(row)}: {line}" for line in lines)
        name = f"{name_of(row)}: version {version.number}, key {number}"
        ledger.note("keys", "added", name, **told, remarks=remarks)
    KeyRevision.objects.bulk_create(new)


def _revision(
    version: QuestionVersion, number: int, scoring: dict[str, Any], reason: str, now: datetime
) -> KeyRevision:
    return KeyRevision(
        version=version, number=number, key=scoring, digest=digest(scoring), reason=reason, created_at=now
    )


def _known_keys(pairs: Pairs) -> dict[int, Known]:
    """Return what is known of the latest version of each question that has keys. The keys are read when needed."""
    revisions = KeyRevision.objects.filter(version__question__in=[row for row, _ in pairs]).select_related("version")
    found: dict[int, Known] = {}
    for revision in revisions.only("reason", "digest", "number", "version__question").order_by(
        "version__number", "number"
    ):
        question = revision.version.question_id
        former = found.get(question, Known())
        is_same = former.newest is not None and former.newest.version_id == revision.version_id
        loaded = revision if revision.reason == LOADED else former.loaded if is_same else None
        found[question] = Known(loaded, revision)
    return found


def _carried(before: Known, scoring: dict[str, Any]) -> CarriedOver | None:
    if not (before.is_corrected and before.loaded and before.newest):
        return None
    return carry_over(before.loaded.key, before.newest.key, scoring)


def _told(row: Question, old: dict[str, Any], new: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {"details": tuple(f"{name_of(row)}, {line}" for line in differences(old, new))}


def _remarks(before: Known, scoring: dict[str, Any], carried: CarriedOver | None) -> Iterator[str]:
    """Yield what becomes of what people decided on the platform."""
    if not (carried and before.loaded and before.newest):
        return
    if carried.kept:
        yield f"{_decisions(carried.kept)} kept: {_answers(carried.kept)}"
    if carried.overruled:
        yield f"the files now say otherwise than was decided, and win: {_answers(carried.overruled)}"
    if carried.homeless:
        yield f"{_decisions(carried.homeless)} lost, as the files have no such place: {_answers(carried.homeless)}"
    if lines := _replaced(before.loaded.key, before.newest.key, scoring, carried):
        yield (
            f"corrected on the platform, and replaced by the files: {'; '.join(lines[:MAX_NAMES])}. "
            "To keep it, write it into the file before you load"
        )


def _scored_before(version: QuestionVersion) -> Iterator[str]:
    """Yield how many attempts keep the points of the key before, if any."""
    if n := n_scored(version):
        attempts = counted(n, "attempt was", "attempts were")
        yield f'{attempts} scored with the key before. "Correct a key" on the platform scores them again'


def _replaced(
    loaded: dict[str, Any], newest: dict[str, Any], scoring: dict[str, Any], carried: CarriedOver
) -> Sequence[str]:
    """Return what becomes of what else people changed of the key, beside single answers, unless the files say it too.

    What the files alone changed is told elsewhere.
    """
    answers = (*carried.agreed, *carried.kept, *carried.overruled, *carried.homeless)
    decided = {answer.text for answer in answers}
    plain, corrected, now = (without_answers(each, decided) for each in (loaded, newest, scoring))
    of_files = set(differences(plain, now))
    return [line for line in differences(corrected, now) if line not in of_files]


def _decisions(answers: Sequence[Answer]) -> str:
    what = counted(len(answers), "decision of an instructor", "decisions of instructors")
    return f"{what} {'is' if len(answers) == 1 else 'are'}"


def _answers(answers: Iterable[Answer]) -> str:
    said = [f'"{answer.text}" ({SAYS[answer.kind]})' for answer in answers]
    more = [f"and {len(said) - MAX_NAMES} more"] if len(said) > MAX_NAMES else []
    return ", ".join([*said[:MAX_NAMES], *more])
