"""The deck of a lesson: every frame that is shown in class, with its place in the time plan.

What the class sees (``Frame``) and what only the instructor reads (``Script``) are two types, so that
a page for the class cannot show a note by accident.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.rows import sealed
from lessons.fitting import Words, classes_for, fits
from lessons.models import LearningOutcome, Lesson, Section, Slide

SUMMARY = "summary-"  # begins the key of a frame of the summary
OWN_KEYS = {"topic", "aim", "relevance", "outcomes", "overview", "screen"}  # the last is an address beside the frames

Kind = Literal["title", "text", "list", "overview", "slide", "activity"]
Part = Literal["opening", "slides", "activity", "extra", "summary", "left"]


@dataclass(frozen=True)
class Picture:
    """A picture on a frame: address and text alternative."""

    address: str
    alt: str
    credit: str


@dataclass(frozen=True)
class Frame:
    """What the class sees at one moment. ``number`` is None unless it is a numbered slide.

    ``place`` of ``n`` is where it stands among the frames of its ``part``: "slide 5 of 15", "summary 1 of 4". The
    slides without a number are parts of their own: those that open an activity, and extra ones. Both are 0 outside a
    deck, as for what left the lesson and a class still has in its plan.
    """

    key: str
    kind: Kind
    title: str
    number: int | None = None
    section: str = ""
    lines: tuple[str, ...] = ()
    prose: str = ""
    pictures: tuple[Picture, ...] = ()
    part: Part = "slides"
    place: int = 0
    n: int = 0

    @property
    def where(self) -> str:
        """Where it stands in its part of the lesson, in words."""
        match self.part:
            case "opening":
                words = _("Opening %(place)s of %(n)s")
            case "slides":
                words = _("Slide %(place)s of %(n)s")
            case "activity":
                return _("Opens an activity")
            case "extra":
                return _("Slide without a number")
            case "left":
                return _("No longer in the lesson")
            case _:
                words = _("Summary %(place)s of %(n)s")
        return words % {"place": self.place, "n": self.n}

    @property
    def density(self) -> str:
        """The classes that set its text as small as it must be, so that all of it is on the class screen."""
        return classes_for(self._words)

    @property
    def is_too_long(self) -> bool:
        """Whether it fits on no class screen: its author was told, and whoever presents it has to scroll."""
        return not fits(self._words)

    @property
    def _words(self) -> Words:
        has_pictures, is_title = bool(self.pictures), self.kind == "title"
        return Words(self.title, self.section, self.lines, self.prose, has_pictures, is_title)


@dataclass(frozen=True)
class Script:
    """What the instructor reads beside a frame. ``notes`` are objects with priority and text."""

    key_message: str = ""
    notes: Sequence[dict[str, str]] = ()
    cues: Sequence[str] = ()
    examples: Sequence[dict[str, str]] = ()
    source_notes: Sequence[str] = ()
    outcomes: Sequence[LearningOutcome] = ()
    is_optional: bool = False


@dataclass(frozen=True)
class Step:
    """A frame, its script, and when it is planned: seconds from the start of the presentation."""

    frame: Frame
    script: Script
    starts_at: int
    ends_at: int

    @property
    def planned_seconds(self) -> int:
        return self.ends_at - self.starts_at


@dataclass(frozen=True)
class LessonRows:
    """The rows a deck is made of. ``addresses`` maps a picture's path to where it is served."""

    lesson: Lesson
    outcomes: Sequence[LearningOutcome]
    sections: Sequence[Section]
    slides: Sequence[Slide]
    addresses: dict[str, str] = field(default_factory=dict)


def is_own_key(slug: str) -> bool:
    """Return whether the deck names something of its own like this, so that no slide should be called so."""
    return slug in OWN_KEYS or slug.startswith(SUMMARY)


def slide_key(slug: str) -> str:
    """Return the key of a slide's frame: its slug, or what no slug can be when the deck uses that itself."""
    return f"slide~{slug}" if is_own_key(slug) else slug


def build_deck(rows: LessonRows) -> list[Step]:
    """Return the steps of the presentation: opening, slides in order, summary."""
    timed = [*_opening(rows), *_slides(rows), *_summary(rows)]
    places = _places([frame for frame, _script, _minutes in timed])
    steps, clock = [], Decimal(0)
    for (frame, script, minutes), (place, n) in zip(timed, places, strict=True):
        ends = clock + minutes * 60
        steps.append(Step(replace(frame, place=place, n=n), script, starts_at=round(clock), ends_at=round(ends)))
        clock = ends
    return steps


def _places(frames: Sequence[Frame]) -> Iterator[tuple[int, int]]:
    """Yield where each frame stands in its part, and how many there are. Slides are counted by their numbers."""
    totals, so_far = Counter(frame.part for frame in frames), Counter[Part]()
    last = max((frame.number for frame in frames if frame.number), default=0)
    for frame in frames:
        so_far[frame.part] += 1
        yield (frame.number, last) if frame.number else (so_far[frame.part], totals[frame.part])


def parts_of(deck: Sequence[Step]) -> dict[Part, int]:
    """Return how many frames of a deck belong to each part."""
    return dict(Counter(step.frame.part for step in deck))


