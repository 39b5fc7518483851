"""What the YAML parser says, in words for people who are not programmers."""

import yaml

COLON_NEEDS_QUOTES = "text with ': ' in it needs quotes; or write | and start the text on the next line"
MARK_NEEDS_QUOTES = "put the text in quotes; or write | and start it on the next line"
BRACES_NEED_QUOTES = "text that begins with { or [ needs quotes around all of it"
BACKSLASH = "a backslash has a meaning of its own inside double quotes"
KEEP_ALIGNED = "keys of one group begin in the same column, and so do the '-' of one list"

# What is in the words of the parser, what we say instead, and what to try. The first that fits counts.
SENTENCES = [
    ("mapping values are not allowed", "a ': ' stands where only text can stand", COLON_NEEDS_QUOTES),
    ("scanning an alias", "text must not begin with *", MARK_NEEDS_QUOTES),
    ("scanning an anchor", "text must not begin with &", MARK_NEEDS_QUOTES),
    ("scanning a tag", "text must not begin with !", MARK_NEEDS_QUOTES),
    ("parsing a tag", "text must not begin with !", MARK_NEEDS_QUOTES),
    ("cannot start any token", "text must not begin with this character", MARK_NEEDS_QUOTES),
    ("expected node content", "text must not begin with this character", MARK_NEEDS_QUOTES),
    ("unexpected end of stream", "a quotation mark opens here and is never closed", "close it with the same mark"),
    ("unknown escape", BACKSLASH, r"use single quotes, or write \\"),
    ("escape code", BACKSLASH, r"use single quotes, or write \\"),
    ("expected hexdecimal", BACKSLASH, r"use single quotes, or write \\"),
    ("comment or line break", "after | or > the text starts on the next line", "indent it there"),
    ("sequence entries are not allowed", "a list cannot begin here", "begin each entry on a line of its own"),
    ("find expected ':'", "this line is neither a key with a ':' nor part of the text above", COLON_NEEDS_QUOTES),
    ("expected ',' or ']'", "a list that opens with [ is not closed before this", "close it with ]"),
    ("expected ',' or '}'", "a group that opens with { is not closed before this", "close it with }"),
    ("expected '-' indicator", "this does not continue the list above", KEEP_ALIGNED),
    ("expected key", "this does not continue the keys above", f"{KEEP_ALIGNED}; {BRACES_NEED_QUOTES}"),
    ("expected <document start>", "nothing may follow the end of the document", "delete the line '...'"),
]


def explain(error: yaml.MarkedYAMLError) -> tuple[str, str]:
    """Return what is wrong and what to try."""
    said = f"{error.context or ''}; {error.problem or ''}"
    for words, message, hint in SENTENCES:
        if words in said:
            return message, hint
    return f"this is not YAML: {error.problem or 'it cannot be understood'}", COLON_NEEDS_QUOTES


def line_and_column(error: yaml.MarkedYAMLError) -> tuple[int, int]:
    """Return where to look, counted from 1: for a quotation mark that is never closed, where it opens."""
    is_open_quote = "end of stream" in (error.problem or "")
    mark = error.context_mark if is_open_quote and error.context_mark else error.problem_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
