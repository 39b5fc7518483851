"""The rows of a lesson's question bank. Versions and revisions of keys are only ever added."""

from datetime import datetime

from assessments.digests import digest
from assessments.models import EnemyPair, KeyRevision, Misconception, Question, QuestionOutcome, QuestionVersion
from content.loader.ledger import Ledger, Links, Table, named
from content.loader.snapshots import key, seen
from content.schema import Bank
from content.schema.question import QuestionBase
from lessons.models import Lesson

REASON = "Loaded from the files"
QUESTION_OUTCOMES = Links(QuestionOutcome, "question_id", "outcome_id", has_position=True)
name_of = named("source", "slug")

type Pairs = list[tuple[Question, QuestionBase]]


def keep_misconceptions(ledger: Ledger, lesson: Lesson, bank: Bank) -> None:
    """Keep the misconceptions in step."""
    ledger.keep(
        Table("misconceptions", Misconception.objects.filter(lesson=lesson)),
        [
            {
                "lesson_id": lesson.pk,
                "slug": each.id,
                "position": position,
                "text": each.text,
                "feedback": each.feedback,
            }
            for position, each in enumerate(bank.misconceptions)
        ],
    )


def keep_questions(
    ledger: Ledger, lesson: Lesson, bank: Bank, *, outcomes: dict[str, int], slides: dict[str, int], now: datetime
) -> None:
    """Keep the questions in step, with a version or a revision of the key for what changed."""
    # What was made in the platform is not in the files, and does not leave with them.
    table = Table("questions", Question.objects.filter(lesson=lesson, derivation=None), label=name_of)
    rows = ledger.keep(
        table,
        [
            {
                "lesson_id": lesson.pk,
                "slug": each.id,
                "position": position,
                "source": each.source or "",
                "slide_id": slides[each.slide] if each.slide else None,
                "source_notes": each.source_notes,
            }
            for position, each in enumerate(bank.questions)
        ],
    )
    pairs: Pairs = list(zip(rows, bank.questions, strict=True))
    links = {row.pk: [outcomes[name] for name in each.outcomes] for row, each in pairs}
    ledger.link(table, rows, QUESTION_OUTCOMES, links)
    _keep_enemies(ledger, lesson, bank)
    versions = _keep_versions(ledger, pairs, now)
    _keep_keys(ledger, pairs, versions, now)


def _keep_enemies(ledger: Ledger, lesson: Lesson, bank: Bank) -> None:
    slugs = dict(Question.objects.filter(lesson=lesson).values_list("pk", "slug"))
    keys = {slug: pk for pk, slug in slugs.items()}
    pairs = [(*sorted(keys[name] for name in enemy.pair), enemy.why) for enemy in bank.enemies]
    table = Table(
        "enemy pairs",
        EnemyPair.objects.filter(first__lesson=lesson, first__derivation=None, second__derivation=None),
        key=("first_id", "second_id"),
        label=lambda row: f"{slugs[row.first_id]} and {slugs[row.second_id]}",
    )
    ledger.keep(table, [{"first_id": first, "second_id": second, "why": why} for first, second, why in pairs])


def _keep_versions(ledger: Ledger, pairs: Pairs, now: datetime) -> dict[int, QuestionVersion]:
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
            ledger.note("question versions", "added", f"{name_of(row)}: version {number}")
    QuestionVersion.objects.bulk_create(new)
    return latest | {version.question_id: version for version in new}


def _keep_keys(ledger: Ledger, pairs: Pairs, versions: dict[int, QuestionVersion], now: datetime) -> None:
    """Add a revision of each key that changed in the files.

    Keys are held against the last one that came from the files, so that a correction made since then in
    the platform stays in force until the files change.
    """
    known = KeyRevision.objects.filter(version__in=versions.values()).order_by("number").defer("key")
    latest = {revision.version_id: revision.number for revision in known}
    loaded = {revision.version_id: revision.digest for revision in known if revision.reason == REASON}
    new = []
    for row, question in pairs:
        version, scoring = versions[row.pk], key(question)
        if loaded.get(version.pk) != digest(scoring):
            number = latest.get(version.pk, 0) + 1
            revision = {
                "number": number,
                "key": scoring,
                "digest": digest(scoring),
                "reason": REASON,
                "created_at": now,
            }
            new.append(KeyRevision(version=version, **revision))
            ledger.note("keys", "added", f"{name_of(row)}: version {version.number}, key {number}")
    KeyRevision.objects.bulk_create(new)
