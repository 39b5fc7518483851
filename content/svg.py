"""Drawings that can do nothing but be looked at.

An SVG file is a small programme: it may run scripts, load other files, and by entities or copies of
copies fill the memory. Only shapes and words are let through, and references only within the file.
"""

import re
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
MAX_DEPTH = 50
FUNCTION = re.compile(r"([a-z-]+)\(")
OUTSIDE_URL = re.compile(r"url\(\s*(?![\s'\"#])|url\(\s*['\"]\s*(?![\s#])")
SAVE_PLAIN = "a drawing holds shapes and words only; save it as plain SVG"


class DrawingError(Exception):
    """The drawing is refused. ``line`` and ``column`` count from 1."""

    def __init__(self, line: int, column: int, message: str, hint: str = SAVE_PLAIN) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.message = message
        self.hint = hint


def check_svg(content: bytes) -> None:
    """Raise DrawingError unless ``content`` is a harmless SVG drawing."""
    _Inspector().read(content)


class _Inspector:
    """Looks at each element and attribute as the parser meets it."""

    def __init__(self) -> None:
        self._depth = 0
        self._style = ""
        self._is_in_style = False
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.XmlDeclHandler = self._declaration
        self._parser.StartDoctypeDeclHandler = self._doctype  # before any entity can be declared
        self._parser.ProcessingInstructionHandler = self._instruction

    def read(self, content: bytes) -> None:
        try:
            content.decode("utf-8")  # so that a browser reads what was checked here
            self._parser.Parse(content, True)  # noqa: FBT003 - the last argument has no name
        except expat.ExpatError as error:
            message = f"is not a well-formed drawing: {expat.ErrorString(error.code)}"
            raise DrawingError(error.lineno, error.offset + 1, message, "save it again as plain SVG") from None
        except UnicodeDecodeError:
            raise DrawingError(1, 1, "is not UTF-8 text", "save it in the encoding UTF-8") from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, element = name.rpartition(" ")
        if self._depth == 0 and name != f"{SVG} svg":
            raise self._refused("is not an SVG drawing", f'its first element is <svg xmlns="{SVG}">')
        if self._is_in_style:
            raise self._refused("a style holds text only")  # browsers read it, up to and after the element
        if namespace != SVG or element not in ELEMENTS:
            raise self._refused(f"<{element[:40]}> is not allowed")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._refused("has too many elements inside each other")
        self._is_in_style = element == "style"
        for attribute, value in attributes.items():
            self._attribute(attribute.rpartition(" ")[2].lower(), value)

    def _attribute(self, name: str, value: str) -> None:
        if name.startswith("on"):
            raise self._refused(f"the event handler {name[:40]} is not allowed")
        if name == "base" or (name == "href" and not value.startswith("#")):
            raise self._refused(f"{name} must not lead out of the file")
        if "\\" in value or OUTSIDE_URL.search(value.lower()):
            raise self._refused(f"{name[:40]} must not lead out of the file")
        if name == "style":
            self._check_style(value)

    def _text(self, text: str) -> None:
        if self._is_in_style:
            self._style += text

    def _end(self, _name: str) -> None:
        self._depth -= 1
        if self._is_in_style:
            self._check_style(self._style)
        self._is_in_style, self._style = False, ""

    def _check_style(self, style: str) -> None:
        functions = set(FUNCTION.findall(style.lower()))
        if "@" in style or "\\" in style or OUTSIDE_URL.search(style.lower()) or functions - STYLE_FUNCTIONS:
            raise self._refused("a style must not load anything or use @, \\ or unusual functions")

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() != "utf-8":
            raise self._refused("must be UTF-8 text", "save it in the encoding UTF-8")

    def _doctype(self, *_declared: object) -> None:
        raise self._refused("a DOCTYPE, and so entities, are not allowed", "delete the line that begins with <!DOCTYPE")

    def _instruction(self, *_declared: object) -> None:
        raise self._refused("processing instructions <? ?> are not allowed")

    def _refused(self, message: str, hint: str = SAVE_PLAIN) -> DrawingError:
        return DrawingError(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1, message, hint)
