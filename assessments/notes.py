"""What the engine noted about an answer, in the language of the person who marks."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.scoring.values import Note, Remark

TEXTS: Mapping[Remark, str | Promise] = {
    Remark.AUTHOR: "%(argument)s",  # the author of the key wrote it in the language of the lesson
    Remark.CUT: _("Only the first %(argument)s characters were read."),
}


def shown_notes(notes: Iterable[Note]) -> list[str]:
    """Return ``notes`` as sentences."""
    return [str(TEXTS[note.code]) % {"argument": note.argument} for note in notes]


def stored_notes(detail: Mapping[str, Any]) -> list[Note]:
    """Return the notes in the ``detail`` of a stored score. Those of the first version are sentences already."""
    rows = detail.get("notes", ())
    return [Note(Remark.AUTHOR, row) if isinstance(row, str) else Note(**row) for row in rows]
