"""What a correction of a blank really adds and takes away, with the glossary and the rest of the key in mind."""

import pytest

from assessments.forms.keys import FORMS
from assessments.models import RegradeRun
from tests.assessments.factories import KeyRevisionFactory, blank_key
from tests.assessments.marked import make_sitting, submit, teacher, total, version_of
from tests.assessments.test_marking_keys import address, state_of
from tests.factories import TermFactory

pytestmark = pytest.mark.django_db
AS_IT_WAS = "The key is as it was. Change it, or choose what needs no new key."
ROW = {"also": [], "feedback": None}


@pytest.fixture
def sitting():
    """A question whose key knows a body of the glossary by its full name, and other answers of every kind."""
    sitting = make_sitting("blanks")
    TermFactory(lesson=sitting.form_a.lesson)
    said = ROW | {"misconception": None}
    blank = blank_key("UN Country Team", "Country Office") | {
        "partial": [said | {"text": "UN agencies", "credit": "1/2", "feedback": "Which?"}],
        "wrong": [said | {"text": "UNMISS"}],
    }
    KeyRevisionFactory(version=version_of(sitting), number=2, key={"shared": None, "blanks": {"team": blank}})
    return sitting


def form_for(sitting, **fields):
    version = version_of(sitting)
    key = version.key_revisions.latest("number").key
    given = {"kind-team": "accept", "credit-team": "1/2", "policy": "new-key", "reason": "A slip", "state": "x"}
    return FORMS[version.type](version, key, "x", given | {f"{name}-team": each for name, each in fields.items()})


SAID_ALREADY = [
    {"text": "UNCT"},
    {"text": "United Nations Country Team"},
    {"text": "the UN country team!"},
    {"text": "Country Office"},
    {"text": "UN agencies", "kind": "partial"},
    {"text": "UN agencies", "kind": "partial", "say": "Which?"},
    {"text": "UNMISS", "kind": "wrong"},
]
NEWS = [
    {"text": "UNCT", "say": "Its short name."},
    {"text": "UNCT", "kind": "wrong"},
    {"text": "UNCT", "kind": "partial"},
    {"text": "UNCT", "out": ["UN Country Team"]},
    {"text": "UN Contry Team"},
    {"text": "UN agencies", "kind": "partial", "credit": "1/4"},
    {"text": "UNMISS"},
    {"text": "A mission", "kind": "wrong"},
]


@pytest.mark.parametrize("fields", SAID_ALREADY)
def test_an_answer_that_counts_so_already_is_no_correction(sitting, fields):
    form = form_for(sitting, **fields)
    assert form.errors == {"__all__": [AS_IT_WAS]}


@pytest.mark.parametrize("fields", NEWS)
def test_an_answer_that_counts_otherwise_so_far_is_added(sitting, fields):
    form = form_for(sitting, **fields)
    assert form.errors == {}
    rows = form.correction.key["blanks"]["team"][fields.get("kind", "accept")]
    assert rows[-1]["text"] == fields["text"]


def test_what_counts_so_already_is_left_out_of_another_correction(sitting):
    form = form_for(sitting, text="UNCT", out=["Country Office"])
    assert form.errors == {}
    assert [row["text"] for row in form.correction.key["blanks"]["team"]["accept"]] == ["UN Country Team"]


@pytest.mark.parametrize("kind", ["quota:type", "quota:more", "wrong"])
def test_an_answer_in_its_place_of_a_quota_is_no_correction(kind):
    sitting = make_sitting("blanks")
    places = [{"id": name, "label": name, "need": 1} for name in ("type", "more")]
    quota = {"places": places, "entries": [ROW | {"text": "Ministries", "fills": "type", "alone": None}]}
    key = {"shared": None, "blanks": {"team": {**blank_key("Elders"), "quota": quota}}}
    KeyRevisionFactory(version=version_of(sitting), number=2, key=key)
    form = form_for(sitting, text="ministries", kind=kind)
    assert form.errors == ({"__all__": [AS_IT_WAS]} if kind == "quota:type" else {})


@pytest.mark.parametrize("text", ["...", "the", "The of"])
def test_an_answer_of_which_nothing_is_left_is_refused_at_its_field(client, sitting, text):
    submit(sitting, {"team": "UNCT"})
    client.force_login(teacher(sitting))
    sent = {"text-team": text, "kind-team": "accept", "credit-team": "1/2", "policy": "new-key", "do": "preview"}
    page = client.post(address(sitting), sent | {"state": state_of(version_of(sitting))})
    assert (page.status_code, page.context["table"]) == (422, None)
    assert page.context["form"].errors == {"text-team": ["Nothing of this is left to compare."]}
    assert not RegradeRun.objects.exists()


def test_what_leaves_the_key_and_is_accepted_all_the_same_is_said(client):
    sitting = make_sitting("blanks")
    TermFactory(lesson=sitting.form_a.lesson)
    key = {"shared": None, "blanks": {"team": blank_key("UN Country Team", "UNCT", "Country Office")}}
    KeyRevisionFactory(version=version_of(sitting), number=2, key=key)
    attempt = submit(sitting, {"team": "UN Country Team"})
    client.force_login(teacher(sitting))
    sent = {"out-team": ["UN Country Team", "Country Office"], "kind-team": "accept", "credit-team": "1/2"}
    sent |= {"policy": "new-key", "do": "preview", "state": state_of(version_of(sitting))}
    page = client.post(address(sitting), sent)
    told = [(change.what, change.new, change.still) for change in page.context["table"].key_changes]
    still = "It is still right by way of “UNCT”, which stays in the key."
    assert told == [("“UN Country Team”", "not in the key", still), ("“Country Office”", "not in the key", "")]
    assert still in page.content.decode()
    assert (page.context["table"].plan.n_changed, total(attempt)) == (0, 1)
