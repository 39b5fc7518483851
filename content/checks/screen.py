"""What the class screen can show: every frame of a lesson has to fit on it, at the smallest type at least."""

from collections.abc import Iterator

from content.nodes import Finding, Node
from lessons.fitting import Words, fits

PROBLEM = "is too long for the class screen"
TOGETHER = "are too long for the class screen together"
SHORTEN, SPLIT = "shorten it", "shorten them, or split the slide into two"


def frames_too_long(lesson: Node) -> Iterator[Finding]:
    """Find texts of slides, and of the frames that are made from the lesson, that fit on no class screen."""
    yield from _own_frames(lesson)
    for section in lesson.rows("sections"):
        title = section.get("title")
        if not fits(Words("", title.says)):
            yield title.finding(PROBLEM, SHORTEN)
            continue
        for slide in section.rows("slides"):
            yield from _slide(slide, title.says)


def _own_frames(lesson: Node) -> Iterator[Finding]:
    """Find what is too long in the opening and in the summary."""
    title = lesson.get("title")
    if not fits(Words(title.says, is_title=True)):
        yield title.finding(PROBLEM, SHORTEN)
    for key in ("aim", "relevance"):
        if not fits(Words("Why it matters to you", prose=lesson.text(key))):
            yield lesson.get(key).finding(PROBLEM, SHORTEN)
    outcomes = {row.text("id"): row.text("short") for row in lesson.rows("outcomes")}
    if not fits(Words("What you will be able to do", lines=_texts(lesson.rows("outcomes"), "text"))):
        yield lesson.get("outcomes").finding(TOGETHER, "shorten or join some")
    if not fits(Words("Lesson overview", lines=_texts(lesson.rows("sections"), "title"))):
        yield lesson.get("sections").finding(f"their titles {TOGETHER}", "shorten or join some")
    for block in lesson.get("summary").rows("blocks"):
        if not fits(Words(outcomes.get(block.text("outcome"), ""), "Summary", prose=block.text("points"))):
            yield block.get("points").finding(PROBLEM, SHORTEN)


def _slide(slide: Node, section: str) -> Iterator[Finding]:
    """Find a slide that is too long: by its bullets, or by its title alone."""
    title, has_pictures = slide.get("title"), slide.has("media")
    lines = [bullet.says for bullet in slide.entries("bullets")]
    if fits(Words(title.says, section, lines, has_pictures=has_pictures)):
        return
    if lines and fits(Words(title.says, section, has_pictures=has_pictures)):
        yield slide.get("bullets").finding(TOGETHER if len(lines) > 1 else PROBLEM, SPLIT)
    else:
        yield title.finding(PROBLEM, SHORTEN)


def _texts(rows: list[Node], key: str) -> list[str]:
    return [row.text(key) for row in rows]
