"""The key as it stands, which the page of its correction shows beside the form."""

import re
from copy import deepcopy

import pytest
from django.conf import settings
from django.urls import reverse

from assessments.actions.regrading import state_of
from assessments.models import KeyRevision, QuestionVersion
from tests.assessments.factories import SAMPLES, blank_key
from tests.assessments.marked import make_sitting, submit, teacher, version_of

pytestmark = pytest.mark.django_db


def address(sitting):
    return reverse("assessments:key", args=[sitting.form_a.lesson.slug, version_of(sitting).pk])


def shown_key(page):
    """The text of the key as the page shows it beside the form."""
    card = re.search(r'<section class="card stack scroll known-key".*?</section>', page.content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", card.group()).split())


def test_the_key_as_it_stands_is_shown_beside_the_form(client):
    sitting = make_sitting("true-false")
    client.force_login(teacher(sitting))
    flip = {"answer": "true", "if_true": "Yes.", "if_false": "No.", "policy": "new-key", "reason": "The map was old"}
    flip["state"] = state_of(version_of(sitting))
    said = "To whoever says true TOKEN-FEEDBACK To whoever says false TOKEN-FEEDBACK"
    assert f"Key 1, since 02/03/2026. First False {said}" in shown_key(client.get(address(sitting)))
    page = client.post(address(sitting), flip)
    assert f" False {said}" in shown_key(page)  # nothing has been changed yet
    client.post(address(sitting), flip | {"shown": page.context["form"]["shown"].value(), "do": "apply"})
    assert shown_key(client.get(address(sitting))).startswith("The key as it stands Key 2, since")
    assert "True To whoever says true Yes. To whoever says false No." in shown_key(client.get(address(sitting)))


def test_all_answers_that_a_blank_knows_are_shown_with_what_they_are_worth(client):
    sitting = make_sitting("blanks")
    row = {"also": [], "feedback": None}
    blank = blank_key("UN Country Team") | {
        "partial": [{**row, "text": "Resident Coordinator", "also": ["RCO"], "credit": "2/4"}],
        "wrong": [{**row, "text": "NGOs", "also": ["Red Cross"], "feedback": "They are outside."}],
        "review": [{**row, "text": "UN system", "note": "Too wide."}],
    }
    blank["accept"].append({**row, "text": "Blue helpers", "ruled": True})
    blank["accept"][0]["also"] = ["UNCT"]
    KeyRevision.objects.filter(version=version_of(sitting)).update(
        key={"shared": None, "blanks": {"team": blank}, "feedback": ""}
    )
    client.force_login(teacher(sitting))
    page = client.get(address(sitting))
    assert shown_key(page).endswith(
        "Accepted ✓ UN Country Team · UNCT ✓ Blue helpers – accepted in review "
        "Partly ◐ Resident Coordinator (1/2) · RCO Often said, not right ✕ NGOs · Red Cross – They are outside. "
        "A person decides ◷ UN system – Too wide."
    )
    boxes = [box.data["label"] for box in page.context["form"]["out-team"].subwidgets]
    right = ["✓ UN Country Team", "✓ UNCT", "✓ Blue helpers"]
    assert boxes == [*right, "◐ Resident Coordinator", "◐ RCO", "✕ NGOs", "✕ Red Cross", "◷ UN system"]


def blanks_in(text):
    """Number and answer of each blank, and what becomes of words that its key lacks."""
    text = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    return re.findall(
        r"Blank (\d) Accepted ✓ (\w+)( Everyday words that are not in the key are wrong at once\.)?", text
    )


def test_where_a_key_lists_all_words_every_page_of_it_says_so(client):
    sitting = make_sitting("blanks")
    version = version_of(sitting)
    QuestionVersion.objects.filter(pk=version.pk).update(
        stem="The {{team}} and {{actor}} help.", content={"order": "fixed", "blanks": ["team", "actor"]}
    )
    blanks = {"team": blank_key("UNCT") | {"others": "wrong"}, "actor": blank_key("ICRC")}
    KeyRevision.objects.filter(version=version).update(key={"shared": None, "blanks": blanks, "feedback": ""})
    submit(sitting, {"team": "UNCT", "actor": "Blue helpers"})
    client.force_login(teacher(sitting))
    lesson = sitting.form_a.lesson
    queue = client.get(reverse("assessments:review", args=[lesson.slug]))
    [[_review, [(group, _form)]]] = queue.context["rows"]
    token = group.first_waiting[0].answer.token
    for page in (
        client.get(address(sitting)),
        client.get(reverse("assessments:bank-key", args=[lesson.slug, version.question.slug])),
        queue,
        client.get(reverse("assessments:review-answer", args=[lesson.slug, version.pk, token])),
    ):
        said = " Everyday words that are not in the key are wrong at once."
        assert blanks_in(page.content.decode()) == [("1", "UNCT", said), ("2", "ICRC", "")]


def test_the_blanks_of_a_key_are_shown_by_one_template():
    texts = {path.name: path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html")}
    assert [name for name, text in texts.items() if 'include "assessments/blank.html"' in text] == ["blanks.html"]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("check-one", "First ✓ a The Coordinator TOKEN-FEEDBACK ◐ b (1/3) A general TOKEN-FEEDBACK"),
        (
            "check-all",
            "First ✓ a Body a TOKEN-FEEDBACK ✓ b Body b TOKEN-FEEDBACK ✕ c Body c TOKEN",
        ),
        ("narrative", "First TOKEN-ANSWER They have most at stake (1)"),
    ],
)
def test_the_key_of_every_other_type_is_shown(client, kind, told):
    sitting = make_sitting(kind)
    if kind == "check-one":
        key = deepcopy(SAMPLES[kind][2])
        key["options"]["b"]["credit"] = "2/6"
        KeyRevision.objects.filter(version=version_of(sitting)).update(key=key)
    client.force_login(teacher(sitting))
    assert told in shown_key(client.get(address(sitting)))


def test_several_blanks_are_told_apart_in_the_order_of_the_question(client):
    """A database may keep the blanks of a key in another order."""
    sitting = make_sitting("blanks")
    version = version_of(sitting)
    QuestionVersion.objects.filter(pk=version.pk).update(
        stem="The {{team}} and {{actor}} help.", content={"order": "fixed", "blanks": ["team", "actor"]}
    )
    key = {"shared": None, "blanks": {"actor": blank_key("ICRC"), "team": blank_key("UNCT")}, "feedback": ""}
    KeyRevision.objects.filter(version=version).update(key=key)
    submit(sitting, {"team": "UNCT", "actor": "Blue helpers"})
    client.force_login(teacher(sitting))
    page = client.get(address(sitting))
    assert shown_key(page).endswith("First Blank 1 Accepted ✓ UNCT Blank 2 Accepted ✓ ICRC")
    fields = page.context["form"].key_fields
    assert [field.label for field in fields if field.name.startswith("text-")] == [
        "Blank 1: Add an answer",
        "Blank 2: Add an answer",
    ]
    queue = client.get(reverse("assessments:review", args=[sitting.form_a.lesson.slug])).content.decode()
    assert "Blank 2: The key does not know it yet." in queue


@pytest.mark.parametrize("kind", ["check-one", "check-all"])
def test_every_option_is_listed_once_with_its_worth(client, kind):
    sitting = make_sitting(kind)
    client.force_login(teacher(sitting))
    shown = shown_key(client.get(address(sitting)))
    texts = [option["text"] for option in version_of(sitting).content["options"]]
    assert [shown.count(text) for text in texts] == [1] * len(texts)
    assert f"✓ a {texts[0]}" in shown
