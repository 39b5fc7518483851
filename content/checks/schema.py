"""Holding a file against its format: unknown and missing keys, and every single value."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, cast, get_args

from pydantic import ConfigDict, TypeAdapter, ValidationError

from content.checks.sentences import KEYS_BELOW, hint, sentence
from content.documents import Document
from content.nodes import Address, Finding
from content.problems import did_you_mean, nearest, quoted
from content.reader import MAX_PROBLEMS
from content.schema.keys import ALL_KEYS, PARTS, PROSE_LISTS
from content.schema.question import Blanks, CheckAll, CheckOne, Narrative, TrueFalse
from content.schema.values import Part
from content.slips import glued_key

QUESTION_TYPES: dict[str, type[Part]] = {
    "blanks": Blanks,
    "true-false": TrueFalse,
    "check-one": CheckOne,
    "check-all": CheckAll,
    "narrative": Narrative,
}
COMMA_IN_BRACES = "a comma inside { } begins a new key: write one key on each line instead"
COMMA_IN_BRACKETS = "write each entry on a line of its own, after '- '"
WRONG_LEVEL = "it belongs elsewhere: check how far it is indented"

AS_IN_PARTS = ConfigDict(str_strip_whitespace=True)

type Error = Mapping[str, Any]


def validate[P: Part](part: type[P], document: Document) -> tuple[P | None, Iterator[Finding]]:
    """Return the file as a ``part``, or None with the reasons."""
    try:
        return part.model_validate(document.data), iter(())
    except ValidationError as failure:
        return None, _findings(part, document, list(islice(_errors(part, failure), MAX_PROBLEMS + 1)))


def _errors(part: type[Part], failure: ValidationError) -> Iterator[Error]:
    """Yield what pydantic found, with what is wrong inside lists that are too long, at which it does not look."""
    for error in cast("list[Error]", failure.errors(include_url=False)):
        yield error
        if error["type"] == "too_long":
            yield from _errors_of_entries(part, error)


def _errors_of_entries(part: type[Part], error: Error) -> Iterator[Error]:
    *_way, key = way = error["loc"]
    entries: Any = _part_around(part, error).model_fields[key].annotation
    try:
        TypeAdapter(entries, config=AS_IN_PARTS).validate_python(error["input"])
    except ValidationError as failure:
        for inside in cast("list[Error]", failure.errors(include_url=False)):
            yield {**inside, "loc": (*way, *inside["loc"])}


def prose_in_brackets(document: Document) -> Iterator[Finding]:
    """Find lists of sentences in ``[ ]``, where every comma of a sentence begins a new entry."""
    for node in document.node.walk():
        if isinstance(node.value, list) and len(node.value) > 1 and document.is_in_brackets(node.address):
            is_prose = node.address[-1:] and node.address[-1] in PROSE_LISTS
            if is_prose and any(isinstance(entry, str) and " " in entry for entry in node.value):
                yield node.finding("sentences must not stand in [ ], where a comma begins a new one", COMMA_IN_BRACKETS)


def _findings(part: type[Part], document: Document, errors: list[Error]) -> Iterator[Finding]:
    missing = {_address(error): error for error in errors if error["type"] == "missing"}
    for error in errors:
        if error["type"] == "extra_forbidden":
            yield _unknown_key(part, document, error, missing)
        elif error["type"].startswith("union_tag"):
            yield _unknown_type(error)
        elif error["type"] != "missing":
            yield Finding(_address(error), sentence(error), _keys_expected(error) or hint(error))
    for address, error in missing.items():
        yield Finding(address, sentence(error))


def _address(error: Error) -> Address:
    """Return where an error is. In a question pydantic names its type on the way, which is no key."""
    way: Address = error["loc"]
    return (*way[:2], *way[3:]) if way[:1] == ("questions",) else way


def _unknown_key(part: type[Part], document: Document, error: Error, missing: dict[Address, Error]) -> Finding:
    """Explain a key that is not known. The missing key that it was meant to be leaves ``missing``."""
    *parent, key = address = _address(error)
    fields = _part_around(part, error).model_fields
    name, glue, _rest = str(key).partition(":")
    near = name if glue and name in fields else nearest(str(key), fields)
    if glue and near == name:
        missing.pop((*parent, near), None)
        tip = "; ".join(glued_key(str(key)))
    elif near and missing.pop((*parent, near), None):
        tip = f"did you mean '{near}'? That one is required"
    elif error["input"] == "" and document.is_in_brackets(tuple(parent)):
        tip = COMMA_IN_BRACES
    elif near:
        tip = f"did you mean '{near}'?"
    else:
        tip = WRONG_LEVEL if key in ALL_KEYS else ""
    return Finding(address, sentence(error), tip, at_key=True)


def _keys_expected(error: Error) -> str:
    """Return which keys belong where there is only a text, or nothing when it is another error."""
    text, part = error["input"], PARTS.get(str(error.get("ctx", {}).get("class_name")))
    if error["type"] != "model_type" or part is None or not isinstance(text, str) or not text:
        return ""
    if text.partition(":")[0] in part.model_fields:
        return "; ".join(glued_key(text))
    needed = [key for key, field in part.model_fields.items() if field.is_required()]
    if needed:
        return f"{KEYS_BELOW}: {', '.join(needed)}"
    choices = list(part.model_fields)
    return f"begin with one of its keys, {' or '.join(choices)}: {quoted(f'{choices[0]}: {text}')}"


def _unknown_type(error: Error) -> Finding:
    address = (*error["loc"], "type")
    types = f"one of {', '.join(QUESTION_TYPES)}"
    if error["type"] == "union_tag_not_found":
        return Finding(address, sentence(error), types)
    tag = str(error["ctx"]["tag"])
    return Finding(address, f"{quoted(tag)} {sentence(error)}", f"{did_you_mean(tag, QUESTION_TYPES)} {types}".strip())


def _part_around(part: type[Part], error: Error) -> type[Part]:
    """Return what kind of thing holds the key of ``error``."""
    way = error["loc"][:-1]
    if way[:1] == ("questions",):
        part, way = QUESTION_TYPES[way[2]], way[3:]
    for step in way:
        if isinstance(step, str):
            part = _part_in(part.model_fields[step].annotation) or part
    return part


def _part_in(annotation: Any) -> type[Part] | None:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    return next(filter(None, map(_part_in, get_args(annotation))), None)
