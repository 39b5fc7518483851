"""Questions as they are shown: the stem with a line where something is to be filled in, and the name of the type."""

import re
from collections.abc import Mapping
from typing import Any, Protocol

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import QuestionVersion

TYPE_NAMES = {
    QuestionVersion.Type.TRUE_FALSE: _("True or false"),
    QuestionVersion.Type.CHECK_ONE: _("Check one"),
    QuestionVersion.Type.CHECK_ALL: _("Check all that apply"),
    QuestionVersion.Type.BLANKS: _("Fill in the blank"),
    QuestionVersion.Type.NARRATIVE: _("Written answer"),
}
GAP = re.compile(r"\{\{.*?\}\}", re.DOTALL)
LINE = "______"


class Stemmed(Protocol):
    """A version of a question, or an item of a form."""

    @property
    def stem(self) -> str: ...

    @property
    def content(self) -> Mapping[str, Any]: ...


def shown_stem(question: Stemmed, line: str = LINE) -> str:
    """Return the stem with ``line`` for each blank, numbered where there are several."""
    n_blanks = len(question.content.get("blanks", ()))
    numbers = iter(range(1, n_blanks + 1))
    return GAP.sub(lambda _gap: f"{line} ({next(numbers)})" if n_blanks > 1 else line, question.stem)


def blank_labels(question: Stemmed) -> dict[str, str]:
    """Return what tells the blanks of a question apart, by their ids in their order; a single one needs no label."""
    blanks = question.content.get("blanks", ())
    labels = [gettext("Blank %(n)s") % {"n": n} for n in range(1, len(blanks) + 1)] if len(blanks) > 1 else [""]
    return dict(zip(blanks, labels, strict=False))


def type_name(version: QuestionVersion) -> str:
    """Return what people call the type of a question."""
    return str(TYPE_NAMES[QuestionVersion.Type(version.type)])
