"""Rows gathered for pages about questions."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.choices import worth_of
from assessments.models import Question, QuestionVersion
from assessments.stems import blank_labels, shown_stem, type_name
from lessons.models import LearningOutcome


@dataclass(frozen=True)
class Choice:
    """An option as an instructor reads it. ``credit`` is a share such as "1/2" where it is partly right, else empty."""

    id: str
    text: str
    is_right: bool
    feedback: str
    credit: str = ""


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
            Choice(option["id"], option["text"], worth == 1, key["feedback"], str(worth) if 0 < worth < 1 else "")
            for option in self.version.content.get("options", [])
            for key in [self.key["options"][option["id"]]]
            for worth in [worth_of(key)]
        ]

    @property
    def labelled_blanks(self) -> list[tuple[str, dict[str, Any]]]:
        """The keys of the blanks with what tells them apart; a single one needs no label."""
        if self.key.get("shared"):
            return [("", self.key["shared"])]
        return [(label, self.key["blanks"][blank]) for blank, label in blank_labels(self.version).items()]

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


def entry_of(version: QuestionVersion, key: Mapping[str, Any]) -> BankEntry:
    """Return one version of a question with a key of it. Its outcomes are left out."""
    return BankEntry(version.question, version, key, ())


def bank_entries(questions: Sequence[Question]) -> list[BankEntry]:
    """Return the newest version and key of each question. Rows must come with their versions and keys."""
    entries = []
    for question in questions:
        version = max(question.versions.all(), key=lambda each: each.number)
        revision = max(version.key_revisions.all(), key=lambda each: each.number)
        outcomes = [link.outcome for link in question.outcome_links.all()]
        entries.append(BankEntry(question, version, revision.key, outcomes))
    return entries
