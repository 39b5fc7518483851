"""Prose as safe HTML, with the words of a glossary linked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.prose import Vocabulary, plain_line, render_block, render_item, render_line, render_prose

WORDS = Vocabulary(
    (
        ("UN Country Team", "unct"),
        ("UNCT", "unct"),
        ("Concern", "concern"),
        ("civil society", "civil-society"),
        ("AU", "au"),
    )
)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One **two** *three*.", "<p>One <strong>two</strong> <em>three</em>.</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ('<b hx-get="/x">x</b>', '<p>&lt;b hx-get="/x"&gt;x&lt;/b&gt;</p>\n'),
        ("![x](https://example.org/x.png)", '<p>!<a href="https://example.org/x.png" rel="noreferrer">x</a></p>\n'),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>\n"),
        ("# Not a heading", "<p># Not a heading</p>\n"),
        ("", ""),
    ],
)
def test_markdown_becomes_safe_html(text, html):
    assert render_prose(text) == html


@given(st.text(max_size=200))
def test_no_text_makes_a_script_a_handler_or_a_style(text):
    html = render_prose(text + '<img src=x onerror="x"><script>x</script><p style="x">').lower()
    assert "<script" not in html
    assert "<img" not in html
    assert "<p style" not in html
    assert not re.search(r"<[^>]*\son\w+=", html)


def test_a_term_is_linked_once_where_it_first_stands():
    html = render_prose("The UNCT helps. The UNCT stays.", WORDS)
    assert html == '<p>The <a href="#term-unct" class="term" rel="noreferrer">UNCT</a> helps. The UNCT stays.</p>\n'


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("The un country team and Civil Society.", ["unct", "civil-society"]),
        ("UN Country Teams", ["unct"]),
        ("A concern because of Concern", ["concern"]),
        ("because AU", ["au"]),
        ("because", []),
        ("AUC", []),
    ],
)
def test_names_match_as_written_and_other_words_in_any_case(text, slugs):
    assert WORDS.found_in([text]) == slugs


def test_a_term_inside_a_link_stays_as_it_is():
    assert "term" not in render_prose("[UNCT](https://example.org)", WORDS)


def test_an_empty_vocabulary_links_nothing():
    assert render_prose("The UNCT", Vocabulary(())) == "<p>The UNCT</p>\n"
    assert Vocabulary(()).found_in(["The UNCT"]) == []


def test_a_term_goes_over_the_end_of_a_line_in_the_file():
    html = render_prose("The UN Country\nTeam helps.", WORDS)
    assert html == '<p>The <a href="#term-unct" class="term" rel="noreferrer">UN Country Team</a> helps.</p>\n'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One **two**\n*three*.", '<span class="line">One <strong>two</strong> <em>three</em>.</span>'),
        ("One.\n\n Two.\n", '<span class="line">One.</span><span class="line">Two.</span>'),
        ("It is ______ & more.", '<span class="line">It is ______ &amp; more.</span>'),
        ("<script>alert(1)</script>", '<span class="line">&lt;script&gt;alert(1)&lt;/script&gt;</span>'),
        ("[here](https://example.org)", '<span class="line">here</span>'),
        ("", '<span class="line"></span>'),
    ],
)
def test_a_heading_holds_words_only(text, html):
    assert render_line(text) == html


@given(st.text())
def test_a_heading_of_any_text_is_spans_and_emphasis(text):
    assert set(re.findall(r"<(\w+)", render_line(text))) <= {"span", "strong", "em", "code"}


@pytest.mark.parametrize(
    ("text", "item", "block"),
    [
        (
            "One **two**\n*three*.\n",
            "One <strong>two</strong>\n<em>three</em>.",
            "<p>One <strong>two</strong>\n<em>three</em>.</p>",
        ),
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>\n", '<div class="prose"><p>One.</p>\n<p>Two.</p>\n</div>'),
        (
            "One:\n\n- two",
            "<p>One:</p>\n<ul>\n<li>two</li>\n</ul>\n",
            '<div class="prose"><p>One:</p>\n<ul>\n<li>two</li>\n</ul>\n</div>',
        ),
        ("- one", "<ul>\n<li>one</li>\n</ul>\n", '<div class="prose"><ul>\n<li>one</li>\n</ul>\n</div>'),
        ("<p>a</p>", "&lt;p&gt;a&lt;/p&gt;", "<p>&lt;p&gt;a&lt;/p&gt;</p>"),
        ("", "", '<div class="prose"></div>'),
    ],
)
def test_a_paragraph_alone_needs_nothing_around_it(text, item, block):
    assert (render_item(text), render_block(text)) == (item, block)


@given(st.text())
def test_an_item_of_any_text_is_what_prose_makes_of_it(text):
    prose = render_prose(text)
    assert render_item(text) in {prose, prose.strip().removeprefix("<p>").removesuffix("</p>")}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Which is **not** an *NGO*?", "Which is not an NGO?"),
        ("Two\n\nparagraphs  here", "Two paragraphs here"),
        ("5 < 6 & <b>bold</b>", "5 < 6 & <b>bold</b>"),
        ("", ""),
    ],
)
def test_a_line_without_marks_is_plain_text(text, plain):
    assert plain_line(text) == plain
