"""What pydantic finds, in words for people who are not programmers."""

import re
from collections.abc import Mapping
from typing import Any

from content.problems import did_you_mean, quoted

QUOTE_COLONS = "text with ': ' in it needs quotes; or write | and start the text on the next line"
KEYS_BELOW = "write its keys below, one on each line, indented"

# By pydantic's type of error; the names in braces come with the error.
SENTENCES = {
    "missing": "is missing",
    "extra_forbidden": "is not a known key here",
    "string_type": "should be text",
    "list_type": "should be a list",
    "model_type": "should be a group of keys",
    "model_attributes_type": "should be a group of keys",
    "literal_error": "should be {expected}",
    "union_tag_invalid": "is not a known type of question",
    "union_tag_not_found": "is missing",
    "too_short": "needs {min_length} or more entries; this has {actual_length}",
    "too_long": "takes {max_length} entries at most; this has {actual_length}",
    "int_type": "should be a whole number",
    "int_parsing": "should be a whole number",
    "int_parsing_size": "should be a whole number",
    "int_from_float": "should be a whole number",
    "decimal_type": "should be a number, such as 2 or 1.5",
    "decimal_parsing": "should be a number, such as 2 or 1.5",
    "decimal_max_places": "should be a number with at most {decimal_places} decimals",
    "finite_number": "should be a number, such as 2 or 1.5",
    "greater_than": "should be more than {gt}",
    "greater_than_equal": "should be {ge} or more",
    "less_than": "should be less than {lt}",
    "less_than_equal": "should be {le} or less",
    "bool_type": "should be true or false",
    "bool_parsing": "should be true or false",
}


def sentence(error: Mapping[str, Any]) -> str:
    """Return what an error of pydantic means. A validator of our own says it itself."""
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        return str(context["error"])
    return SENTENCES.get(error["type"], "is not valid here").format(**context).replace("'", "")


def hint(error: Mapping[str, Any]) -> str:
    """Return what to try, and what was found where that helps."""
    value = error["input"]
    if value == "":
        return "nothing is written here"
    if error["type"] == "list_type":
        return "begin each entry with '- ' on a line of its own"
    if error["type"] in {"model_type", "model_attributes_type"}:
        return KEYS_BELOW
    if error["type"] == "string_type" and isinstance(value, dict):
        return f"found keys; {QUOTE_COLONS}"
    return _found(error, value) if isinstance(value, str) else ""


def _found(error: Mapping[str, Any], value: str) -> str:
    choices = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
    return "; ".join(filter(None, [f"found {quoted(value)}", did_you_mean(value, choices)]))
