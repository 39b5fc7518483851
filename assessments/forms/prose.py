"""Fields for Markdown, as keys have it."""

import re
from typing import Any

from django import forms

LONGEST_PROSE = 4000
# The end of a line in the middle of a paragraph.
MID_SENTENCE = re.compile(r"(?<=\S)\n(?!\s|[-*+] |[>#|]|\d+[.)] |$)")


def prose_field(label: Any, *, is_required: bool = False) -> forms.CharField:
    """Return a field for feedback, in the Markdown that keys are written in."""
    box = forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    return forms.CharField(label=label, required=is_required, max_length=LONGEST_PROSE, widget=box)


def joined(text: str | None) -> str:
    """Return Markdown with every paragraph on one line: files break lines where a box need not.

    Items of lists, quotations, headings and tables keep theirs, and so does a break after spaces.
    """
    return MID_SENTENCE.sub(" ", text or "")
