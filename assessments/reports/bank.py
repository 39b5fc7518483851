"""Rows gathered for pages about questions."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.models import Question, QuestionVersion
from assessments.reports.stems import shown_stem
from lessons.models import LearningOutcome

TYPE_NAMES = {
    QuestionVersion.Type.TRUE_FALSE: _("True or false"),
    QuestionVersion.Type.CHECK_ONE: _("Check one"),
    QuestionVersion.Type.CHECK_ALL: _("Check all that apply"),
    QuestionVersion.Type.BLANKS: _("Fill in the blank"),
    QuestionVersion.Type.NARRATIVE: _("Written answer"),
}


@dataclass(frozen=True)
class Choice:
    """An option as an instructor reads it."""

    id: str
    text: str
    is_right: bool
    feedback: str


@dataclass(frozen=True)
class BankEntry:
    """A question as an instructor reads it: what learners see, and its key."""

    question: Question
    version: QuestionVersion
    key: Mapping[str, Any]
    outcomes: Sequence[LearningOutcome]

    @property
    def shown_stem(self) -> str:
        return shown_stem(self.version)

    @property
    def type_name(self) -> str:
        return type_name(self.version)

    @property
    def n_points(self) -> int:
        """Full points as a whole number, for the grammar of "point" and "points"."""
        return math.ceil(self.version.points)

    @property
    def choices(self) -> list[Choice]:
        """The options in their order, each with its key; empty for other types."""
        return [
            Choice(option["id"], option["text"], _is_right(key), key["feedback"])
            for option in self.version.content.get("options", [])
            for key in [self.key["options"][option["id"]]]
        ]

    @property
    def blanks(self) -> list[dict[str, Any]]:
        """The keys of the blanks in their order, or the one they share."""
        if self.key.get("shared"):
            return [self.key["shared"]]
        return [self.key["blanks"][blank] for blank in self.version.content.get("blanks", [])]

    @property
    def parts(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Prompt and key points of each part of a narrative marked apart."""
        return [(part["prompt"], self.key["parts"][part["id"]]) for part in self.version.content.get("parts", [])]


def type_name(version: QuestionVersion) -> str:
    """Return what people call the type of a question."""
    return str(TYPE_NAMES[QuestionVersion.Type(version.type)])


def bank_entries(questions: Sequence[Question]) -> list[BankEntry]:
    """Return the newest version and key of each question. Rows must come with their versions and keys."""
    entries = []
    for question in questions:
        version = max(question.versions.all(), key=lambda each: each.number)
        revision = max(version.key_revisions.all(), key=lambda each: each.number)
        outcomes = [link.outcome for link in question.outcome_links.all()]
        entries.append(BankEntry(question, version, revision.key, outcomes))
    return entries


def _is_right(key: dict[str, Any]) -> bool:
    return bool(key.get("correct")) or key.get("credit") in {"1", "1/1"}
