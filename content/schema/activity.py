"""What an activity of a lesson may say."""

from typing import Annotated, Literal

from pydantic import Field

from content.schema.values import Duration, Label, Line, Number, Part, Prose, Slug


class Phase(Part):
    """A timed step of an activity."""

    id: Slug
    title: Line
    minutes: Duration
    instructions: Prose
    prompts: list[Prose] = Field([], description="questions that keep the room talking")


class Region(Part):
    """A place on a board: a lane, a list, a circle or a ring."""

    id: Slug
    label: Label
    hint: Line | None = None
    documents: list[Line] = Field([], description="guiding documents written beside a circle")


class Board(Part):
    """What the class fills in together. ``rings`` lie around ``regions``; ``cards`` are ready-made entries."""

    kind: Literal["lanes", "lists", "circles", "gallery"]
    regions: list[Region] = Field(min_length=1)
    rings: list[Region] = []
    cards: list[Label] = []


class RatingForm(Part):
    """A form to rate what a group presented."""

    lowest: Annotated[int, Field(ge=0, le=1)] = 1
    highest: Annotated[int, Field(ge=2, le=10)] = 10
    lowest_label: Label
    highest_label: Label
    scales: list[Line] = Field(min_length=1)
    comments: list[Line] = []


class Variation(Part):
    """Another way to run the activity. ``phases`` replace the activity's own when given."""

    title: Line
    text: Prose
    phases: list[Phase] = []


class Activity(Part):
    """Something the class does together. ``same_plan_as`` borrows the plan of another activity."""

    id: Slug
    number: Number
    title: Line
    use: Literal["learning", "evaluation"]
    kind: Literal["brainstorm", "discussion", "diagram", "briefing", "assignment"]
    outcomes: list[Slug] = []
    method: Line
    grouping: list[Literal["plenary", "small-groups", "pairs", "individual"]] = Field(min_length=1)
    purpose: Prose
    minutes: Duration
    preparation: list[Prose] = []
    materials: list[Line] = []
    phases: list[Phase] = []
    same_plan_as: Slug | None = None
    board: Board | None = None
    rating: RatingForm | None = None
    checklist: list[Prose] = Field([], description="points the instructor listens for; learners never see them")
    debrief: list[Prose] = Field([], description="points to draw out at the end, for the instructor")
    variations: list[Variation] = []
    source_notes: list[Prose] = []
