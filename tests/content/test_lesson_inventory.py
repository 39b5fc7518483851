"""Lesson 1.8 against an inventory of its source, so that nothing goes missing unseen.

The words each slide, activity and question must hold are in lesson_inventory.yaml beside this file.
"""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.content.inventory import (
    WORDS,
    assert_one_each,
    assert_told,
    closest,
    fold,
    load,
    missing,
    runs,
    scalars,
    source_notes,
    text_of,
)

PACK = Path(__file__).parents[2] / "content" / "packs" / "cptm" / "mission-partners"
SEEDS = Path(__file__).parents[3] / "shared" / "seeds"

OUTCOMES = ["types", "country-team", "integrated-approach", "national-partners"]
SECTIONS = {
    "working-together": ["working-together"],
    "mission-partners": ["mission-partners"],
    "un-partners": ["un-partners", "why-country-team", "integrated-approach"],
    "national-partners": ["national-partners", "why-key-partners", "host-government", "civil-society"],
    "external-partners": [
        *("external-partners", "why-coordinate", "international-organisations", "icrc", "member-states"),
        *("intergovernmental-organisations", "three-circles"),
    ],
}
EXAMPLES = {
    "elections": "integrated-approach",
    "DDR": "integrated-approach",
    "local authorities": "integrated-approach",
    "donor agencies": "member-states",
    "IGAD": "intergovernmental-organisations",
    "Haiti": "intergovernmental-organisations",
}
MEDIA = {
    "working-together": "media/working-together.svg",
    "mission-partners": "media/partner-clusters.svg",
    "why-country-team": "media/presence-timeline.svg",
    "integrated-approach": "media/three-circles.svg",
    "three-circles": "media/three-circles.svg",
}
ACTIVITIES = [
    ("1.8.1", "partner-brainstorm", "learning"),
    ("1.8.2", "sports-analogy", "learning"),
    ("1.8.3", "strategic-partnerships", "learning"),
    ("1.8.4", "partner-brainstorm-again", "learning"),
    ("E1", "partner-diagram", "evaluation"),
    ("E2", "partner-briefing", "evaluation"),
    ("E3", "real-case", "evaluation"),
    ("E4", "ngo-discussion", "evaluation"),
    ("E5", "isf-rings", "evaluation"),
]


WORDS_A_MINUTE = 130
TOLERANCE = Decimal("1.10")
COPIED_RUN = 9


# ------------------------------------------------------------------------------------------------ the pack as it stands


@pytest.fixture(scope="module")
def lesson():
    """The lesson as it stands in its file."""
    return load(PACK / "lesson.yaml")


@pytest.fixture(scope="module")
def bank():
    """The question bank as it stands in its file."""
    return load(PACK / "questions.yaml")


@pytest.fixture(scope="module")
def slides(lesson):
    """All slides by id, in their order."""
    return {slide["id"]: slide for section in lesson["sections"] for slide in section["slides"]}


@pytest.fixture(scope="module")
def activities(lesson):
    """All activities by id."""
    return {activity["id"]: activity for activity in lesson["activities"]}


# ---------------------------------------------------------------------------------------------------------- the lesson


def test_times_of_the_lesson(lesson):
    assert lesson["minutes"] == {"total": "45", "presentation": "20", "interactive": "25"}


def test_four_outcomes_in_the_order_of_the_source(lesson):
    assert [outcome["id"] for outcome in lesson["outcomes"]] == OUTCOMES
    gone = [missing(WORDS["outcomes"][outcome["id"]], fold(outcome["text"])) for outcome in lesson["outcomes"]]
    assert gone == [[], [], [], []]


def test_aim_relevance_and_opening_together_are_complete(lesson):
    assert_told(WORDS["opening"], text_of(lesson["aim"], lesson["relevance"], lesson["opening"]))


def test_sections_and_slides_in_the_order_of_the_source(lesson):
    found = {section["id"]: [slide["id"] for slide in section["slides"]] for section in lesson["sections"]}
    assert list(found.items()) == list(SECTIONS.items())


