"""What belongs together across the questions of ``questions.yaml``, and between them and the lesson."""

from collections.abc import Iterator

from content.checks.lesson import slides_of
from content.checks.names import dangling, ids_under, repeated
from content.nodes import Finding, Node
from content.problems import quoted


def own_lesson(bank: Node, lesson: Node) -> Iterator[Finding]:
    """Find a bank that says it belongs to another lesson."""
    if lesson.has("id") and bank.has("lesson") and bank.text("lesson") != lesson.text("id"):
        yield bank.get("lesson").finding(f"should be {quoted(lesson.text('id'))}, the id in lesson.yaml")


def references_to_lesson(bank: Node, lesson: Node) -> Iterator[Finding]:
    """Find references to outcomes and slides that the lesson does not have."""
    questions = bank.rows("questions")
    outcomes = (entry for question in questions for entry in question.entries("outcomes"))
    yield from dangling(outcomes, ids_under(lesson, "outcomes"), "learning outcome")
    slides = {slide.text("id") for slide in slides_of(lesson)}
    yield from dangling((question.get("slide") for question in questions), slides, "slide")


def outcomes_without_questions(lesson: Node, bank: Node) -> Iterator[Finding]:
    """Find learning outcomes that no question tests."""
    tested = {entry.says for question in bank.rows("questions") for entry in question.entries("outcomes")}
    for outcome in lesson.rows("outcomes"):
        if outcome.has("id") and outcome.text("id") not in tested:
            yield outcome.get("id").finding(f"no question tests {quoted(outcome.text('id'))}")


def own_references(bank: Node) -> Iterator[Finding]:
    """Find references within the bank to misconceptions and questions that are not there."""
    suggested = [node for node in bank.walk() if node.address[-1:] == ("misconception",)]
    looked_for = [entry for question in bank.rows("questions") for entry in question.entries("misconceptions")]
    yield from dangling([*suggested, *looked_for], ids_under(bank, "misconceptions"), "misconception")
    members = (entry for row in bank.rows("enemies") for entry in row.entries("pair"))
    yield from dangling(members, ids_under(bank, "questions"), "question")


def enemy_pairs(bank: Node) -> Iterator[Finding]:
    """Find pairs of a question with itself, and pairs listed twice."""
    seen: set[frozenset[str]] = set()
    for row in bank.rows("enemies"):
        names = [entry.says for entry in row.entries("pair")]
        pair = frozenset(names)
        if len(names) == 2 and len(pair) == 1:
            yield row.get("pair").finding("names one question twice")
        elif pair in seen:
            yield row.get("pair").finding("is already listed", "the order of the two does not matter")
        seen.add(pair)


def sources(bank: Node) -> Iterator[Finding]:
    """Find numbers of the source that two questions claim."""
    return repeated(question.get("source") for question in bank.rows("questions"))


def stems(bank: Node) -> Iterator[Finding]:
    """Find questions that ask the same in the same words."""
    return repeated((question.get("stem") for question in bank.rows("questions")), _same_words)


def _same_words(text: str) -> str:
    return " ".join(text.split()).casefold()
