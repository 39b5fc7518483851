"""The rows of a lesson's question bank: questions, misconceptions, enemy pairs."""

from collections.abc import Sequence
from datetime import datetime

from assessments.models import EnemyPair, FormItem, Misconception, Question, QuestionOutcome
from content.loader.keys import Pairs, keep_keys, keep_versions, name_of
from content.loader.ledger import Ledger, Links, Table
from content.schema import Bank
from lessons.models import Lesson

QUESTION_OUTCOMES = Links(QuestionOutcome, "question_id", "outcome_id", has_position=True)


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
    own = Question.objects.filter(lesson=lesson, derivation=None)
    table = Table("questions", own, label=name_of, remarks=_still_used)
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
    versions = keep_versions(ledger, pairs, now)
    keep_keys(ledger, pairs, versions, now)


def _still_used(leaving: Sequence[Question]) -> dict[int, tuple[str, ...]]:
    """Return where questions that leave the files are still asked."""
    items = FormItem.objects.filter(version__question__in=leaving).order_by("form__label")
    forms: dict[int, list[str]] = {}
    for question, label in items.values_list("version__question", "form__label").distinct():
        forms.setdefault(question, []).append(f'"{label}"')
    said = "{}: stays on {}. If you only renamed it, give it its old id back"
    return {row.pk: (said.format(name_of(row), ", ".join(forms[row.pk])),) for row in leaving if row.pk in forms}


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
