"""The pages on which a key is corrected: a form for each type, a preview, and the way back."""

import re
from copy import deepcopy

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from assessments.actions.corrections import Correction
from assessments.actions.regrading import apply_regrade, newest_revision, state_of
from assessments.forms.keys import FORMS
from assessments.forms.prose import joined
from assessments.models import KeyRevision, RegradeRun
from tests.assessments.factories import SAMPLES, KeyRevisionFactory, SittingFactory, blank_key
from tests.assessments.marked import RIGHT, make_sitting, submit, teacher, total, version_of
from tests.factories import NOW, CohortFactory, EnrolmentFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db


def build_sitting():
    return make_sitting("true-false")


world_once, sitting = built_once(build_sitting)


@pytest.fixture
def staff(sitting, client):
    user = teacher(sitting)
    client.force_login(user)
    return user


def address(sitting):
    return reverse("assessments:key", args=[sitting.form_a.lesson.slug, version_of(sitting).pk])


def flip(sitting, **fields):
    return {
        "answer": "true",
        "if_true": "Yes.",
        "if_false": "No.",
        "policy": "new-key",
        "reason": "The map was old",
        "state": state_of(version_of(sitting)),
        "shown": "",
        "do": "preview",
        **fields,
    }


def name(sitting, text):
    return EnrolmentFactory(cohort=sitting.cohort, user__name=text)


def test_a_key_is_corrected_in_two_steps_and_taken_back(client, sitting, staff):
    right, wrong = submit(sitting, True, enrolment=name(sitting, "Berta")), submit(sitting, False)
    assert (total(right), total(wrong)) == (0, 1)
    page = client.post(address(sitting), flip(sitting))
    table = page.context["table"]
    assert (page.status_code, table.plan.n_up, table.plan.n_down, table.plan.n_same) == (200, 1, 1, 0)
    assert "Berta" in page.content.decode()
    assert (KeyRevision.objects.count(), total(right)) == (1, 0)

    shown = page.context["form"]["shown"].value()
    done = client.post(address(sitting), flip(sitting, shown=shown, do="apply"))
    assert (done.status_code, done.url) == (302, f"{address(sitting)}?applied={RegradeRun.objects.get().pk}")
    told = " ".join(client.get(done.url).content.decode().split())
    assert "The correction is applied. 2 of 2 scores changed." in told
    assert "Score everybody with the new key. The map was old" in told
    assert (total(right), total(wrong)) == (1, 0)
    key = newest_revision(version_of(sitting)).key
    assert (key["answer"], key["if_answered"]) == (True, {"true": "Yes.", "false": "No."})

    run = RegradeRun.objects.get()
    assert (run.reason, run.revision.reason) == ("The map was old", f"The map was old ({staff})")
    undo = reverse("assessments:regrade-undo", args=[sitting.form_a.lesson.slug, run.pk])
    for _ in range(2):
        undone = client.post(undo, {"from": "key"})
        assert undone.url == f"{address(sitting)}?undone={run.pk}"
    told = " ".join(client.get(undone.url).content.decode().split())
    assert "Taken back. 2 scores are as before." in told
    assert 'role="status" tabindex="-1" data-focus' in told
    assert (total(right), total(wrong)) == (0, 1)


def test_nothing_is_applied_that_was_not_shown(client, sitting, staff):
    submit(sitting, False)
    shown = client.post(address(sitting), flip(sitting)).context["form"]["shown"].value()
    for fields in ({}, {"shown": shown, "policy": "never-lower"}, {"shown": shown, "if_true": "Other."}):
        page = client.post(address(sitting), flip(sitting, do="apply", **fields))
        assert (page.status_code, page.context["table"] is None) == (200, False)
    assert not RegradeRun.objects.exists()


def test_a_decision_of_somebody_else_stops_both_steps(client, sitting, staff):
    submit(sitting, False)
    before = flip(sitting)
    shown = client.post(address(sitting), before).context["form"]["shown"].value()
    for _ in range(2):
        done = client.post(address(sitting), {**before, "shown": shown, "do": "apply"})
        assert (done.status_code, RegradeRun.objects.count()) == (302, 1)
    for do in ("preview", "apply"):
        other = {**before, "answer": "false", "if_true": "Changed.", "do": do}
        page = client.post(address(sitting), other)
        assert page.status_code == 422
        assert "Somebody has decided on this question meanwhile" in page.content.decode()
    assert RegradeRun.objects.count() == 1
    # What was typed is kept, and may go on from the key as it stands by now.
    state = page.context["form"]["state"].value()
    assert (page.context["form"]["if_true"].value(), state) == ("Changed.", state_of(version_of(sitting)))
    assert client.post(address(sitting), {**other, "do": "preview", "state": state}).context["table"] is not None


