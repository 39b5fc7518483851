"""An answer to a question in class, as a device sends it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import QueryDict

from assessments.answers import HIGHEST_SEQUENCE
from assessments.forms.taking import posted_answer
from assessments.sheets import SheetItem

MOST_DIGITS = 15


class BadVoteError(ValueError):
    """The form is not one of ours."""


@dataclass(frozen=True)
class PostedVote:
    """What was sent. ``mode`` is who would see the answer, as the page said when it was given."""

    answer: Any
    event: UUID
    sequence: int
    mode: str


def read_vote(post: QueryDict, item: SheetItem) -> PostedVote:
    """Return the answer to ``item`` in the fields of the form. Raises BadVoteError."""
    sequence = post.get("sequence", "")
    if not (sequence.isascii() and sequence.isdecimal() and len(sequence) <= MOST_DIGITS):
        raise BadVoteError
    try:
        event = UUID(post.get("event", ""))
    except ValueError:
        raise BadVoteError from None
    return PostedVote(posted_answer(post, item), event, min(int(sequence), HIGHEST_SEQUENCE), post.get("mode", ""))