def test_slides_are_numbered_1_to_15_and_the_activity_slide_is_not(slides):
    assert [slide.get("number") for slide in slides.values()] == [*map(str, range(1, 16)), None]


def test_activity_slide_opens_its_activity(slides):
    slide = slides["three-circles"]
    assert (slide["layout"], slide["activity"]) == ("activity", "strategic-partnerships")


@pytest.mark.parametrize("name", WORDS["titles"])
def test_slide_has_a_title_a_message_notes_and_reading(slides, name):
    slide = slides[name]
    assert_told(WORDS["titles"][name], fold(slide["title"]))
    assert [key for key in ("key_message", "notes", "reading") if not slide.get(key)] == []


@pytest.mark.parametrize("name", WORDS["on_slide"])
def test_class_sees_what_the_source_puts_on_the_slide(slides, name):
    slide = slides[name]
    pictures = [picture["alt"] for picture in slide.get("media", [])]
    assert_told(WORDS["on_slide"][name], text_of(slide["title"], slide.get("bullets", []), pictures))


@pytest.mark.parametrize("name", WORDS["slides"])
def test_slide_mentions_every_fact(slides, name):
    slide, _, _part = name.partition(" (")
    assert_told(WORDS["slides"][name], text_of(slides[slide]))


@pytest.mark.parametrize("name", EXAMPLES)
def test_boxed_example_is_complete(slides, name):
    boxes = slides[EXAMPLES[name]].get("examples", [])
    line = WORDS["examples"][name]
    assert_told(line, closest(line, [text_of(box) for box in boxes]))


@pytest.mark.parametrize("name", MEDIA)
def test_slide_shows_its_diagram(slides, name):
    assert MEDIA[name] in [picture["file"] for picture in slides[name].get("media", [])]
    assert (PACK / MEDIA[name]).is_file()


def test_summary_has_a_block_for_each_outcome(lesson):
    assert [block["outcome"] for block in lesson["summary"]["blocks"]] == OUTCOMES


@pytest.mark.parametrize("name", OUTCOMES)
def test_summary_repeats_what_matters(lesson, name):
    blocks = {block["outcome"]: block for block in lesson["summary"]["blocks"]}
    assert_told(WORDS["summary"][name], text_of(blocks[name]))


def test_core_notes_fit_the_presentation(lesson, slides):
    parts = [lesson["opening"], *slides.values(), lesson["summary"]]
    core = [note["core"] for part in parts for note in part.get("notes", []) if "core" in note]
    assert sum(len(note.split()) for note in core) <= 20 * WORDS_A_MINUTE * TOLERANCE


# ------------------------------------------------------------------------------------------------------ the activities


def test_four_activities_and_five_further_evaluations(lesson):
    assert [(entry["number"], entry["id"], entry["use"]) for entry in lesson["activities"]] == ACTIVITIES


def test_activities_take_the_minutes_of_the_source(activities):
    names = ["partner-brainstorm", "sports-analogy", "partner-brainstorm-again"]
    assert [activities[name]["minutes"] for name in names] == ["15", "15", "15"]


@pytest.mark.parametrize("name", WORDS["activities"])
def test_activity_mentions_every_fact(activities, name):
    assert_told(WORDS["activities"][name], text_of(activities[name]))


def test_brainstorm_has_three_timed_lanes_in_order(activities):
    activity = activities["partner-brainstorm"]
    order = ["national", "other | external", "UN"]
    labels = [fold(region["label"]) for region in activity["board"]["regions"]]
    assert [missing(line, label) for line, label in zip(order, labels, strict=True)] == [[], [], []]
    timed = {phase["id"]: Decimal(phase["minutes"]) for phase in activity["phases"]}
    assert [4 <= timed[region["id"]] <= 5 for region in activity["board"]["regions"]] == [True, True, True]


def test_sports_analogy_has_six_key_points(activities):
    assert_one_each(WORDS["sports_points"], activities["sports-analogy"]["checklist"])


