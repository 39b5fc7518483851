"""Drawings that can do nothing but be looked at.

An SVG file is a small programme: it may run scripts, load other files, and by entities or copies of
copies fill the memory. Only shapes and words are let through, and references only within the file.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple, NoReturn
from xml.parsers import expat

SVG = "http://www.w3.org/2000/svg"
ELEMENTS = {
    *("svg", "g", "defs", "title", "desc", "style", "path", "rect", "circle", "ellipse", "line", "polyline"),
    *("polygon", "text", "tspan", "textPath", "linearGradient", "radialGradient", "stop", "clipPath", "marker"),
}
STYLE_FUNCTIONS = {
    *("url", "rgb", "rgba", "hsl", "hsla", "calc", "var"),
    *("matrix", "translate", "translatex", "translatey", "rotate", "scale", "skewx", "skewy"),
}
MAX_DEPTH, MAX_FAULTS = 50, 50
FUNCTION = re.compile(r"([a-z-]+)\(")
OUTSIDE_URL = re.compile(r"url\(\s*(?![\s'\"#])|url\(\s*['\"]\s*(?![\s#])")
SAVE_PLAIN = "a drawing holds shapes and words only; save it as plain SVG"


class Fault(NamedTuple):
    """One thing to put right in a drawing. ``line`` and ``column`` count from 1."""

    line: int
    column: int
    message: str
    hint: str = SAVE_PLAIN


class DrawingError(Exception):
    """The drawing is refused, for each of its ``faults``."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


class _UnreadableError(Exception):
    """Nothing after this place can be looked at."""


def check_svg(content: bytes) -> None:
    """Raise DrawingError, with every fault of it, unless ``content`` is a harmless SVG drawing.

    What is inside an element that is refused is not listed, and the same fault is listed once.
    """
    if faults := _Inspector().read(content):
        raise DrawingError(faults)


class _Inspector:
    """Looks at each element and attribute as the parser meets it."""

    def __init__(self) -> None:
        self._depth = 0
        self._refused_depth: int | None = None
        self._faults: dict[str, Fault] = {}
        self._style = ""
        self._is_in_style = False
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.XmlDeclHandler = self._declaration
        self._parser.StartDoctypeDeclHandler = self._doctype  # before any entity can be declared
        self._parser.ProcessingInstructionHandler = self._instruction

    def read(self, content: bytes) -> list[Fault]:
        try:
            content.decode("utf-8")  # so that a browser reads what was checked here
            self._parser.Parse(content, True)  # noqa: FBT003 - the last argument has no name
        except expat.ExpatError as error:
            message = f"is not a well-formed drawing: {expat.ErrorString(error.code)}"
            self._note(Fault(error.lineno, error.offset + 1, message, "save it again as plain SVG"))
        except UnicodeDecodeError:
            self._note(Fault(1, 1, "is not UTF-8 text", "save it in the encoding UTF-8"))
        except _UnreadableError:
            pass  # what it is has been noted
        return list(self._faults.values())

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, element = name.rpartition(" ")
        if self._depth == 0 and name != f"{SVG} svg":
            self._give_up("is not an SVG drawing", f'its first element is <svg xmlns="{SVG}">')
        if self._is_in_style:
            self._give_up("a style holds text only")  # browsers read it, up to and after the element
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._give_up("has too many elements inside each other")
        if self._refused_depth is not None:
            return
        if namespace != SVG or element not in ELEMENTS:
            self._refuse(f"<{element[:40]}> is not allowed")
            self._refused_depth = self._depth
            return
        self._is_in_style = element == "style"
        for attribute, value in attributes.items():
            self._attribute(attribute.rpartition(" ")[2].lower(), value)

    def _attribute(self, name: str, value: str) -> None:
        is_outside = "\\" in value or OUTSIDE_URL.search(value.lower())
        if name.startswith("on"):
            self._refuse(f"the event handler {name[:40]} is not allowed")
        elif name == "base" or (name == "href" and not value.startswith("#")) or is_outside:
            self._refuse(f"{name[:40]} must not lead out of the file")
        elif name == "style":
            self._check_style(value)

    def _text(self, text: str) -> None:
        if self._is_in_style:
            self._style += text

    def _end(self, _name: str) -> None:
        if self._depth == self._refused_depth:
            self._refused_depth = None
        self._depth -= 1
        if self._is_in_style:
            self._check_style(self._style)
        self._is_in_style, self._style = False, ""

    def _check_style(self, style: str) -> None:
        functions = set(FUNCTION.findall(style.lower()))
        if "@" in style or "\\" in style or OUTSIDE_URL.search(style.lower()) or functions - STYLE_FUNCTIONS:
            self._refuse("a style must not load anything or use @, \\ or unusual functions")

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() != "utf-8":
            self._refuse("must be UTF-8 text", "save it in the encoding UTF-8")

    def _doctype(self, *_declared: object) -> None:
        self._give_up("a DOCTYPE, and so entities, are not allowed", "delete the line that begins with <!DOCTYPE")

    def _instruction(self, *_declared: object) -> None:
        self._refuse("processing instructions <? ?> are not allowed")

    def _refuse(self, message: str, hint: str = SAVE_PLAIN) -> None:
        self._note(Fault(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1, message, hint))

    def _give_up(self, message: str, hint: str = SAVE_PLAIN) -> NoReturn:
        self._refuse(message, hint)
        raise _UnreadableError

    def _note(self, fault: Fault) -> None:
        self._faults.setdefault(fault.message, fault)
        if len(self._faults) >= MAX_FAULTS:
            raise _UnreadableError
