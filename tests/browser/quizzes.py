"""A quiz of the real lesson, open to the learners of the world."""

from django.utils import timezone

from assessments.models import AssessmentForm, FormItem, KeyRevision, QuestionVersion, Sitting

SLUGS = [
    "f1-internal-partner",
    "f3-financial-institutions",
    "t3-un-arrives-first",
    "t8-ownership",
    "m2-host-government",
    "m1-country-team",
    "n6-obstacles",
]


def open_quiz(world, slugs=SLUGS, label="Quiz before the lesson", **rules):
    """Return an open sitting of the world's cohort, in the order of ``slugs`` when it is not shuffled."""
    form = AssessmentForm.objects.create(
        lesson=world.lesson, label=label, frozen_at=timezone.now(), created_at=timezone.now()
    )
    versions = QuestionVersion.objects.filter(question__lesson=world.lesson).in_bulk(field_name="pk")
    by_slug = {version.question.slug: version for version in versions.values()}
    for position, slug in enumerate(slugs):
        version = by_slug[slug]
        FormItem.objects.create(form=form, position=position, version=version, points=version.points)
    now = timezone.now()
    rules = {"kind": Sitting.Kind.PRE, "label": label, "opens_at": now, "created_at": now, "is_shuffled": False} | rules
    return Sitting.objects.create(cohort=world.cohort, form_a=form, **rules)


def key_of(slug):
    return KeyRevision.objects.filter(version__question__slug=slug).order_by("-number").first().key
