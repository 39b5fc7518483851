"""What ``questions.yaml`` may say."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from content.schema.values import Format, Label, Line, Number, Part, Prose, Share, Slug

Points = Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)]


class Misconception(Part):
    """A wrong idea worth counting. ``feedback`` is what a learner who holds it reads."""

    id: Slug
    text: Line
    feedback: Prose


class EnemyPair(Part):
    """Two questions that must not meet on one form, because one gives the other away."""

    pair: list[Slug] = Field(min_length=2, max_length=2)
    why: Line


class Answer(Part):
    """An answer with its other spellings. The glossary adds acronyms and expansions by itself."""

    text: Label
    also: list[Label] = []
    feedback: Prose | None = None


class PartialAnswer(Answer):
    """An answer that earns part of a blank."""

    credit: Share
    misconception: Slug | None = None


class WrongAnswer(Answer):
    """An expected wrong answer: it earns nothing and teaches something."""

    misconception: Slug | None = None


class ReviewAnswer(Answer):
    """An answer that a person must judge. ``note`` tells the marker why."""

    note: Prose


class QuotaEntry(Answer):
    """An answer that can fill a place of a quota.

    ``alone: review`` sends it to a person when nothing else fills that place. ``sure`` is another place, which it
    fills without a person.
    """

    fills: Slug
    alone: Literal["review"] | None = None
    sure: Slug | None = None


class QuotaPlace(Part):
    """How many different answers of one kind a full answer names."""

    id: Slug
    label: Line
    need: Annotated[int, Field(ge=1, le=20)]


class Quota(Part):
    """ "At least two types and one organisation": places, and the answers that fill them."""

    places: list[QuotaPlace] = Field(min_length=1)
    entries: list[QuotaEntry] = Field(min_length=1)


class BlankKey(Part):
    """What a blank accepts.

    ``accept`` earns all of it. ``parts`` add up when several are named, to at most all of it.
    ``partial`` earns its credit once. ``wrong`` earns nothing, with feedback of its own.
    ``review`` waits for a person. ``quota`` replaces ``accept``.
    ``others: wrong`` says that the words of right answers are all listed: others, if everyday ones, are wrong.
    """

    accept: list[Answer] = []
    parts: list[PartialAnswer] = []
    partial: list[PartialAnswer] = []
    wrong: list[WrongAnswer] = []
    review: list[ReviewAnswer] = []
    quota: Quota | None = None
    others: Literal["wrong"] | None = None


class Blank(BlankKey):
    """One gap of a stem, written there as ``{{id}}``."""

    id: Slug


class QuestionBase(Part):
    """What every question has.

    ``source`` is its number in the source (F1, T1, N1, M1). ``slide`` is the slide to read again.
    ``feedback`` is shown to everyone after release.
    """

    id: Slug
    source: Number | None = None
    outcomes: list[Slug] = Field(min_length=1)
    slide: Slug | None = None
    points: Points = Decimal(1)
    stem: Prose
    feedback: Prose
    source_notes: list[Prose] = []


class Blanks(QuestionBase):
    """Fill in the blank. With ``order: any`` the blanks share one key, and no answer counts twice."""

    type: Literal["blanks"]
    order: Literal["fixed", "any"] = "fixed"
    blanks: list[Blank] = Field(min_length=1, max_length=10)
    shared: BlankKey | None = None


class TrueFalseFeedback(Part):
    """The reason, for whoever answered true and for whoever answered false."""

    true: Prose
    false: Prose


class TrueFalse(QuestionBase):
    """True or false. ``contested`` is a nuance shown with either answer."""

    type: Literal["true-false"]
    answer: bool
    if_answered: TrueFalseFeedback
    contested: Prose | None = None
    misconception: Slug | None = Field(None, description="what a wrong answer suggests")


class Option(Part):
    """A choice. ``statement`` is the option as a sentence that is true or false by itself."""

    id: Slug
    text: Line
    feedback: Prose
    is_last: bool = Field(default=False, description="stays at the end when options are shuffled")
    misconception: Slug | None = Field(None, description="what choosing wrongly here suggests")
    statement: Line | None = None


class CreditOption(Option):
    """A choice of a check-one question, with the share of the points it earns."""

    credit: Share


class MarkedOption(Option):
    """A choice of a check-all question."""

    correct: bool


class CheckOne(QuestionBase):
    """One choice of several."""

    type: Literal["check-one"]
    options: list[CreditOption] = Field(min_length=2, max_length=12)


class CheckAll(QuestionBase):
    """Every choice that applies."""

    type: Literal["check-all"]
    policy: Literal["balanced", "exact", "net", "every-option"] = "balanced"
    options: list[MarkedOption] = Field(min_length=2, max_length=12)


class KeyPoint(Part):
    """A point a good written answer makes. ``synonyms`` only help the marker to find it."""

    id: Slug
    text: Line
    points: Points
    synonyms: list[Label] = []


class NarrativePart(Part):
    """One part of a written question, marked apart from the others. ``points`` caps its key points."""

    id: Slug
    prompt: Line
    points: Points
    key_points: list[KeyPoint] = Field(min_length=1)


class Narrative(QuestionBase):
    """A written answer, marked by a person against key points.

    A question of one part lists ``key_points``; one of several lists ``parts``, each with an answer box of its own.
    """

    type: Literal["narrative"]
    model_answer: Prose
    key_points: list[KeyPoint] = []
    parts: list[NarrativePart] = []
    also_welcome: list[Line] = Field([], description="good points beyond the key, for the marker")
    misconceptions: list[Slug] = Field([], description="wrong ideas to look for, that the marker can tick")


Question = Annotated[Blanks | TrueFalse | CheckOne | CheckAll | Narrative, Field(discriminator="type")]


class Bank(Part):
    """All evaluation questions of one lesson."""

    format: Format
    lesson: Slug
    misconceptions: list[Misconception] = []
    enemies: list[EnemyPair] = []
    questions: list[Question] = Field(min_length=1)
