"""What a question offers to choose or to write in, what an answer made of it, what an option is worth. Pure."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol

from django.utils.translation import gettext as _


class Asked(Protocol):
    """A question as it is asked: an item of a sheet."""

    @property
    def type(self) -> str: ...

    @property
    def content(self) -> Mapping[str, Any]: ...


def choices_of(item: Asked, options: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return value and text of each choice; empty where one writes."""
    if item.type == "true-false":
        return [("true", _("True")), ("false", _("False"))]
    return [(option["id"], option["text"]) for option in options]


def boxes_of(item: Asked) -> list[tuple[str, str]]:
    """Return id and label of each box to write in; empty where one chooses."""
    blanks, parts = item.content.get("blanks", ()), item.content.get("parts", ())
    if len(blanks) > 1:
        return [(blank, _("Blank %(n)s") % {"n": n}) for n, blank in enumerate(blanks, start=1)]
    if parts:
        return [(part["id"], part["prompt"]) for part in parts]
    if choices_of(item, item.content.get("options", ())):
        return []
    return [(blanks[0] if blanks else "", _("Your answer"))]


def marked(answer: Any) -> set[str]:
    """Return the values of the choices that an answer makes."""
    if isinstance(answer, bool):
        return {"true" if answer else "false"}
    return {each for each in (answer if isinstance(answer, list) else [answer]) if isinstance(each, str)}


def written(answer: Any, part: str) -> str:
    """Return what an answer has in a box; empty where it has nothing."""
    text = (answer if isinstance(answer, dict) else {"": answer}).get(part)
    return text if isinstance(text, str) else ""


def shown_answer(item: Asked, answer: Any) -> list[str]:
    """Return an answer in words, a line for each choice or box that is not empty."""
    if choices := choices_of(item, item.content.get("options", ())):
        made = marked(answer)
        return [text for value, text in choices if value in made]
    return [text for part, _label in boxes_of(item) if (text := written(answer, part).strip())]


def worth_of(option: Mapping[str, Any]) -> Fraction:
    """Return what the key of an option says it is worth, in [0, 1]; 0 where it says nothing.

    Files say "1/1" and "0/1" of what a person who corrects a key calls "1" and "0".
    """
    return Fraction(1) if option.get("correct") else Fraction(option.get("credit") or 0)
