"""Rows gathered for pages about questions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assessments.models import Question, QuestionVersion
from lessons.models import LearningOutcome

BLANK = re.compile(r"\{\{.*?\}\}")


@dataclass(frozen=True)
class BankEntry:
    """A question as an instructor reads it: what learners see, and its key."""

    question: Question
    version: QuestionVersion
    key: dict[str, Any]
    outcomes: Sequence[LearningOutcome]

    @property
    def shown_stem(self) -> str:
        """The stem with a line for each blank."""
        return BLANK.sub("______", self.version.stem)


def bank_entries(questions: Sequence[Question]) -> list[BankEntry]:
    """Return the newest version and key of each question. Rows must come with their versions and keys."""
    entries = []
    for question in questions:
        version = max(question.versions.all(), key=lambda each: each.number)
        revision = max(version.key_revisions.all(), key=lambda each: each.number)
        outcomes = [link.outcome for link in question.outcome_links.all()]
        entries.append(BankEntry(question, version, revision.key, outcomes))
    return entries
