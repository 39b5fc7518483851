"""A quiz of the real lesson, open to the learners of the world."""

from django.utils import timezone

from assessments.models import AssessmentForm, FormItem, QuestionVersion, Sitting

# For each question, what somebody who knows it does: label of a field, and what to type, or True to check it.
ANSWERS = {
    "f1-internal-partner": [("Your answer", "UN Country Team")],
    "f3-financial-institutions": [("Blank 1", "World Bank"), ("Blank 2", "International Monetary Fund")],
    "t3-un-arrives-first": [("False", True)],
    "t8-ownership": [("True", True)],
    "m2-host-government": [("All of these", True)],
    "m1-country-team": [
        ("It is a valuable resource for a peacekeeping operation", True),
        ("It gives continuity to the relationships of the UN with a host country", True),
    ],
    "n6-obstacles": [
        ("Which are the main obstacles that an integrated approach meets? Name at least three.", "Money.\nTime."),
        ("Which measures help to make strategic partnerships effective? Name at least three.", "Talking."),
    ],
}
# The same as the server stores it, by position.
RIGHT_ONES = {
    0: {"partner": "UN Country Team"},
    1: {"first": "World Bank", "second": "International Monetary Fund"},
    2: False,
    3: True,
    4: "e",
    5: ["a", "c"],
    6: {"obstacles": "Money.\nTime.", "measures": "Talking."},
}

# Chromium's own line when the page of a quiz is left while its service worker is on its way.
LEFT_EARLY = "An unknown error occurred when fetching the script"


def open_quiz(world, slugs=tuple(ANSWERS), label="Quiz before the lesson", **rules):
    """Return an open sitting of the world's cohort, in the order of ``slugs`` when it is not shuffled."""
    form = AssessmentForm.objects.create(
        lesson=world.lesson, label=label, frozen_at=timezone.now(), created_at=timezone.now()
    )
    versions = QuestionVersion.objects.filter(question__lesson=world.lesson).select_related("question")
    by_slug = {version.question.slug: version for version in versions}
    for position, slug in enumerate(slugs):
        version = by_slug[slug]
        FormItem.objects.create(form=form, position=position, version=version, points=version.points)
    now = timezone.now()
    rules = {"kind": Sitting.Kind.PRE, "label": label, "opens_at": now, "created_at": now, "is_shuffled": False} | rules
    return Sitting.objects.create(cohort=world.cohort, form_a=form, **rules)
