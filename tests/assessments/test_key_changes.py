"""What a correction changes in a key, in words."""

from copy import deepcopy

import pytest

from assessments.actions.regrading import newest_revision
from assessments.models import QuestionVersion
from assessments.reports.key_changes import KeyChange, key_changes
from tests.assessments.factories import SAMPLES, blank_key
from tests.assessments.marked import make_sitting, version_of

pytestmark = pytest.mark.django_db


def changed(kind, *path, **values):
    """The key of a sample with other values at ``path``."""
    key = deepcopy(SAMPLES[kind][2])
    row = key
    for name in path:
        row = row[name]
    row.update(values)
    return key


@pytest.mark.parametrize(
    ("kind", "key", "told"),
    [
        ("true-false", changed("true-false", answer=True), [("Right answer", "False", "True")]),
        (
            "true-false",
            changed("true-false", "if_answered", true="Yes.", false=""),
            [("To whoever says true", "", "another text"), ("To whoever says false", "", "no text")],
        ),
        ("check-one", changed("check-one", "options", "b", credit="1/2"), [("A general", "1/3", "1/2")]),
        ("check-all", changed("check-all", "options", "c", correct=True), [("Body c", "not right", "right")]),
        (
            "check-all",
            changed("check-all", "options", "a", feedback="So."),
            [("Feedback on “Body a”", "", "another text")],
        ),
        ("narrative", changed("narrative"), []),
    ],
)
def test_changes_of_a_key_in_words(kind, key, told):
    version = version_of(make_sitting(kind))
    old = deepcopy(newest_revision(version).key)
    if kind == "check-one":
        old["options"]["b"]["credit"] = "2/6"
    assert key_changes(version, old, key) == [KeyChange(what, new, before) for what, before, new in told]
    assert key_changes(version, key, key) == []


def test_answers_of_blanks_are_named_with_their_place():
    version = version_of(make_sitting("blanks"))
    QuestionVersion.objects.filter(pk=version.pk).update(
        stem="The {{team}} and {{actor}} help.", content={"order": "fixed", "blanks": ["team", "actor"]}
    )
    version.refresh_from_db()
    row = {"also": [], "feedback": None}
    places = {"places": [{"id": "type", "label": "Types", "need": 1}], "entries": []}
    old = {"team": blank_key("UNCT", "RCO"), "actor": {**blank_key("ICRC"), "quota": places}}
    new = deepcopy(old)
    new["team"]["accept"] = [each for each in new["team"]["accept"] if each["text"] == "UNCT"]
    new["team"]["wrong"] = [{**row, "text": "RCO", "also": ["Coordinator"]}]
    new["team"]["partial"] = [{**row, "text": "UN system", "credit": "2/4"}]
    new["team"]["review"] = [{**row, "text": "UN", "note": "Too wide."}]
    new["actor"]["quota"] = {**places, "entries": [{**row, "text": "Elders", "fills": "type", "alone": None}]}
    told = key_changes(version, {"shared": None, "blanks": old}, {"shared": None, "blanks": new})
    assert [(each.what, each.old, each.new) for each in told] == [
        ("Blank 1: “RCO”", "right", "not right"),
        ("Blank 1: “UN system”", "not in the key", "partly right (1/2)"),
        ("Blank 1: “Coordinator”", "not in the key", "not right"),
        ("Blank 1: “UN”", "not in the key", "a person decides"),
        ("Blank 2: “Elders”", "not in the key", "Types"),
    ]


def test_an_answer_that_is_taken_out_of_the_only_blank():
    version = version_of(make_sitting("blanks"))
    old, new = ({"shared": None, "blanks": {"team": blank_key(*texts)}} for texts in (("UNCT", "RCO"), ("UNCT",)))
    assert key_changes(version, old, new) == [KeyChange("“RCO”", "not in the key", "right")]