def test_what_was_shown_is_not_applied_after_another_decision(client, sitting, staff):
    submit(sitting, False)
    before = flip(sitting, policy="full-credit")
    shown = client.post(address(sitting), before).context["form"]["shown"].value()
    drop = Correction(version_of(sitting), RegradeRun.Policy.DROP)
    apply_regrade(correction=drop, reason="Unclear", by=teacher(sitting), now=NOW)
    page = client.post(address(sitting), {**before, "shown": shown, "do": "apply"})
    assert (page.status_code, RegradeRun.objects.count()) == (422, 1)
    assert "Somebody has decided on this question meanwhile" in page.content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"reason": " ", "do": "apply"},
        {"policy": "x"},
        {"answer": "maybe"},
        {"answer": "false", "if_true": "", "if_false": ""},
    ],
)
def test_what_is_missing_is_asked_for(client, sitting, staff, fields):
    tokens = {"if_true": "TOKEN-FEEDBACK", "if_false": "TOKEN-FEEDBACK"} if fields.get("answer") == "false" else {}
    page = client.post(address(sitting), flip(sitting, **{**fields, **tokens}))
    assert page.status_code == 422
    assert "There is a problem" in page.content.decode()


def test_names_of_other_cohorts_are_not_shown(client, sitting, staff):
    elsewhere = SittingFactory(form_a=sitting.form_a, cohort=CohortFactory(course=sitting.cohort.course))
    submit(sitting, True, enrolment=name(sitting, "Berta Own"))
    submit(elsewhere, True, enrolment=name(elsewhere, "Carl Elsewhere"))
    page = client.post(address(sitting), flip(sitting))
    text = page.content.decode()
    assert "Berta Own" in text
    assert "Elsewhere" not in text
    assert (page.context["table"].plan.n_up, page.context["table"].n_elsewhere) == (2, 1)


def edited(kind, fields, key=None):
    """The key of a sample after a form with ``fields`` was sent."""
    sitting = make_sitting(kind)
    version = version_of(sitting)
    if key is not None:
        KeyRevisionFactory(version=version, number=2, key=key)
    old = newest_revision(version).key
    blank = FORMS[version.type](version, old, "x")
    posted = {field.name: field.value() for field in blank if field.value() not in (None, False)}
    posted |= {"kind-team": "accept"} if kind == "blanks" else {}  # a browser sends the first of a list
    posted |= {"policy": "drop", "reason": "x", **fields}
    form = FORMS[version.type](version, old, "x", {name: value for name, value in posted.items() if value is not None})
    return form, old


@pytest.mark.parametrize("kind", SAMPLES)
def test_an_unchanged_form_changes_no_key(kind):
    form, _old = edited(kind, {})
    assert form.is_valid(), form.errors
    assert form.correction.key is None


@pytest.mark.parametrize("kind", sorted(set(SAMPLES) - {"narrative"}))
def test_the_key_as_it_was_is_no_new_key(kind):
    form, _old = edited(kind, {"policy": "new-key"})
    assert form.non_field_errors() == ["The key is as it was. Change it, or choose what needs no new key."]


def test_of_a_written_question_only_what_needs_no_key_is_offered():
    form, _old = edited("narrative", {})
    assert [value for value, _label in form.fields["policy"].choices] == ["full-credit", "drop"]
    for policy, problem in {"": "Choose what happens to the answers.", "new-key": "Select a valid choice."}.items():
        form, _old = edited("narrative", {"policy": policy})
        assert form.errors["policy"][0].startswith(problem)


def test_line_ends_and_last_spaces_are_no_change():
    key = deepcopy(SAMPLES["true-false"][2])
    key["if_answered"] = {"true": "One.\n\nTwo.\n", "false": "No.\n"}
    form, _old = edited("true-false", {"if_true": "One.\r\n\r\nTwo."}, key)
    assert form.is_valid(), form.errors
    assert form.correction.key is None


