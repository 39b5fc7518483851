"""What ``lesson.yaml`` may say."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from content.schema.activity import Activity
from content.schema.values import Duration, Format, Label, Language, Line, Number, Part, Prose, Slug


class Source(Part):
    """The document a lesson was made from, and the words that acknowledge it."""

    title: Line
    publisher: Line
    edition: Label
    part: Line | None = None
    acknowledgement: Prose


class TimePlan(Part):
    """Minutes of the whole lesson. ``presentation`` and ``interactive`` add up to ``total``."""

    total: Annotated[Decimal, Field(gt=0, le=600, decimal_places=2)]
    presentation: Annotated[Decimal, Field(gt=0, le=600, decimal_places=2)]
    interactive: Annotated[Decimal, Field(ge=0, le=600, decimal_places=2)]


class LearningOutcome(Part):
    """What a learner can do after the lesson. ``short`` heads table columns."""

    id: Slug
    text: Line
    short: Label


class Note(Part):
    """A passage of instructor notes: ``core`` is always said, ``optional`` when there is time."""

    core: Prose | None = None
    optional: Prose | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.core is None) == (self.optional is None):
            raise ValueError("a note is either core or optional: give one of the two keys")
        return self

    @property
    def text(self) -> str:
        return self.core or self.optional or ""

    @property
    def priority(self) -> str:
        return "core" if self.core else "optional"


class Example(Part):
    """A boxed example: a real case that makes a slide's point concrete."""

    title: Line
    text: Prose


class Media(Part):
    """A picture on a slide. ``file`` is a path inside the lesson's folder."""

    file: Line
    alt: Prose = Field(description="what the picture says, for people who cannot see it")
    credit: Line


class Slide(Part):
    """One slide: what the class sees, and what only the instructor reads."""

    id: Slug
    number: Annotated[int, Field(ge=1, le=999)] | None = Field(None, description="left out for an unnumbered slide")
    title: Line
    layout: Literal["bullets", "diagram", "bullets-diagram", "activity"] = "bullets"
    priority: Literal["core", "optional"] = "core"
    outcomes: list[Slug] = []
    minutes: Duration | None = None
    activity: Slug | None = Field(None, description="the activity that an activity slide opens")
    key_message: Prose
    bullets: list[Line] = Field([], max_length=7)
    media: list[Media] = Field([], max_length=2)
    reading: Prose | None = Field(None, description="text for learners who study alone")
    examples: list[Example] = []
    notes: list[Note] = Field([], description="what the instructor says")
    cues: list[Prose] = Field([], description="directions to the instructor")
    source_notes: list[Prose] = Field([], description="slips of the source, shown to the instructor")


class Section(Part):
    """A named run of slides."""

    id: Slug
    title: Line
    slides: list[Slide] = Field(min_length=1)


class Opening(Part):
    """How to start: the introduction slides themselves are made from the lesson's fields."""

    minutes: Duration
    notes: list[Note] = []
    cues: list[Prose] = []


class SummaryBlock(Part):
    """What to remember about one learning outcome."""

    outcome: Slug
    points: Prose


class Summary(Part):
    """The closing of the lesson, one block per learning outcome."""

    minutes: Duration
    blocks: list[SummaryBlock] = Field(min_length=1)
    notes: list[Note] = []
    cues: list[Prose] = []


class Term(Part):
    """A word or acronym with its meaning. ``also`` lists other spellings that mean the same."""

    id: Slug
    term: Label
    acronym: Label | None = None
    also: list[Label] = []
    definition: Prose
    is_key: bool = Field(default=False, description="a key word of the lesson, listed first")


class CommonQuestion(Part):
    """A question that people in class often ask, with an answer."""

    id: Slug
    question: Line
    answer: Prose


class Reference(Part):
    """A document or site to read further. ``required`` is for instructors who prepare."""

    title: Line
    kind: Literal["required", "additional"]
    about: Prose | None = None
    address: Line | None = None


class Lesson(Part):
    """A lesson of a course."""

    format: Format
    id: Slug
    number: Number
    title: Line
    language: Language
    source: Source
    minutes: TimePlan
    aim: Prose
    relevance: Prose
    outcomes: list[LearningOutcome] = Field(min_length=1)
    opening: Opening
    sections: list[Section] = Field(min_length=1)
    summary: Summary
    evaluation: Prose | None = Field(None, description="how to use the questions, for instructors")
    activities: list[Activity] = []
    glossary: list[Term] = []
    common_questions: list[CommonQuestion] = []
    references: list[Reference] = []
    source_notes: list[Prose] = []
