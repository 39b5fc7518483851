"""Rows gathered for the pages of a lesson. Each function uses the same number of queries for any lesson."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Max

from accounts.models import User
from courses.models import Cohort
from courses.rows import sealed
from lessons.deck import Frame, media_addresses, planned_minutes, slide_frame
from lessons.models import Lesson, Section, Slide, SlideVisit, Term
from lessons.prose import Vocabulary


@dataclass(frozen=True)
class Reading:
    """How many slides of a lesson somebody has read."""

    lesson: Lesson
    n_slides: int
    n_read: int

    @property
    def is_done(self) -> bool:
        return self.n_read >= self.n_slides


@dataclass(frozen=True)
class Reader:
    """A learner and what they have read of each lesson. ``last_at`` is None before the first slide."""

    name: str
    readings: Sequence[Reading]
    last_at: datetime | None


@dataclass(frozen=True)
class ReadingPage:
    """Who has read what in a cohort. The readings of each reader stand in the order of ``lessons``."""

    lessons: Sequence[Lesson]
    readers: Sequence[Reader]


@dataclass(frozen=True)
class SlideEntry:
    """A slide in the list of a lesson, with whether the reader has read it."""

    slide: Slide
    is_read: bool


@dataclass(frozen=True)
class SectionEntry:
    """A section of the lesson map with its slides and planned minutes."""

    section: Section
    slides: Sequence[SlideEntry]
    minutes: Decimal


@dataclass(frozen=True)
class LessonMap:
    """The sections of a lesson and how far a reader has come."""

    sections: Sequence[SectionEntry]

    @cached_property
    def entries(self) -> list[SlideEntry]:
        return [entry for section in self.sections for entry in section.slides]

    @property
    def n_slides(self) -> int:
        return len(self.entries)

    @property
    def n_read(self) -> int:
        return sum(entry.is_read for entry in self.entries)

    @property
    def next_slide(self) -> Slide | None:
        """The first slide not yet read, or None when all are."""
        return next((entry.slide for entry in self.entries if not entry.is_read), None)


@dataclass(frozen=True)
class StudyPage:
    """One slide as a learner studies it. ``key_message`` is empty until the slide was read."""

    slide: Slide
    frame: Frame
    position: int
    n_slides: int
    previous: Slide | None
    following: Slide | None
    is_read: bool
    vocabulary: Vocabulary
    terms: Sequence[Term]

    @property
    def has_text(self) -> bool:
        """Whether there is anything of the slide itself to read or to look at."""
        return bool(self.frame.lines or self.frame.pictures or self.slide.reading or self.slide.examples)

    @property
    def key_message(self) -> str:
        return self.slide.key_message if self.is_read else ""


def reading_page(cohort: Cohort) -> ReadingPage:
    """Return how far every learner of ``cohort`` has come in the lessons of its course."""
    slides = Slide.objects.filter(lesson__course=cohort.course_id, lesson__is_retired=False, is_retired=False)
    n_slides = dict(slides.order_by().values_list("lesson").annotate(n=Count("pk")))
    visits = SlideVisit.objects.filter(slide__in=slides, user__enrolments__in=cohort.enrolments.learners())
    rows = visits.order_by().values_list("user", "slide__lesson").annotate(n=Count("pk"), last=Max("at"))
    found = {(user, lesson): (n, last) for user, lesson, n, last in rows}
    lessons = list(sealed(cohort.course.lessons.filter(is_retired=False)))

    def reader(user: User) -> Reader:
        own = [found.get((user.pk, lesson.pk), (0, None)) for lesson in lessons]
        readings = [
            Reading(lesson, n_slides=n_slides.get(lesson.pk, 0), n_read=n)
            for lesson, (n, _) in zip(lessons, own, strict=True)
        ]
        return Reader(user.name, readings, last_at=max((at for _, at in own if at), default=None))

    seats = sealed(cohort.enrolments.learners().present().select_related("user"))
    return ReadingPage(lessons, [reader(seat.user) for seat in seats])


def lesson_map(*, lesson: Lesson, reader: User) -> LessonMap:
    """Return the sections and slides of ``lesson`` with the progress of ``reader``."""
    read = set(SlideVisit.objects.filter(user=reader, slide__lesson=lesson).values_list("slide_id", flat=True))
    slides: dict[int, list[Slide]] = {}
    for slide in sealed(lesson.slides.current().defer("notes", "cues", "source_notes")):
        slides.setdefault(slide.section_id, []).append(slide)
    return LessonMap(
        [
            SectionEntry(
                section=section,
                slides=[SlideEntry(slide, slide.pk in read) for slide in slides.get(section.pk, [])],
                minutes=sum((planned_minutes(slide) for slide in slides.get(section.pk, [])), Decimal(0)),
            )
            for section in sealed(lesson.sections.filter(is_retired=False))
        ]
    )


def study_page(*, slide: Slide, reader: User) -> StudyPage:
    """Return what ``reader`` sees when studying ``slide`` alone."""
    lesson = slide.lesson
    slides = list(sealed(lesson.slides.current().only("slug", "title", "number", "position", "lesson_id")))
    place = next(index for index, each in enumerate(slides) if each.pk == slide.pk)
    terms = list(sealed(lesson.terms.all()))
    vocabulary = vocabulary_of(terms)
    used = set(vocabulary.found_in([slide.reading, *(example["text"] for example in slide.examples)]))
    return StudyPage(
        slide=slide,
        frame=slide_frame(slide, slide.section.title, media_addresses(lesson)),
        position=place + 1,
        n_slides=len(slides),
        previous=slides[place - 1] if place else None,
        following=slides[place + 1] if place + 1 < len(slides) else None,
        is_read=SlideVisit.objects.filter(user=reader, slide=slide).exists(),
        vocabulary=vocabulary,
        terms=[term for term in terms if term.slug in used],
    )


def vocabulary_of(terms: Sequence[Term]) -> Vocabulary:
    """Return all spellings of ``terms``."""
    return Vocabulary(tuple((spelling, term.slug) for term in terms for spelling in term.spellings))