def test_options_of_check_one():
    form, old = edited("check-one", {"value-a": "1/2", "value-b": "1", "feedback-b": "Indeed."})
    assert form.is_valid(), form.errors
    options = form.correction.key["options"]
    assert {each: (row["credit"], row["feedback"]) for each, row in options.items()} == {
        "a": ("1/2", "TOKEN-FEEDBACK"),
        "b": ("1", "Indeed."),
    }
    assert {**form.correction.key, "options": old["options"]} == old
    form, _old = edited("check-one", {"value-a": "1/2"})
    assert form.non_field_errors() == ["One option must be worth 1."]


def test_options_of_check_all():
    form, _old = edited("check-all", {"value-a": None, "value-c": "on"})
    assert form.is_valid(), form.errors
    options = form.correction.key["options"]
    assert [name for name, row in options.items() if row["correct"]] == ["b", "c"]
    form, _old = edited("check-all", {"value-a": None, "value-b": None})
    assert form.non_field_errors() == ["One option at least must be right."]


BLANKS = [
    ({"text-team": "Blue helpers"}, {"accept": ["UN Country Team", "TOKEN-ANSWER", "Blue helpers"]}),
    ({"out-team": ["TOKEN-ANSWER"]}, {"accept": ["UN Country Team"]}),
    (
        {"text-team": "TOKEN-ANSWER", "kind-team": "wrong"},
        {"accept": ["UN Country Team"], "wrong": ["TOKEN-ANSWER"]},
    ),
    (
        {"text-team": "Blue helpers", "kind-team": "partial", "credit-team": "1/4", "say-team": "Close."},
        {"accept": ["UN Country Team", "TOKEN-ANSWER"], "partial": ["Blue helpers"]},
    ),
]


@pytest.mark.parametrize(("fields", "expected"), BLANKS)
def test_answers_of_a_blank_are_added_and_taken_out(fields, expected):
    form, _old = edited("blanks", fields)
    assert form.is_valid(), form.errors
    key = form.correction.key["blanks"]["team"]
    assert {kind: [row["text"] for row in rows] for kind, rows in key.items() if rows} == expected


def long_blank():
    """A blank that knows a hundred answers."""
    return {"shared": None, "blanks": {"team": blank_key(*(f"Spelling {n:03}" for n in range(100)))}, "feedback": ""}


def known(form, name="out-team"):
    """The answers to take out that the page shows, and which of them are marked."""
    boxes = [box.data for box in form[name].subwidgets]
    return [box["label"] for box in boxes], [box["label"] for box in boxes if box["selected"]]


def test_of_many_answers_those_that_are_sought_and_marked_are_shown(client):
    sitting = make_sitting("blanks")
    KeyRevision.objects.filter(version=version_of(sitting)).update(key=long_blank())
    client.force_login(teacher(sitting))
    page = client.get(address(sitting))
    assert 'name="find-out-team"' in page.content.decode()
    labels, marked = known(page.context["form"])
    assert (labels, marked) == ([f"✓ Spelling {n:03}" for n in range(40)], [])
    typed = {"do": "find", "find-out-team": "SPELLING 07", "out-team": ["Spelling 099"], "reason": "A slip"}
    found = client.post(address(sitting), typed)
    assert known(found.context["form"]) == (
        ["✓ Spelling 099", *(f"✓ Spelling {n:03}" for n in range(70, 80))],
        ["✓ Spelling 099"],
    )
    # Nothing is judged and nothing is lost by looking for an answer.
    assert (found.status_code, found.context["form"].errors, found.context["form"]["reason"].value()) == (
        200,
        {},
        "A slip",
    )
    assert RegradeRun.objects.count() == 0
    assert len(found.content) < 60_000


def test_an_answer_that_is_not_shown_can_be_taken_out():
    form, _old = edited("blanks", {"out-team": ["Spelling 099"]}, long_blank())
    assert form.is_valid(), form.errors
    assert len(form.correction.key["blanks"]["team"]["accept"]) == 99


def test_a_blank_keeps_a_right_answer():
    form, _old = edited("blanks", {"out-team": ["UN Country Team", "TOKEN-ANSWER"]})
    assert form.non_field_errors() == ["A blank must have an answer that is right."]


