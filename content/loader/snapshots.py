"""A question in two layers: what a learner sees of it, and how it is scored.

``seen`` and ``key`` decide what makes a new version of a question and what only a new revision of its
key, so nothing may stand in both, and everything about scoring belongs in the key.
"""

from collections.abc import Iterable
from typing import Any

from content.loader.plain import plain
from content.schema.question import BlankKey, Blanks, CheckAll, CheckOne, Narrative, Option, QuestionBase, TrueFalse

SEEN_OF_OPTION = ("id", "text", "is_last")


def seen(question: QuestionBase) -> dict[str, Any]:
    """Return what a learner sees: type, stem, points, and the content of its type."""
    return {
        "type": plain(getattr(question, "type")),  # noqa: B009 - each type of question has its own
        "stem": question.stem,
        "points": plain(question.points),
        "content": _content(question),
    }


def _content(question: QuestionBase) -> dict[str, Any]:
    match question:
        case Blanks():
            return {"order": question.order, "blanks": [blank.id for blank in question.blanks]}
        case CheckOne() | CheckAll():
            return {"options": [_only(plain(option), SEEN_OF_OPTION) for option in question.options]}
        case Narrative():
            return {"parts": [_only(plain(part), ("id", "prompt", "points")) for part in question.parts]}
        case _:
            return {}


def key(question: QuestionBase) -> dict[str, Any]:
    """Return how the question is scored, and what is said about the answers."""
    return {"feedback": question.feedback, **_key(question)}


def _key(question: QuestionBase) -> dict[str, Any]:
    match question:
        case Blanks():
            shared = _key_of_blank(question.shared) if question.shared else None
            return {"shared": shared, "blanks": _by_id(map(_key_of_blank, question.blanks))}
        case TrueFalse():
            return _only(plain(question), ("answer", "if_answered", "contested", "misconception"))
        case CheckOne():
            return {"options": _keys_of_options(question.options)}
        case CheckAll():
            return {"policy": question.policy, "options": _keys_of_options(question.options)}
        case Narrative():
            parts = {part.id: plain(part.key_points) for part in question.parts}
            return {
                **_only(plain(question), ("model_answer", "key_points", "also_welcome", "misconceptions")),
                "parts": parts,
            }
        case _:
            raise TypeError(f"no key for {type(question).__name__}")


def _key_of_blank(blank: BlankKey) -> dict[str, Any]:
    """Return the key of a blank. What came later to the format stands in it only where a file says it.

    A key that no file has changed keeps its digest, so that an upgrade alone makes no revision.
    """
    return {name: value for name, value in plain(blank).items() if name != "others" or value is not None}


def _keys_of_options(options: Iterable[Option]) -> dict[str, Any]:
    return _by_id(map(plain, options), without=SEEN_OF_OPTION)


def _by_id(parts: Iterable[dict[str, Any]], without: Iterable[str] = ("id",)) -> dict[str, Any]:
    return {part["id"]: {name: value for name, value in part.items() if name not in without} for part in parts}


def _only(part: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: part[name] for name in names}
