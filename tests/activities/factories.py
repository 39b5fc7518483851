"""Rows of runs, boards and ratings for tests."""

import factory
from factory.django import DjangoModelFactory

from activities.models import ActivityRun, Board, BoardEntry
from courses.models import Group
from tests.factories import NOW, ActivityFactory, CohortFactory, EnrolmentFactory

CHECKLIST, DEBRIEF, PROMPT, PREPARATION = "TOKEN-CHECKLIST", "TOKEN-DEBRIEF", "TOKEN-PROMPT", "TOKEN-PREPARATION"
LANES = {
    "kind": "lanes",
    "regions": [
        {"id": "national", "label": "National partners", "hint": "Of the host country", "documents": []},
        {"id": "external", "label": "Other partners", "hint": None, "documents": []},
        {"id": "un", "label": "UN partners", "hint": None, "documents": []},
    ],
    "rings": [],
    "cards": [],
}
CIRCLES = {
    "kind": "circles",
    "regions": [
        {"id": "peace", "label": "Peace and security", "hint": None, "documents": ["Mandate"]},
        {"id": "aid", "label": "Humanitarian", "hint": None, "documents": []},
        {"id": "growth", "label": "Development", "hint": None, "documents": []},
    ],
    "rings": [
        {"id": "ring-un", "label": "UN partners", "hint": None, "documents": []},
        {"id": "ring-external", "label": "External partners", "hint": None, "documents": []},
    ],
    "cards": ["OCHA", "World Bank"],
}
GALLERY = {
    "kind": "gallery",
    "regions": [
        {"id": "diagrams", "label": "Group diagrams", "hint": None, "documents": []},
        {"id": "drafts", "label": "First drafts", "hint": None, "documents": []},
    ],
    "rings": [],
    "cards": [],
}
RATING = {
    "lowest": 1,
    "highest": 10,
    "lowest_label": "very poor",
    "highest_label": "excellent",
    "scales": ["Accuracy", "Teamwork"],
    "comments": ["What I liked"],
}


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = Group

    cohort = factory.SubFactory(CohortFactory)
    name = factory.Sequence(lambda n: f"Group {n}")


class BoardActivityFactory(ActivityFactory):
    """An activity with a board of three lanes. What is for the instructor only carries tokens."""

    board = LANES
    grouping = ["plenary"]
    preparation = [PREPARATION]
    debrief = [DEBRIEF]


class RunFactory(DjangoModelFactory):
    class Meta:
        model = ActivityRun

    activity = factory.SubFactory(BoardActivityFactory)
    cohort = factory.LazyAttribute(lambda run: CohortFactory(course=run.activity.lesson.course))
    created_by = factory.LazyAttribute(lambda run: EnrolmentFactory(cohort=run.cohort, instructor=True).user)
    rating = factory.SelfAttribute("activity.rating")
    checklist = factory.SelfAttribute("activity.points_to_hear")
    started_at = NOW


class BoardFactory(DjangoModelFactory):
    """The class's board of a run, open to learners. ``plan`` is what the files say of it."""

    class Meta:
        model = Board

    class Params:
        plan = LANES

    run = factory.SubFactory(RunFactory, activity__board=factory.SelfAttribute("...plan"))
    title = "Mission partners"
    regions = factory.LazyAttribute(lambda board: board.plan["regions"])
    rings = factory.LazyAttribute(lambda board: board.plan["rings"])
    cards = factory.LazyAttribute(lambda board: board.plan["cards"])
    kind = factory.LazyAttribute(lambda board: board.plan["kind"])
    is_open = True


class BoardEntryFactory(DjangoModelFactory):
    class Meta:
        model = BoardEntry

    board = factory.SubFactory(BoardFactory)
    text = factory.Sequence(lambda n: f"Partner {n}")
    places = ["un"]
    token = factory.Sequence(lambda n: f"token-{n}")
    created_at = NOW