def test_an_answer_of_a_quota_gets_its_place():
    quota = {
        "places": [{"id": "type", "label": "Types", "need": 1}],
        "entries": [{"text": "Ministries", "also": [], "feedback": None, "fills": "type", "alone": None}],
    }
    key = {"shared": None, "blanks": {"team": {**blank_key(), "quota": quota}}, "feedback": ""}
    form, _old = edited("blanks", {"text-team": "Elders", "kind-team": "quota:type"}, key)
    assert form.is_valid(), form.errors
    entries = form.correction.key["blanks"]["team"]["quota"]["entries"]
    assert [(row["text"], row["fills"]) for row in entries] == [("Ministries", "type"), ("Elders", "type")]


def test_a_written_question_is_dropped_for_all(client):
    sitting = make_sitting("narrative", "true-false")
    attempt = submit(sitting, RIGHT["narrative"], False)
    client.force_login(teacher(sitting))
    fields = {"policy": "drop", "reason": "Unclear", "state": state_of(version_of(sitting))}
    shown = client.post(address(sitting), fields).context["form"]["shown"].value()
    assert client.post(address(sitting), {**fields, "shown": shown, "do": "apply"}).status_code == 302
    assert total(attempt) == 1


def test_the_list_counts_attempts_and_keeps_former_wordings(client, sitting, staff):
    version, question = version_of(sitting), version_of(sitting).question
    submit(sitting, True)
    submit(sitting, True, voided_at=NOW)
    newest = KeyRevisionFactory(version__question=question, version__number=2).version
    lines = client.get(reverse("assessments:keys", args=[sitting.form_a.lesson.slug])).context["lines"]
    assert [(line.version, line.n_attempts, line.is_newest) for line in lines] == [
        (version, 1, False),
        (newest, 0, True),
    ]


def test_the_pages_are_for_those_who_teach(client, sitting):
    attempt = submit(sitting, True)
    listed = reverse("assessments:keys", args=[sitting.form_a.lesson.slug])
    assert [client.get(page).status_code for page in (listed, address(sitting))] == [302, 302]
    other = make_sitting("true-false")
    for user in (attempt.enrolment.user, teacher(other)):
        client.force_login(user)
        assert [client.get(page).status_code for page in (listed, address(sitting))] == [404, 404]
        assert client.post(address(sitting), flip(sitting)).status_code == 404
    elsewhere = reverse("assessments:key", args=[other.form_a.lesson.slug, version_of(sitting).pk])
    assert client.get(elsewhere).status_code == 404


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One sentence\nof two lines.\n\nAnother\nparagraph.", "One sentence of two lines.\n\nAnother paragraph."),
        ("It began in\n2016 in a year.", "It began in 2016 in a year."),
        ("Three:\n- one\n- two\n  of them\n1. three", "Three:\n- one\n- two\n  of them\n1. three"),
        ("Broken  \non purpose", "Broken  \non purpose"),
        ("> said\n> twice\n", "> said\n> twice\n"),
        (None, ""),
    ],
)
def test_paragraphs_are_joined_and_lists_are_not(text, expected):
    assert joined(text) == expected


def test_lines_of_the_file_do_not_break_in_the_boxes_and_are_no_change(client, sitting, staff):
    key = {**SAMPLES["true-false"][2], "if_answered": {"true": "A line\nand more.\n", "false": "B"}, "feedback": "C"}
    KeyRevisionFactory(version=version_of(sitting), number=2, key=key)
    form = client.get(address(sitting)).context["form"]
    assert form["if_true"].value() == "A line and more.\n"
    form = FORMS["true-false"](version_of(sitting), key, "", flip(sitting, if_true="A line and more.", if_false="B"))
    assert form.is_valid(), form.errors
    assert form.edited()["if_answered"] == key["if_answered"]


def test_a_question_is_opened_by_its_number_and_its_text_is_no_link(client, sitting, staff):
    page = client.get(reverse("assessments:keys", args=[sitting.form_a.lesson.slug])).content.decode()
    (link,) = re.findall(rf'<a class="inline" href="{address(sitting)}">(.*?)</a>', page, re.DOTALL)
    assert strip_tags(link).strip() == version_of(sitting).question.source
    assert "The UN arrives with the mission." in page
