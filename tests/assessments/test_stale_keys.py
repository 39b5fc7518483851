"""A page on which a key is corrected, sent after somebody else has decided: nothing of theirs is taken back."""

import pytest
from django.urls import reverse

from assessments.actions.regrading import newest_revision, state_of
from assessments.forms.keys import FORMS
from assessments.models import RegradeRun
from tests.assessments.factories import FEEDBACK_TOKEN
from tests.assessments.marked import make_sitting, teacher, version_of

pytestmark = pytest.mark.django_db
MEANWHILE = (
    "Somebody has decided on this question meanwhile. What you have changed is kept, and the rest is as it stands now."
)


def address(sitting):
    return reverse("assessments:key", args=[sitting.form_a.lesson.slug, version_of(sitting).pk])


def sent(values):
    """What a browser sends of these values: of a box that is not ticked, nothing."""
    return {name: "on" if value is True else value for name, value in values.items() if value not in (None, False)}


def apply_both_steps(client, here, posted):
    """Look at what a correction would change, and apply it."""
    shown = client.post(here, posted).context["form"]["shown"].value()
    assert client.post(here, {**posted, "shown": shown, "do": "apply"}).status_code == 302


# Of each type: what its page shows, what a colleague changes of it, and what somebody else changes of the same page.
BOTH = {
    "check-one": (
        {"value-a": "1", "value-b": "0", "feedback-a": FEEDBACK_TOKEN, "feedback-b": FEEDBACK_TOKEN},
        {"value-b": "1/2", "feedback-a": "So it is."},
        {"feedback-b": "Think again."},
    ),
    "check-all": (
        {"value-a": "on", "value-b": "on"} | {f"feedback-{each}": FEEDBACK_TOKEN for each in "abcd"},
        {"value-b": None, "value-c": "on"},
        {"value-a": None, "feedback-d": "Far away."},
    ),
    "true-false": (
        {"answer": "false", "if_true": FEEDBACK_TOKEN, "if_false": FEEDBACK_TOKEN},
        {"answer": "true", "if_false": "It is."},
        {"if_true": "Indeed."},
    ),
}


def opened(client, sitting, **fields):
    """What a page of the key sends that somebody opens now."""
    client.force_login(teacher(sitting))
    state = state_of(version_of(sitting))
    return {"policy": "new-key", "reason": "A slip", "state": state, "shown": "", "do": "preview", **fields}


@pytest.mark.parametrize("kind", BOTH)
def test_a_page_of_before_takes_no_decision_of_somebody_else_back(client, kind):
    seen, theirs, mine = BOTH[kind]
    sitting = make_sitting(kind)
    page, here = opened(client, sitting, **seen), address(sitting)
    apply_both_steps(client, here, sent({**page, **theirs}))
    answer = client.post(here, sent({**page, **mine}))
    form, both = answer.context["form"], sent({**seen, **theirs, **mine})
    assert (answer.status_code, form.non_field_errors()) == (422, [MEANWHILE])
    assert sent({name: form[name].value() for name in form.fields if name not in form.common}) == both
    apply_both_steps(client, here, sent({field.name: field.value() for field in form}))
    version = version_of(sitting)
    fresh = FORMS[kind](version, newest_revision(version).key, "x")
    assert sent({name: fresh[name].value() for name in fresh.fields if name not in fresh.common}) == both


def test_what_both_have_changed_is_kept_as_it_was_typed(client):
    sitting = make_sitting("true-false")
    page = opened(client, sitting, answer="false", if_true=FEEDBACK_TOKEN, if_false=f"{FEEDBACK_TOKEN}\r\n")
    theirs = {"answer": "true", "if_true": "Theirs.", "if_false": "Theirs."}
    apply_both_steps(client, address(sitting), {**page, **theirs})
    form = client.post(address(sitting), {**page, "if_true": "Mine."}).context["form"]
    assert {name: form[name].value() for name in theirs} == {**theirs, "if_true": "Mine."}


def test_an_answer_that_is_gone_meanwhile_is_taken_out_by_nobody(client):
    sitting = make_sitting("blanks")
    page = opened(client, sitting, **{"kind-team": "accept", "credit-team": "1/2"})
    apply_both_steps(client, address(sitting), {**page, "text-team": "Their word"})
    page["state"] = state_of(version_of(sitting))
    apply_both_steps(client, address(sitting), {**page, "out-team": ["TOKEN-ANSWER"]})
    mine = {**page, "text-team": "Mine", "out-team": ["TOKEN-ANSWER", "Their word"]}
    form = client.post(address(sitting), mine).context["form"]
    assert form.errors == {"__all__": [MEANWHILE]}
    assert [form[name].value() for name in ("text-team", "out-team")] == ["Mine", ["Their word"]]
    apply_both_steps(client, address(sitting), sent({field.name: field.value() for field in form}))
    accepted = newest_revision(version_of(sitting)).key["blanks"]["team"]["accept"]
    assert [row["text"] for row in accepted] == ["UN Country Team", "Mine"]


@pytest.mark.parametrize("state", ["", "x", "1", "999999.0", "²", "9" * 40])
def test_a_state_that_nobody_was_shown_changes_nothing(client, state):
    sitting = make_sitting("true-false")
    page = opened(client, sitting, answer="true", if_true="Yes.", if_false="No.", state=state)
    for do in ("preview", "apply"):
        assert client.post(address(sitting), {**page, "do": do}).status_code == 422
    assert not RegradeRun.objects.exists()
