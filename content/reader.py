"""Reading a YAML file as plain data, with the line and column of every key and value.

Every scalar stays the text its author typed; the schema converts it. The data is built straight from
the events of the parser and not from its node graph: so the limits hold before memory is spent, and no
depth of nesting can exhaust the stack.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import yaml

from content.documents import Document, Place
from content.nodes import Address, Data, dotted
from content.problems import Problem, quoted
from content.slips import UNUSUAL_INDENT_OF_KEY, UNUSUAL_SPACE, line_above, name_of, slips_near, unusual_indent
from content.syntax import BRACES_NEED_QUOTES, explain, line_and_column

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 20
MAX_VALUES = 100_000
MAX_PROBLEMS = 500
CUT = "the value ends before #, and the rest of the line would be dropped as a remark"
QUOTE_OR_MOVE = "if it is text, put all of it in quotes; if it is a remark, give it a line of its own"
UNIX_ENDS = "save the file with Unix line ends (LF)"

# Controls except the line feed, separators that no editor shows, and marks that make a text read
# differently from what it is.
FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def read_document(path: str, content: bytes) -> Document:
    """Return a file as plain data of text, lists and mappings, with its problems. Never raises.

    ``path`` is what the problems call the file.
    """
    builder = _Builder(path)
    characters: list[Problem] = []
    try:
        text = _decoded(content)
        characters = list(islice(_forbidden_characters(path, text), MAX_PROBLEMS))
        plain = UNUSUAL_INDENT_OF_KEY.sub(_plain_indent, FORBIDDEN.sub(_stand_in, text))
        builder.read(plain)
    except _FatalError as error:
        return Document(path, problems=(*characters, error.problem(path)))
    except yaml.MarkedYAMLError as error:
        # A tab or control character is the likely reason, and named well enough already.
        return Document(path, problems=tuple(characters) or _syntax_problems(builder, error))
    problems = (*characters, *builder.problems)
    if builder.root is None:
        problems += (Problem(path, 1, 1, "", "is empty"),)
    return Document(path, builder.root, problems, builder.keys, builder.values)


class _FatalError(Exception):
    """The rest of the file is not read."""

    def __init__(self, message: str, hint: str, place: Place) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place

    def problem(self, path: str) -> Problem:
        return Problem(path, self.place.line, self.place.column, "", self.message, self.hint)


def _decoded(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise _FatalError("is too large", "at most 1 MiB", Place(1, 1))
    if b"\0" in content:
        raise _FatalError("is not a text file", "save it as plain text in the encoding UTF-8", Place(1, 1))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _FatalError("is not UTF-8 text", "save it in the encoding UTF-8", Place(line, 1)) from None
    if "\r" in text and "\n" not in text:
        raise _FatalError("has the line ends of old Macs", UNIX_ENDS, Place(1, 1))
    return text.replace("\r\n", "\n")


def _forbidden_characters(path: str, text: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        if found := FORBIDDEN.search(line):
            yield Problem(path, number, found.start() + 1, "", *_explain_character(found.group()))
        elif found := UNUSUAL_INDENT_OF_KEY.match(line):
            yield Problem(path, number, found.start(1) + 1, "", *unusual_indent(found))


def _explain_character(character: str) -> tuple[str, str]:
    if character == "\t":
        return "tabs are not allowed", "use spaces"
    if character == "\r":
        return "a line ends here as on old Macs", UNIX_ENDS
    return f"there is {name_of(character)}", "delete it"


def _stand_in(found: re.Match[str]) -> str:
    return " " if found.group() == "\t" else "\N{REPLACEMENT CHARACTER}"


def _plain_indent(found: re.Match[str]) -> str:
    return UNUSUAL_SPACE.sub(" ", found.group())


def _syntax_problems(builder: "_Builder", error: yaml.MarkedYAMLError) -> tuple[Problem, ...]:
    """Return the slips before which the parser gave up, or else what it says itself."""
    line, column = line_and_column(error)
    if builder.cut and builder.cut.line == line_above(builder.lines, line):
        return (builder.cut,)
    if slips := slips_near(builder.lines, line):
        return tuple(Problem(builder.path, slip.line, slip.column, "", slip.message, slip.hint) for slip in slips)
    message, hint = explain(error)
    if quote := builder.open_quote:
        hint = f"a quotation mark opens on line {quote.line}: is it closed where you meant it? Otherwise: {hint}"
    return (Problem(builder.path, line, column, "", message, hint),)


@dataclass
class _Open:
    """A list or mapping whose end is still to come. ``key`` waits for its value."""

    value: list[Data] | dict[str, Data]
    address: Address
    key: str | None = None
    is_repeated: bool = False


class _Builder:
    """Builds data from the events of a text.

    ``open_quote`` is the last value, if it is quoted over several lines; ``cut`` is the problem that a remark ended it.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Data | None = None
        self.keys: dict[Address, Place] = {}
        self.values: dict[Address, Place] = {}
        self.problems: list[Problem] = []
        self.open_quote: Place | None = None
        self.cut: Problem | None = None
        self.lines: list[str] = []
        self._open: list[_Open] = []
        self._n_documents = 0

    def read(self, text: str) -> None:
        """Take a whole text. Raises _FatalError and MarkedYAMLError when nothing after a place can be read."""
        self.lines = text.split("\n")
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            self._add(event)

    def _add(self, event: yaml.Event) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self._begin_document(event)
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.MappingStartEvent():
                self._begin({}, event)
            case yaml.SequenceStartEvent():
                self._begin([], event)
            case yaml.CollectionEndEvent():
                self._open.pop()

    def _begin_document(self, event: yaml.DocumentStartEvent) -> None:
        self._n_documents += 1
        if self._n_documents > 1:
            raise _FatalError("a file holds only one document", "delete the line '---'", _place(event.start_mark))

    def _alias(self, event: yaml.AliasEvent) -> None:
        self._note(_place(event.start_mark), "aliases (*) are not allowed", "text that begins with * needs quotes")
        self._text(f"*{event.anchor}", _place(event.start_mark))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        place = _place(event.start_mark)._replace(is_block_text=event.style == "|")
        is_long_quote = event.style in {"'", '"'} and _place(event.end_mark).line > place.line
        self.open_quote = place if is_long_quote else None
        self._refuse_extras(event)
        self._refuse_remark(event)
        if escaped := FORBIDDEN.search(event.value):
            self._note(place, *_explain_character(escaped.group()))
        self._text(FORBIDDEN.sub(_stand_in, event.value), place)

    def _text(self, text: str, place: Place) -> None:
        if self._awaits_key():
            self._key(text, place)
        else:
            self._attach(text, place)

    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].value, dict) and self._open[-1].key is None

    def _key(self, key: str, place: Place) -> None:
        mapping = self._open[-1]
        mapping.key = key
        mapping.is_repeated = key in mapping.value
        if mapping.is_repeated:
            first = self.keys[(*mapping.address, key)].line
            self._note(place, "is written twice in the same group", f"first on line {first}")
        self.keys.setdefault((*mapping.address, key), place)

    def _begin(self, value: list[Data] | dict[str, Data], event: yaml.CollectionStartEvent) -> None:
        place = _place(event.start_mark)._replace(is_in_brackets=bool(event.flow_style))
        if self._awaits_key():
            raise _FatalError("a key must be plain text", BRACES_NEED_QUOTES, place)
        if len(self._open) == MAX_DEPTH:
            raise _FatalError("too many groups and lists inside each other", f"at most {MAX_DEPTH}", place)
        self._refuse_extras(event)
        self._open.append(_Open(value, self._attach(value, place)))

    def _attach(self, value: Data, place: Place) -> Address:
        """Put ``value`` where it belongs. Under a repeated key it is dropped: the first one counts."""
        if len(self.values) == MAX_VALUES:
            raise _FatalError("too many values in one file", f"at most {MAX_VALUES}", place)
        address = self._address()
        self.values.setdefault(address, place)
        parent = self._open[-1] if self._open else None
        if parent is None:
            self.root = value
        elif isinstance(parent.value, list):
            parent.value.append(value)
        else:
            if not parent.is_repeated:
                parent.value[parent.key or ""] = value
            parent.key = None
        return address

    def _address(self) -> Address:
        """Return the address of the value that comes next."""
        if not self._open:
            return ()
        parent = self._open[-1]
        return (*parent.address, len(parent.value) if isinstance(parent.value, list) else parent.key or "")

    def _refuse_extras(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor:
            self._note(_place(event.start_mark), "anchors (&) are not allowed", "text that begins with & needs quotes")
        if event.tag:
            message = f"tags ({quoted(event.tag)}) are not allowed"
            self._note(_place(event.start_mark), message, "text that begins with ! needs quotes")

    def _refuse_remark(self, event: yaml.ScalarEvent) -> None:
        """Refuse a remark beside a value without quotes: it may be a part of the text that YAML would drop."""
        self.cut = None
        end = _place(event.end_mark)
        line = "".join(self.lines[end.line - 1 : end.line])  # none where a group is left open at the end of the file
        after = "" if event.style else line[end.column - 1 :]
        if after.lstrip(" ").startswith("#"):
            place = Place(end.line, end.column + after.index("#"))
            self.cut = self._problem(place, CUT, QUOTE_OR_MOVE)
            self._note(place, CUT, QUOTE_OR_MOVE)

    def _note(self, place: Place, message: str, hint: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(self._problem(place, message, hint))

    def _problem(self, place: Place, message: str, hint: str) -> Problem:
        return Problem(self.path, place.line, place.column, dotted(self._address()), message, hint)


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