Timed = tuple[Frame, Script, Decimal]


def _opening(rows: LessonRows) -> Iterator[Timed]:
    lesson = rows.lesson
    frames = [
        Frame(
            key="topic", kind="title", title=lesson.title, lines=(_("Lesson %(number)s") % {"number": lesson.number},)
        ),
        Frame(key="aim", kind="text", title=_("Aim"), prose=lesson.aim),
        Frame(key="relevance", kind="text", title=_("Why it matters to you"), prose=lesson.relevance),
        Frame(
            key="outcomes",
            kind="list",
            title=_("What you will be able to do"),
            lines=tuple(outcome.text for outcome in rows.outcomes),
        ),
        Frame(
            key="overview",
            kind="overview",
            title=_("Lesson overview"),
            lines=tuple(section.title for section in rows.sections),
        ),
    ]
    share = lesson.opening_minutes / len(frames)
    script = Script(notes=lesson.opening_notes, cues=lesson.opening_cues)
    for frame in frames:
        yield replace(frame, part="opening"), script, share


def _slides(rows: LessonRows) -> Iterator[Timed]:
    sections = {section.pk: section.title for section in rows.sections}
    for slide in rows.slides:
        yield slide_frame(slide, sections[slide.section_id], rows.addresses), _script(slide), planned_minutes(slide)


def slide_frame(slide: Slide, section: str, addresses: dict[str, str]) -> Frame:
    """Return what the class sees of ``slide``: title, bullets and pictures, nothing else."""
    return Frame(
        key=slide_key(slide.slug),
        kind="activity" if slide.layout == Slide.Layout.ACTIVITY else "slide",
        part="slides" if slide.number else "activity" if slide.layout == Slide.Layout.ACTIVITY else "extra",
        title=slide.title,
        number=slide.number,
        section=section,
        lines=tuple(slide.bullets),
        pictures=tuple(
            Picture(addresses[picture["path"]], picture["alt"], picture["credit"]) for picture in slide.pictures
        ),
    )


def _script(slide: Slide) -> Script:
    return Script(
        key_message=slide.key_message,
        notes=slide.notes,
        cues=slide.cues,
        examples=slide.examples,
        source_notes=slide.source_notes,
        outcomes=list(slide.outcomes.all()),
        is_optional=slide.priority == Slide.Priority.OPTIONAL,
    )


def middle(low: Decimal, high: Decimal) -> Decimal:
    """Return what is planned for a range of minutes, wherever minutes are added up."""
    return (low + high) / 2


def planned_minutes(slide: Slide) -> Decimal:
    """Return the middle of a slide's planned minutes, 0 when its time belongs to an activity."""
    if slide.minutes_low is None or slide.minutes_high is None:
        return Decimal(0)
    return middle(slide.minutes_low, slide.minutes_high)


def _summary(rows: LessonRows) -> Iterator[Timed]:
    summarised = [outcome for outcome in rows.outcomes if outcome.summary]
    script = Script(notes=rows.lesson.summary_notes, cues=rows.lesson.summary_cues)
    for outcome in summarised:
        yield _summary_frame(outcome), script, rows.lesson.summary_minutes / len(summarised)


def _summary_frame(outcome: LearningOutcome) -> Frame:
    return Frame(
        key=f"{SUMMARY}{outcome.slug}",
        kind="text",
        title=outcome.short,
        section=_("Summary"),
        prose=outcome.summary,
        part="summary",
    )


def deck_of(lesson: Lesson) -> list[Step]:
    """Return the steps of presenting ``lesson``."""
    return build_deck(
        LessonRows(
            lesson=lesson,
            outcomes=list(sealed(lesson.outcomes.filter(is_retired=False))),
            sections=list(sealed(lesson.sections.filter(is_retired=False))),
            slides=list(sealed(lesson.slides.current().prefetch_related("outcomes"))),
            addresses=media_addresses(lesson),
        )
    )


def steps_left(lesson: Lesson, keys: Collection[str]) -> dict[str, Step]:
    """Return what left the files of ``lesson``, as it last was, by the ``keys`` of its frames: a class may have it."""
    slides = lesson.slides.filter(is_retired=True).select_related("section").prefetch_related("outcomes")
    addresses = media_addresses(lesson, with_retired=True)
    scripted = [(slide_frame(each, each.section.title, addresses), _script(each)) for each in slides]
    retired = lesson.outcomes.filter(is_retired=True).exclude(summary="")
    script = Script(notes=lesson.summary_notes, cues=lesson.summary_cues)
    scripted += [(_summary_frame(outcome), script) for outcome in retired]
    return {
        frame.key: Step(replace(frame, number=None, part="left"), script, starts_at=0, ends_at=0)
        for frame, script in scripted
        if frame.key in keys
    }


def media_addresses(lesson: Lesson, *, with_retired: bool = False) -> dict[str, str]:
    """Return where each picture of ``lesson`` is served, by its path in the lesson's folder."""
    media = lesson.media.all() if with_retired else lesson.media.filter(is_retired=False)
    rows = media.values_list("path", "digest")
    return {path: reverse("lessons:media", args=[lesson.slug, digest]) for path, digest in rows}
