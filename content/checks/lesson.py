"""What belongs together in ``lesson.yaml``."""

import re
from collections.abc import Iterator
from itertools import pairwise

from content.checks.names import dangling, ids_under, repeated
from content.nodes import Finding, Node
from content.problems import quoted
from lessons.deck import is_own_key

FILE_NAME = re.compile(r"\S+\.(?:svg|png|jpe?g|webp)")

# What a slide of each layout needs, beyond what every slide has.
NEEDS = {
    "bullets": ["bullets", "minutes"],
    "diagram": ["media", "minutes"],
    "bullets-diagram": ["bullets", "media", "minutes"],
    "activity": ["activity"],
}


def slides_of(lesson: Node) -> list[Node]:
    """Return the slides of all sections."""
    return [slide for section in lesson.rows("sections") for slide in section.rows("slides")]


def own_folder(lesson: Node, folder: str) -> Iterator[Finding]:
    """Find a lesson whose id is not the name of its folder."""
    if lesson.has("id") and lesson.text("id") != folder:
        yield lesson.get("id").finding(f"should be {quoted(folder)}, the name of its folder")


def slide_ids(lesson: Node) -> Iterator[Finding]:
    """Find slides of the same id, in one section or in two, and ids that presenting uses itself."""
    ids = [slide.get("id") for slide in slides_of(lesson)]
    yield from repeated(ids)
    for each in ids:
        if is_own_key(each.says):
            yield each.finding(
                f"{quoted(each.says)} is an id of Fieldschool's own", "choose another, such as un-partners"
            )


def slide_numbers(lesson: Node) -> Iterator[Finding]:
    """Find slide numbers that are used twice or do not rise."""
    numbers = [slide.get("number") for slide in slides_of(lesson)]
    yield from repeated(numbers, lambda number: number.lstrip("0"))
    known = [(number.whole, number) for number in numbers if number.whole is not None]
    for (before, _), (after, number) in pairwise(known):
        if after < before:
            yield number.finding(f"slide {after} comes after slide {before}", "numbers rise from slide to slide")


def slide_layouts(lesson: Node) -> Iterator[Finding]:
    """Find slides that lack what their layout shows, or name an activity that nothing opens."""
    for slide in slides_of(lesson):
        layout = slide.text("layout") or "bullets"
        for key in NEEDS.get(layout, []):
            if not slide.has(key):
                yield slide.get(key).finding("is missing", f"a slide with the layout {layout} needs it")
        if layout in NEEDS and layout != "activity" and slide.has("activity"):
            yield slide.get("activity").finding("only a slide with the layout activity opens one", "", at_key=True)


def picture_descriptions(lesson: Node) -> Iterator[Finding]:
    """Find pictures that are described by the name of a file, which says nothing to people who cannot see them."""
    for picture in (row for slide in slides_of(lesson) for row in slide.rows("media")):
        alt = picture.get("alt")
        if FILE_NAME.fullmatch(alt.says.casefold()):
            yield alt.finding(f"{quoted(alt.says)} is the name of a file", "say what the picture shows")


def lesson_references(lesson: Node) -> Iterator[Finding]:
    """Find references to outcomes and activities that do not exist."""
    outcomes = ids_under(lesson, "outcomes")
    blocks = lesson.get("summary").rows("blocks")
    owners = [*slides_of(lesson), *lesson.rows("activities")]
    yield from dangling((block.get("outcome") for block in blocks), outcomes, "learning outcome")
    yield from dangling((entry for row in owners for entry in row.entries("outcomes")), outcomes, "learning outcome")
    opened = (slide.get("activity") for slide in slides_of(lesson))
    yield from dangling(opened, ids_under(lesson, "activities"), "activity")


def summary_blocks(lesson: Node) -> Iterator[Finding]:
    """Find outcomes without a summary block, and with two."""
    blocks = [block.get("outcome") for block in lesson.get("summary").rows("blocks")]
    yield from repeated(blocks)
    summarised = {block.says for block in blocks}
    for outcome in lesson.rows("outcomes"):
        if outcome.has("id") and outcome.text("id") not in summarised:
            yield outcome.get("id").finding(f"no block of the summary is about {quoted(outcome.text('id'))}")


def activity_plans(lesson: Node) -> Iterator[Finding]:
    """Find activities without a plan: neither phases nor another activity that has some."""
    activities = lesson.rows("activities")
    plans = [activity.get("same_plan_as") for activity in activities]
    owners = {activity.text("id"): activity for activity in activities}
    yield from dangling(plans, owners.keys(), "activity")
    for activity, plan in zip(activities, plans, strict=True):
        if not plan.says and not activity.has("phases"):
            yield activity.get("phases").finding("is missing", "or name another activity under same_plan_as")
        elif plan.says and activity.has("phases"):
            yield plan.finding("has phases of its own already", "leave out one of the two")
        elif plan.says and plan.says == activity.text("id"):
            yield plan.finding("names the activity itself")
        elif plan.says in owners and owners[plan.says].has("same_plan_as"):
            yield plan.finding(f"{quoted(plan.says)} borrows its own plan", "name the activity that has the phases")


def board_places(lesson: Node) -> Iterator[Finding]:
    """Find boards with two places of the same id, and rings without circles."""
    for board in (activity.get("board") for activity in lesson.rows("activities")):
        yield from repeated(place.get("id") for place in [*board.rows("regions"), *board.rows("rings")])
        if board.has("rings") and board.text("kind") != "circles":
            yield board.get("rings").finding("only a board of circles has rings", at_key=True)


def glossary_spellings(lesson: Node) -> Iterator[Finding]:
    """Find spellings that two terms of the glossary own."""
    owners: dict[str, Node] = {}
    for term in lesson.rows("glossary"):
        for spelling in [term.get("term"), term.get("acronym"), *term.entries("also")]:
            owner = owners.setdefault(spelling.says.casefold(), term)
            if spelling.says and owner is not term:
                yield spelling.finding(f"{quoted(spelling.says)} already belongs to {quoted(owner.text('term'))}")


def repeated_references(lesson: Node) -> Iterator[Finding]:
    """Find references of the same title."""
    return repeated(row.get("title") for row in lesson.rows("references"))
