"""Stems as they are shown: with a line where something is to be filled in."""

import re
from collections.abc import Mapping
from typing import Any, Protocol

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
