"""The rows of a lesson: outcomes, sections, slides, pictures, glossary, questions people ask, references."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from content.loader.ledger import NUMBERED, Ledger, Links, Table, named
from content.loader.plain import plain
from content.media import MediaFile
from content.schema import Lesson as LessonPart
from content.schema.lesson import Note
from content.schema.lesson import Slide as SlidePart
from content.schema.values import Minutes
from lessons.deck import middle
from lessons.models import Lesson, Slide

SLIDE_OUTCOMES = Links(Slide.outcomes.through, "slide_id", "learningoutcome_id")


def lesson_fields(lesson: LessonPart) -> dict[str, Any]:
    """Return the columns of a lesson that its own file fills."""
    return {
        "slug": lesson.id,
        "number": lesson.number,
        "title": lesson.title,
        "language": lesson.language,
        "source": plain(lesson.source),
        "aim": lesson.aim,
        "relevance": lesson.relevance,
        "total_minutes": lesson.minutes.total,
        "presentation_minutes": lesson.minutes.presentation,
        "interactive_minutes": lesson.minutes.interactive,
        "opening_minutes": _middle(lesson.opening.minutes),
        "opening_notes": _notes(lesson.opening.notes),
        "opening_cues": lesson.opening.cues,
        "evaluation": lesson.evaluation or "",
        "summary_minutes": _middle(lesson.summary.minutes),
        "summary_notes": _notes(lesson.summary.notes),
        "summary_cues": lesson.summary.cues,
        "source_notes": lesson.source_notes,
    }


def keep_outcomes(ledger: Ledger, lesson: Lesson, part: LessonPart) -> dict[str, int]:
    """Keep the learning outcomes in step; return the key of each by its slug."""
    summaries = {block.outcome: block.points for block in part.summary.blocks}
    rows = ledger.keep(
        Table("outcomes", lesson.outcomes.all()),
        [
            {
                "lesson_id": lesson.pk,
                "slug": outcome.id,
                "position": position,
                "text": outcome.text,
                "short": outcome.short,
                "summary": summaries.get(outcome.id, ""),
            }
            for position, outcome in enumerate(part.outcomes)
        ],
    )
    return {row.slug: row.pk for row in rows}


def keep_slides(ledger: Ledger, lesson: Lesson, part: LessonPart, outcomes: dict[str, int]) -> dict[str, int]:
    """Keep sections and slides in step; return the key of each slide by its slug."""
    sections = ledger.keep(
        Table("sections", lesson.sections.all()),
        [
            {"lesson_id": lesson.pk, "slug": section.id, "position": position, "title": section.title}
            for position, section in enumerate(part.sections)
        ],
    )
    places = [(row.pk, slide) for row, section in zip(sections, part.sections, strict=True) for slide in section.slides]
    table = Table("slides", lesson.slides.all(), label=NUMBERED, emptied=("number",))
    rows = ledger.keep(
        table,
        [
            {"lesson_id": lesson.pk, "section_id": section, "position": position, **_slide_fields(slide)}
            for position, (section, slide) in enumerate(places)
        ],
    )
    links = {row.pk: [outcomes[name] for name in slide.outcomes] for row, (_, slide) in zip(rows, places, strict=True)}
    ledger.link(table, rows, SLIDE_OUTCOMES, links)
    return {row.slug: row.pk for row in rows}


def _slide_fields(slide: SlidePart) -> dict[str, Any]:
    return {
        "slug": slide.id,
        "number": slide.number,
        "title": slide.title,
        "layout": slide.layout,
        "priority": slide.priority,
        "minutes_low": slide.minutes.low if slide.minutes else None,
        "minutes_high": slide.minutes.high if slide.minutes else None,
        "activity": slide.activity or "",
        "key_message": slide.key_message,
        "bullets": slide.bullets,
        "pictures": [{"path": each.file, "alt": each.alt, "credit": each.credit} for each in slide.media],
        "reading": slide.reading or "",
        "examples": plain(slide.examples),
        "notes": _notes(slide.notes),
        "cues": slide.cues,
        "source_notes": slide.source_notes,
    }


def keep_media(ledger: Ledger, lesson: Lesson, files: Iterable[MediaFile]) -> None:
    """Keep the pictures in step. Their bytes are read and written only when their digest differs."""
    table = Table(
        "pictures", lesson.media.defer("content"), key=("path",), label=named("path"), follows={"content": "digest"}
    )
    ledger.keep(
        table,
        [
            {
                "lesson_id": lesson.pk,
                "path": file.path,
                "media_type": file.media_type,
                "digest": file.digest,
                "content": file.content,
            }
            for file in files
        ],
    )


def keep_reading(ledger: Ledger, lesson: Lesson, part: LessonPart) -> None:
    """Keep the glossary, the questions people ask and the references in step."""
    ledger.keep(
        Table("terms", lesson.terms.all()),
        [
            {
                "lesson_id": lesson.pk,
                "slug": term.id,
                "position": position,
                "term": term.term,
                "acronym": term.acronym or "",
                "also": term.also,
                "definition": term.definition,
                "is_key": term.is_key,
            }
            for position, term in enumerate(part.glossary)
        ],
    )
    ledger.keep(
        Table("common questions", lesson.common_questions.all()),
        [
            {
                "lesson_id": lesson.pk,
                "slug": each.id,
                "position": position,
                "question": each.question,
                "answer": each.answer,
            }
            for position, each in enumerate(part.common_questions)
        ],
    )
    ledger.keep(
        Table("references", lesson.references.all(), key=("title",), label=named("title")),
        [
            {
                "lesson_id": lesson.pk,
                "position": position,
                "title": each.title,
                "kind": each.kind,
                "about": each.about or "",
                "address": each.address or "",
            }
            for position, each in enumerate(part.references)
        ],
    )


def _notes(notes: Iterable[Note]) -> list[dict[str, str]]:
    return [{"priority": note.priority, "text": note.text} for note in notes]


def _middle(minutes: Minutes) -> Decimal:
    """Return the middle of a range: a lesson plans its two ends with one figure each."""
    return round(middle(*minutes), 2)
