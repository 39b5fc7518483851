"""Markdown in content: no HTML, no pictures, and links only to places a browser may open."""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from content.nodes import Finding, Node
from content.problems import quoted

LINK_SCHEMES = ("https", "http", "mailto")
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
WORTH_READING = re.compile(r"[<\[]")
MAX_LENGTH = 20_000  # the format refuses longer texts
MAX_BRACKETS = 200  # thousands of them make any reader of Markdown slow

_markdown = MarkdownIt("commonmark")
# By default the parser leaves a dangerous link as text; here it must be seen to be refused.
_markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
_markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]

type Refusal = tuple[int, str, str]


def refused_prose(root: Node) -> Iterator[Finding]:
    """Find HTML, pictures and links of other kinds, each with the line it stands on."""
    for node in root.walk():
        if isinstance(node.value, str) and len(node.value) <= MAX_LENGTH and WORTH_READING.search(node.value):
            for line, message, hint in _refusals(node.value):
                yield node.finding(message, hint, line=line)


def refused_addresses(lesson: Node) -> Iterator[Finding]:
    """Find addresses of references that are no addresses of web pages."""
    for reference in lesson.rows("references"):
        address = reference.get("address")
        if ":" in address.says and not address.says.startswith(("https://", "http://")):
            yield address.finding("should be the address of a web page", "such as https://peacekeeping.un.org")


def _refusals(text: str) -> Iterator[Refusal]:
    if text.count("[") + text.count("<") > MAX_BRACKETS:
        yield 0, "has too many [ and < to be read", f"at most {MAX_BRACKETS} in one text"
        return
    for token in _markdown.parse(text):
        first_line = token.map[0] if token.map else 0
        if token.type == "html_block":
            yield first_line, *_no_html(token)
        for line, message, hint in _inline_refusals(token.children or []):
            yield first_line + line, message, hint


def _inline_refusals(tokens: Sequence[Token]) -> Iterator[Refusal]:
    line, told = 0, -1
    for token in tokens:
        if token.type == "html_inline" and told < line:
            told = line  # once a line: tags come in pairs
            yield line, *_no_html(token)
        elif token.type == "image":
            yield line, "pictures are not allowed in a text", "put the file into media/ and name it on a slide"
        elif token.type == "link_open" and not _is_allowed(str(token.attrGet("href"))):
            schemes = ", ".join(f"{scheme}:" for scheme in LINK_SCHEMES)
            yield line, f"a link to {quoted(str(token.attrGet('href')))} is not allowed", f"links begin with {schemes}"
        line += token.type in {"softbreak", "hardbreak"} or token.content.count("\n")


def _no_html(token: Token) -> tuple[str, str]:
    shown = quoted(" ".join(token.content.split()))
    return f"HTML is not allowed: {shown}", "write plain words or Markdown"


def _is_allowed(address: str) -> bool:
    """Return whether the scheme is allowed. Browsers skip spaces and controls in it, so they do not count."""
    scheme = SCHEME.match("".join(filter(str.isprintable, address)).replace(" ", "").lower())
    return scheme is not None and scheme[1] in LINK_SCHEMES