def test_strategic_partnerships_keeps_its_phases(activities):
    minutes = [phase["minutes"] for phase in activities["strategic-partnerships"]["phases"]]
    introduction, first, second, *rest = minutes
    assert (introduction, Decimal(first) + Decimal(second), rest) == ("3", 15, ["3-5", "3-5", "2"])


def test_strategic_partnerships_has_three_circles_with_their_documents(activities):
    board = activities["strategic-partnerships"]["board"]
    assert board["kind"] == "circles"
    assert_one_each(WORDS["circles"], [text_of(region) for region in board["regions"]])


def test_second_brainstorm_borrows_the_plan_of_the_first(activities):
    assert activities["partner-brainstorm-again"]["same_plan_as"] == "partner-brainstorm"


@pytest.mark.parametrize(("name", "step"), [("partner-diagram", "phase"), ("isf-rings", "part")])
def test_diagrams_can_be_made_in_two_steps(activities, name, step):
    ids = [phase["id"] for variation in activities[name]["variations"] for phase in variation.get("phases", [])]
    assert [phase for phase in ids if phase.startswith(f"{step}-")] == [f"{step}-1", f"{step}-2"]


def test_briefing_form_has_seven_scales_and_three_boxes(activities):
    form = activities["partner-briefing"]["rating"]
    assert (form.get("lowest", "1"), form["lowest_label"].lower()) == ("1", "very poor")
    assert (form.get("highest", "10"), form["highest_label"].lower()) == ("10", "excellent")
    assert_one_each(WORDS["rating_scales"], form["scales"])
    assert_one_each(WORDS["comment_boxes"], form["comments"])


def test_ngo_discussion_has_eleven_points_and_a_caution(activities):
    assert_one_each(WORDS["ngo_points"], activities["ngo-discussion"]["checklist"])


def test_isf_diagram_has_three_mandates_and_two_outer_rings(activities):
    board = activities["isf-rings"]["board"]
    assert_one_each(["peace and security", "humanitarian", "development"], [part["label"] for part in board["regions"]])
    assert_one_each(["UN partners", "external partners"], [ring["label"] for ring in board["rings"]])


# ----------------------------------------------------------------------------- key words, common questions, references


def test_key_word_of_the_source_is_a_key_word(lesson):
    keys = [text_of(term) for term in lesson["glossary"] if term.get("is_key") == "true"]
    assert_told("integrated approach; strategic vision", closest("integrated approach; strategic vision", keys))


def test_glossary_has_every_acronym(lesson):
    names = [name for term in lesson["glossary"] for name in (term["term"], term.get("acronym"), *term.get("also", []))]
    known = " | ".join(fold(name) for name in names if name)
    assert_told(WORDS["acronyms"], known)


def test_four_common_questions_are_answered(lesson):
    assert_one_each(WORDS["common_questions"], [text_of(entry) for entry in lesson["common_questions"]])


def test_five_required_references(lesson):
    required = [text_of(entry) for entry in lesson["references"] if entry["kind"] == "required"]
    assert_one_each(WORDS["required_references"], required)


def test_additional_resources(lesson):
    additional = [entry for entry in lesson["references"] if entry["kind"] == "additional"]
    assert_told(WORDS["additional_references"], text_of(additional))


@pytest.mark.parametrize("name", WORDS["slips"])
def test_slip_of_the_source_is_told(lesson, bank, name):
    notes = [*source_notes(lesson), *source_notes(bank)]
    assert_told(WORDS["slips"][name], closest(WORDS["slips"][name], notes))


# ----------------------------------------------------------------------------------------------------- our own wording


@pytest.mark.parametrize("file", ["lesson.yaml", "questions.yaml"])
def test_no_sentence_is_copied_from_the_source(file):
    found = sorted(SEEDS.glob("000_*.txt"))
    if not found:
        pytest.skip("the source is not part of this repository")
    source = runs(found[0].read_text(encoding="utf-8"), COPIED_RUN)
    names = set().union(*(runs(name, COPIED_RUN) for name in WORDS["names"]))
    ours = set().union(*(runs(text, COPIED_RUN) for text in scalars(load(PACK / file))))
    assert sorted(ours & source - names) == []
