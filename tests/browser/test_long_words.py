"""Words without an end that people type: no page scrolls sideways for them on a phone."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions.corrections import Correction
from assessments.actions.forms import copy_form
from assessments.actions.regrading import apply_regrade
from assessments.actions.reviewing import Decision, rule_answer
from assessments.models import AssessmentForm, RegradeRun, Ruling, Sitting
from tests.assessments.marked import version_of
from tests.browser.looks import OVER_THE_SIDE
from tests.browser.marking_world import make_marking

NAME, REASON, ANSWER = "N" * 120, "R" * 300, "A" * 200


@pytest.fixture
def sitting(world):
    """A quiz with long names; answers to its questions were ruled on and corrected for long reasons."""
    sitting = make_marking(world).sitting
    by, now, first, second = world.instructor, timezone.now(), version_of(sitting, 0), version_of(sitting, 1)
    accepted = Decision(Ruling.Verdict.ACCEPT)
    rule_answer(version=first, blank="partner", text=ANSWER, decision=accepted, by=by, now=now)
    for version in (first, second):
        correction = Correction(version, RegradeRun.Policy.FULL_CREDIT)
        apply_regrade(correction=correction, reason=REASON, by=by, now=now)
    AssessmentForm.objects.filter(pk=sitting.form_a_id).update(label=NAME)
    Sitting.objects.filter(pk=sitting.pk).update(label=NAME)
    sitting.refresh_from_db()
    copy_form(form=sitting.form_a, label=NAME[:-1], by=by, now=now)
    return sitting


PAGES = {
    "review": "lesson",
    "keys": "lesson",
    "forms": "lesson",
    "form-assemble": "lesson",
    "sittings": "cohort",
    "form": "form",
    "form-freeze": "draft",
    "form-preview": "form",
    "sitting": "sitting",
    "sitting-edit": "sitting",
    "marking": "sitting",
    "agreement": "sitting",
    "late": "sitting",
    "attempts": "sitting",
    "results": "cohort",
}


def test_words_without_an_end_widen_no_page(laptop, sign_in, world, sitting, live_server):
    of = {
        "lesson": world.lesson.slug,
        "cohort": world.cohort.pk,
        "form": sitting.form_a_id,
        "draft": AssessmentForm.objects.get(frozen_at=None).pk,
        "sitting": sitting.pk,
    }
    laptop.set_viewport_size({"width": 360, "height": 740})
    sign_in(laptop, world.instructor)
    addresses = [reverse(f"assessments:{name}", args=[of[what]]) for name, what in PAGES.items()]
    addresses += [reverse("assessments:key", args=[world.lesson.slug, version_of(sitting, n).pk]) for n in (0, 1)]
    addresses += [reverse("assessments:mark", args=[sitting.pk, version_of(sitting, 3).pk])]
    addresses += [reverse("assessments:attempt-review", args=[each.pk]) for each in sitting.attempts.all()]
    addresses += [reverse("assessments:form", args=[of["draft"]])]
    addresses += [reverse("assessments:sitting-create", args=[of["cohort"], "pre"])]
    found = {}
    for address in addresses:
        laptop.goto(live_server.url + address)
        if wide := laptop.evaluate(OVER_THE_SIDE):
            found[address] = wide
    assert not found, "\n".join(f"{address} {wide}" for address, wide in found.items())
