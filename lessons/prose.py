"""Markdown prose of lessons as HTML, and the words of a glossary linked in it.

The one place that marks HTML as safe. Raw HTML in the text is shown as text, pictures are left out,
and what Markdown produced still passes through a sanitiser.
"""

import html as entities
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {"p", "ul", "ol", "li", "strong", "em", "code", "blockquote", "a", "br", "hr"}
LINK_SCHEMES = {"http", "https", "mailto"}
_markdown = MarkdownIt("commonmark", {"html": False}).disable(["image", "heading", "lheading", "html_block"])


@dataclass(frozen=True)
class Vocabulary:
    """The spellings of a glossary: pairs of spelling and slug of its term."""

    spellings: tuple[tuple[str, str], ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Match any spelling as a whole word, the longest first."""
        ordered = sorted((spelling for spelling, _ in self.spellings), key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(_spelling_pattern, ordered))})(?!\w)")

    @cached_property
    def _slugs(self) -> dict[str, str]:
        return {spelling.casefold(): slug for spelling, slug in self.spellings}

    def slug_of(self, word: str) -> str | None:
        """Return the slug of the term that ``word`` spells, or None."""
        return self._slugs.get(word.casefold()) or self._slugs.get(word.casefold().removesuffix("s"))

    def found_in(self, texts: Iterable[str]) -> list[str]:
        """Return the slugs of the terms that occur in ``texts``, each once, in order of appearance."""
        if not self.spellings:
            return []
        words = (match.group() for text in texts for match in self.pattern.finditer(text))
        slugs = (self.slug_of(word) for word in words)
        return list(dict.fromkeys(slug for slug in slugs if slug))


def _spelling_pattern(spelling: str) -> str:
    """A name or acronym of one word matches as it is written: Concern is no concern. The rest in any case."""
    is_one_name = " " not in spelling and spelling != spelling.lower()
    return f"{re.escape(spelling)}s?" if is_one_name else f"(?i:{re.escape(spelling)})s?"


_LONE_PARAGRAPH = re.compile(r"<p>(?P<text>(?:(?!</?p>).)*)</p>\s*", re.DOTALL)


@lru_cache(maxsize=4096)
def render_prose(text: str, vocabulary: Vocabulary | None = None) -> SafeString:
    """Return ``text`` as safe HTML.

    With a ``vocabulary`` the first occurrence of each of its terms becomes a link to ``#term-<slug>``.
    """
    tokens = _markdown.parse(text)
    if vocabulary and vocabulary.spellings:
        _link_terms(tokens, vocabulary)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        allowed_classes={"a": {"term"}},
        url_schemes=LINK_SCHEMES,
        link_rel="noreferrer",
    )
    return mark_safe(clean)  # noqa: S308 - sanitised on the line above


def render_item(text: str) -> SafeString:
    """Return ``text`` as safe HTML for an item of a list: a paragraph that is alone in it needs no mark of its own."""
    html = render_prose(text)
    alone = _LONE_PARAGRAPH.fullmatch(html)
    return mark_safe(alone["text"]) if alone else html  # noqa: S308 - a part of what was sanitised


def render_block(text: str) -> SafeString:
    """Return ``text`` as safe HTML that stands by itself: a paragraph, or several blocks in one of class prose."""
    html = render_prose(text)
    is_alone = _LONE_PARAGRAPH.fullmatch(html) is not None
    return SafeString(html.strip() if is_alone else f'<div class="prose">{html}</div>')


@lru_cache(maxsize=4096)
def render_line(text: str) -> SafeString:
    """Return ``text`` as safe HTML for a heading or a legend, where a paragraph may not stand.

    Each paragraph becomes a ``span`` of class ``line``; lists and quotes stay as they are typed.
    """
    paragraphs = (" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text.strip()))
    html = "".join(f'<span class="line">{_markdown.renderInline(each)}</span>' for each in paragraphs)
    clean = nh3.clean(
        html,
        tags={"strong", "em", "code", "span"},
        attributes={},
        allowed_classes={"span": {"line"}},
    )
    return mark_safe(clean)  # noqa: S308 - sanitised on the line above


def plain_line(text: str) -> str:
    """Return ``text`` as one line without any markup, for the options of a list and for titles."""
    html = _markdown.renderInline(" ".join(text.split()))
    return entities.unescape(nh3.clean(html, tags=set()))


def _link_terms(tokens: Sequence[Token], vocabulary: Vocabulary) -> None:
    seen: set[str] = set()
    for token in tokens:
        if token.type == "inline" and token.children:
            token.children = list(_with_links(token.children, vocabulary, seen))


def _with_links(children: Sequence[Token], vocabulary: Vocabulary, seen: set[str]) -> Iterable[Token]:
    in_link = False
    for child in _joined(children):
        in_link = child.type == "link_open" or (in_link and child.type != "link_close")
        if child.type == "text" and not in_link:
            yield from _linked_text(child.content, vocabulary, seen)
        else:
            yield child


def _joined(children: Sequence[Token]) -> Iterable[Token]:
    """Join texts that only the end of a line in the file sets apart: a term may go over it."""
    for is_text, run in groupby(children, key=lambda child: child.type in {"text", "softbreak"}):
        together = list(run)
        yield from [_text("".join(child.content or " " for child in together))] if is_text else together


def _linked_text(text: str, vocabulary: Vocabulary, seen: set[str]) -> Iterable[Token]:
    end = 0
    for match in vocabulary.pattern.finditer(text):
        slug = vocabulary.slug_of(match.group())
        if slug is None or slug in seen:
            continue
        seen.add(slug)
        yield _text(text[end : match.start()])
        yield Token("link_open", "a", 1, attrs={"href": f"#term-{slug}", "class": "term"})
        yield _text(match.group())
        yield Token("link_close", "a", -1)
        end = match.end()
    yield _text(text[end:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
