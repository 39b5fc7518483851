"""A key that came in with the files: attempts keep their scores until somebody has them scored again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.actions.corrections import Correction
from assessments.actions.regrading import apply_regrade, n_scored_before
from assessments.models import Question, RegradeRun, Score
from assessments.reports.keys import key_lines
from tests.assessments.factories import SAMPLES, KeyRevisionFactory, SittingFactory
from tests.assessments.marked import make_sitting, submit, teacher, total, version_of
from tests.assessments.test_marking_keys import address, flip
from tests.factories import NOW, CohortFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
AS_IT_STANDS = "You can have"


def build_sitting():
    return make_sitting("true-false")


world_once, sitting = built_once(build_sitting)


@pytest.fixture
def staff(sitting, client):
    user = teacher(sitting)
    client.force_login(user)
    return user


def load(sitting, **key):
    """Let a key come in with the files."""
    return KeyRevisionFactory(version=version_of(sitting), number=2, key={**SAMPLES["true-false"][2], **key})


def as_it_is(sitting, **fields):
    """What the form of the key sends when nothing of it was changed."""
    said = version_of(sitting).key_revisions.latest("number").key["if_answered"]
    return flip(sitting, if_true=said["true"], if_false=said["false"], **fields)


def test_attempts_are_scored_again_with_a_key_that_came_with_the_files_and_back(client, sitting, staff):
    right, wrong = submit(sitting, True), submit(sitting, False)
    assert AS_IT_STANDS not in client.get(address(sitting)).content.decode()
    load(sitting, answer=True)
    assert "2 attempts were scored with an earlier key" in client.get(address(sitting)).content.decode()
    page = client.post(address(sitting), as_it_is(sitting))
    assert (page.status_code, page.context["table"].plan.n_changed) == (200, 2)
    assert "The key stays as it is." in page.content.decode()
    assert (total(right), total(wrong)) == (0, 1)
    shown = page.context["form"]["shown"].value()
    sent = as_it_is(sitting, shown=shown, do="apply")
    for _ in range(2):
        done = client.post(address(sitting), sent)
        assert (done.status_code, RegradeRun.objects.count()) == (302, 1)
    assert (total(right), total(wrong), version_of(sitting).key_revisions.count()) == (1, 0, 2)
    assert AS_IT_STANDS not in client.get(address(sitting)).content.decode()
    refused = client.post(address(sitting), as_it_is(sitting))
    assert (refused.status_code, "The key is as it was." in refused.content.decode()) == (422, True)
    run = RegradeRun.objects.get()
    client.post(reverse("assessments:regrade-undo", args=[sitting.form_a.lesson.slug, run.pk]), {"from": "key"})
    assert (total(right), total(wrong)) == (0, 1)
    assert AS_IT_STANDS in client.get(address(sitting)).content.decode()


def test_never_lower_leaves_who_would_lose(client, sitting, staff):
    right, wrong = submit(sitting, True), submit(sitting, False)
    load(sitting, answer=True)
    correction = Correction(version_of(sitting), RegradeRun.Policy.NEVER_LOWER)
    apply_regrade(correction=correction, reason="x", by=staff, now=NOW)
    assert (total(right), total(wrong)) == (1, 1)
    assert n_scored_before(version_of(sitting)) == 0  # who would lose keeps the points for good
    KeyRevisionFactory(version=version_of(sitting), number=3, created_at=NOW + timedelta(days=1))
    assert n_scored_before(version_of(sitting)) == 2


def test_an_earlier_engine_counts_like_an_earlier_key(sitting):
    submit(sitting, True)
    assert n_scored_before(version_of(sitting)) == 0
    Score.objects.update(engine_version="0")
    assert n_scored_before(version_of(sitting)) == 1


def test_what_stays_for_good_or_was_decided_for_all_does_not_count(sitting):
    archived = SittingFactory(form_a=sitting.form_a, cohort=CohortFactory(archived_at=NOW))
    submit(archived, True)
    erased = submit(sitting, True).enrolment
    erased.erased_at = NOW
    erased.save()
    decided = submit(sitting, True)
    load(sitting, answer=True)
    assert n_scored_before(version_of(sitting)) == 1
    correction = Correction(version_of(sitting), RegradeRun.Policy.FULL_CREDIT)
    apply_regrade(correction=correction, reason="x", by=teacher(sitting), now=NOW)
    assert (n_scored_before(version_of(sitting)), total(decided)) == (0, 1)


def test_questions_that_left_the_files_are_listed_while_somebody_has_answered_them(client, sitting, staff):
    Question.objects.update(is_retired=True)
    lesson = sitting.form_a.lesson
    assert key_lines(lesson) == []
    submit(sitting, True)
    (line,) = key_lines(lesson)
    assert (line.version, line.n_attempts) == (version_of(sitting), 1)
    page = client.get(reverse("assessments:keys", args=[lesson.slug])).content.decode()
    assert "no longer in the files" in page
    assert client.get(address(sitting)).status_code == 200
