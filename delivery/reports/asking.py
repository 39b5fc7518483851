"""The questions that an instructor may put to a class."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.models import Question, QuestionVersion
from assessments.stems import shown_stem, type_name
from delivery.access.questions import bank_of
from delivery.models import Delivery, QuestionRun
from lessons.models import LearningOutcome, Slide


@dataclass(frozen=True)
class Wanted:
    """What the instructor looks for: words, and the keys of a slide and of an outcome. Empty for any."""

    words: str = ""
    slide: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class Choosable:
    """A question of the bank as one chooses it. ``runs`` are the times that it was put to this class."""

    question: Question
    version: QuestionVersion
    outcomes: Sequence[LearningOutcome]
    runs: Sequence[QuestionRun]
    is_planned: bool

    @property
    def stem(self) -> str:
        return shown_stem(self.version)

    @property
    def type_name(self) -> str:
        return type_name(self.version)

    @property
    def options(self) -> list[str]:
        """The texts of the options; empty where one writes."""
        return [option["text"] for option in self.version.content.get("options", ())]

    def fits(self, wanted: Wanted) -> bool:
        """Return whether it is one of those that are ``wanted``."""
        text = f"{self.question.source} {self.stem}".casefold()
        return (
            all(word in text for word in wanted.words.casefold().split())
            and wanted.slide in {"", str(self.question.slide_id)}
            and wanted.outcome in {"", *(str(outcome.pk) for outcome in self.outcomes)}
        )


@dataclass(frozen=True)
class Bank:
    """The questions to choose from, those of the plan first, and by what to narrow them down."""

    rows: Sequence[Choosable]
    slides: Sequence[Slide]
    outcomes: Sequence[LearningOutcome]
    has_groups: bool


def bank_page(delivery: Delivery, wanted: Wanted) -> Bank:
    """Return the questions that fit ``wanted``, with the same number of queries for any number of them."""
    runs = defaultdict(list)
    for run in delivery.question_runs.filter(discarded_at=None).select_related("version"):
        runs[run.version.question_id].append(run)
    planned = set(delivery.items.filter(question__isnull=False).values_list("question", flat=True))
    questions = bank_of(delivery).select_related("slide").prefetch_related("versions", "outcome_links__outcome")
    rows = [_choosable(question, runs[question.pk], is_planned=question.pk in planned) for question in questions]
    return Bank(
        rows=sorted((row for row in rows if row.fits(wanted)), key=lambda row: not row.is_planned),
        slides=sorted({row.question.slide for row in rows if row.question.slide}, key=lambda slide: slide.position),
        outcomes=sorted({each for row in rows for each in row.outcomes}, key=lambda outcome: outcome.position),
        has_groups=has_groups(delivery),
    )


def has_groups(delivery: Delivery) -> bool:
    """Return whether learners are in groups, which may answer together."""
    return delivery.cohort.groups.filter(members__isnull=False).exists()


def _choosable(question: Question, runs: Sequence[QuestionRun], *, is_planned: bool) -> Choosable:
    return Choosable(
        question=question,
        version=max(question.versions.all(), key=lambda version: version.number),
        outcomes=[link.outcome for link in question.outcome_links.all()],
        runs=runs,
        is_planned=is_planned,
    )
