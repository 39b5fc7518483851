"""The pages of assessment forms."""

import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse

from assessments.actions.forms import create_form, freeze_form
from assessments.models import AssessmentForm, EnemyPair, FormItem
from tests.assessments.factories import FEEDBACK_TOKEN, KEY_TOKEN, SAMPLES, FormFactory, KeyRevisionFactory
from tests.factories import NOW, EnrolmentFactory, OutcomeFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def build_world():
    """A lesson with one outcome; a draft with T1 on it, a frozen form with one question of each type, and F1 beside."""
    frozen = FormFactory(label="Frozen form")
    lesson = frozen.lesson
    outcome = OutcomeFactory(lesson=lesson)
    questions = {}
    for name, kind in {"T1": "true-false", "F1": "blanks", "M1": "check-all"}.items():
        question = KeyRevisionFactory(
            version__type=kind, version__question__lesson=lesson, version__question__source=name
        ).version.question
        question.outcome_links.create(outcome=outcome, position=0)
        questions[name] = question
    seat = EnrolmentFactory(instructor=True, cohort__course=lesson.course)
    draft = create_form(
        lesson=lesson, label="Draft", by=seat.user, now=NOW, versions=[questions["T1"].versions.get()], needs={}
    )
    return SimpleNamespace(
        lesson=lesson,
        outcome=outcome,
        frozen=frozen,
        draft=draft,
        cohort=seat.cohort,
        instructor=seat.user,
        director=EnrolmentFactory(director=True, course=lesson.course).user,
        learner=EnrolmentFactory(cohort=seat.cohort).user,
        stranger=EnrolmentFactory(instructor=True).user,
        **questions,
    )


world_once, world = built_once(build_world)


def address(name, world, form=None):
    of_lesson = {"forms", "form-assemble"}
    if name == "form-discard":
        return reverse("assessments:form-discard", args=[world.lesson.slug, (form or world.draft).pk])
    return reverse(f"assessments:{name}", args=[world.lesson.slug if name in of_lesson else (form or world.draft).pk])


def names(form):
    return [item.version.question.source for item in form.items.select_related("version__question")]


def body(response):
    return response.content.decode()


# --- who may come in -----------------------------------------------------------------------------------

GET_PAGES = ["forms", "form-assemble", "form", "form-freeze", "form-preview"]
POST_PAGES = ["forms", "form-assemble", "form-edit", "form-blueprint", "form-freeze", "form-copy", "form-discard"]


@pytest.mark.parametrize("name", GET_PAGES)
@pytest.mark.parametrize(
    ("who", "status"), [("instructor", 200), ("director", 200), ("learner", 404), ("stranger", 404)]
)
def test_pages_are_for_those_who_teach_the_lesson(client, world, name, who, status):
    client.force_login(getattr(world, who))
    assert client.get(address(name, world)).status_code == status


@pytest.mark.parametrize("name", POST_PAGES)
@pytest.mark.parametrize("who", ["learner", "stranger"])
def test_nobody_else_changes_anything(client, world, name, who):
    before = list(AssessmentForm.objects.values()), list(FormItem.objects.values())
    client.force_login(getattr(world, who))
    response = client.post(address(name, world), {"remove": world.T1.pk, "label": "Mine"})
    assert response.status_code == 404
    assert (list(AssessmentForm.objects.values()), list(FormItem.objects.values())) == before


@pytest.mark.parametrize("name", sorted({*GET_PAGES, *POST_PAGES}))
def test_nobody_comes_in_without_signing_in(client, world, name):
    page = address(name, world)
    ask = client.get if name in GET_PAGES else client.post
    assert ask(page)["Location"] == f"{reverse('account_login')}?next={page}"


@pytest.mark.parametrize("name", ["form-edit", "form-blueprint", "form-copy", "form-discard"])
def test_a_change_is_never_a_get(client, world, name):
    client.force_login(world.instructor)
    assert client.get(address(name, world)).status_code == 405


@pytest.mark.parametrize("name", ["form", "form-preview"])
def test_no_key_stands_on_the_pages_of_a_form(client, world, name):
    client.force_login(world.instructor)
    for form in (world.frozen, world.draft):
        text = body(client.get(address(name, world, form)))
        assert [token for token in (KEY_TOKEN, FEEDBACK_TOKEN) if token in text] == []


def test_the_preview_holds_every_question(client, world):
    client.force_login(world.instructor)
    text = body(client.get(address("form-preview", world, world.frozen)))
    assert [kind for kind, (stem, *_) in SAMPLES.items() if stem.split("{{")[0] not in text] == []


# --- the list ------------------------------------------------------------------------------------------


def test_a_new_form_is_made_once(client, world):
    client.force_login(world.instructor)
    responses = [client.post(address("forms", world), {"label": "New"}) for _ in range(2)]
    form = AssessmentForm.objects.get(label="New")
    assert [response["Location"] for response in responses] == [address("form", world, form)] * 2


@pytest.mark.parametrize(("label", "error"), [("", "Give the form a name"), ("Draft", "has a form of this name")])
def test_a_name_must_be_new(client, world, label, error):
    client.force_login(world.instructor)
    response = client.post(address("forms", world), {"label": label})
    assert (response.status_code, error in body(response)) == (422, True)


# --- the editor ----------------------------------------------------------------------------------------


def test_questions_are_found_by_words_type_and_outcome(client, world):
    client.force_login(world.instructor)

    def found(**query):
        return [line.name for line in client.get(address("form", world), query).context["bank"]]

    on_frozen = names(world.frozen)
    assert found() == [*on_frozen, "F1", "M1"]
    assert found(q="f1") == ["F1"]
    assert found(q="regional body") == [on_frozen[3], "M1"]
    assert found(type="check-all") == [on_frozen[3], "M1"]
    assert found(outcome=world.outcome.pk) == ["F1", "M1"]
    assert found(outcome=world.outcome.pk, type="blanks", q="mission") == ["F1"]
    assert found(type="nonsense", outcome="nonsense") == [*on_frozen, "F1", "M1"]


def test_a_search_with_htmx_answers_with_the_list_only(client, world):
    client.force_login(world.instructor)
    response = client.get(address("form", world), {"q": "f1"}, headers=HTMX)
    text = body(response)
    assert ("<html" in text, text.count('name="add"'), 'id="items"' in text) == (False, 1, False)
    assert "HX-Request" in response["Vary"]


def test_adding_moving_and_removing_without_javascript(client, world):
    client.force_login(world.instructor)
    edit = address("form-edit", world)
    for _ in range(2):
        response = client.post(edit, {"add": world.F1.pk, "q": "f", "type": "", "outcome": ""})
        assert response["Location"] == f"{address('form', world)}?q=f&type=&outcome=#bank"
    assert names(world.draft) == ["T1", "F1"]
    for _ in range(2):
        response = client.post(edit, {"move": f"{world.F1.pk}:0"})
        assert response["Location"] == f"{address('form', world)}?q=&type=&outcome=#items"
    assert names(world.draft) == ["F1", "T1"]
    for _ in range(2):
        assert client.post(edit, {"remove": world.F1.pk}).status_code == 302
    assert names(world.draft) == ["T1"]


def test_with_htmx_the_editor_comes_back_with_coverage_and_the_same_search(client, world):
    client.force_login(world.instructor)
    response = client.post(address("form-edit", world), {"add": world.F1.pk, "q": "regional"}, headers=HTMX)
    text = body(response)
    assert (response.status_code, "<html" in text, "F1 is on the form" in text) == (200, False, True)
    [row] = response.context["sheet"].coverage
    assert (row.n_questions, row.n_machine_scored, row.points) == (2, 2, Decimal(2))
    assert [line.name for line in response.context["bank"]] == [names(world.frozen)[3], "M1"]


def test_after_adding_the_keyboard_goes_on_with_the_next_question_of_the_bank(client, world):
    client.force_login(world.instructor)
    edit = address("form-edit", world)
    assert client.post(edit, {"add": world.F1.pk}, headers=HTMX).context["focus"] == world.M1.pk
    assert client.post(edit, {"add": world.M1.pk}, headers=HTMX).context["focus"] is None
    assert client.post(edit, {"move": f"{world.M1.pk}:0"}, headers=HTMX).context["focus"] == world.M1.pk
    assert client.post(edit, {"remove": world.M1.pk}, headers=HTMX).context["focus"] is None


def test_enemies_are_flagged_before_and_after_adding(client, world):
    EnemyPair.objects.create(first=world.T1, second=world.F1, why="T1 names it.")
    client.force_login(world.instructor)
    lines = {line.name: line.enemies for line in client.get(address("form", world), {"q": "f1"}).context["bank"]}
    assert lines == {"F1": ["T1"]}
    response = client.post(address("form-edit", world), {"add": world.F1.pk}, headers=HTMX)
    assert [(line.name, line.enemies) for line in response.context["sheet"].lines] == [("T1", ["F1"]), ("F1", ["T1"])]
    assert "Gives F1 away" in body(response)


@pytest.mark.parametrize("posted", [{}, {"add": ""}, {"add": "x"}, {"add": "9" * 30}, {"move": "999999:1"}])
def test_an_unknown_question_is_not_found(client, world, posted):
    client.force_login(world.instructor)
    assert client.post(address("form-edit", world), posted).status_code == 404


def test_a_question_of_another_lesson_is_not_found(client, world):
    other = KeyRevisionFactory().version.question
    client.force_login(world.instructor)
    assert client.post(address("form-edit", world), {"add": other.pk}).status_code == 404


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_frozen_form_refuses_and_says_so(client, world, headers):
    client.force_login(world.instructor)
    before = names(world.frozen)
    response = client.post(address("form-edit", world, world.frozen), {"add": world.F1.pk}, headers=headers)
    text = body(response)
    assert (response.status_code, "This form is frozen." in text) == (422, True)
    assert names(world.frozen) == before
    # A page of before the freezing still says Draft, outside of the part that is swapped.
    chips = re.findall(r'<span id="state"( hx-swap-oob="true")?\s+class="chip ok">✓\s+Frozen', text)
    assert chips == [' hx-swap-oob="true"' if headers else ""]


# --- what it must hold ---------------------------------------------------------------------------------


def needs(world, questions, scored):
    return {f"questions-{world.outcome.pk}": questions, f"scored-{world.outcome.pk}": scored}


def test_the_blueprint_is_set(client, world):
    client.force_login(world.instructor)
    page = address("form-blueprint", world)
    assert [client.post(page, needs(world, 2, 1)).status_code for _ in range(2)] == [302, 302]
    assert list(world.draft.blueprint.values_list("outcome", "least_questions", "least_machine_scored")) == [
        (world.outcome.pk, 2, 1)
    ]
    response = client.post(page, needs(world, 1, 1), headers=HTMX)
    assert (response.status_code, response.context["sheet"].problems) == (200, [])


def test_a_blueprint_that_makes_no_sense_is_refused(client, world):
    client.force_login(world.instructor)
    response = client.post(address("form-blueprint", world), needs(world, "many", -1))
    assert (response.status_code, "There is a problem" in body(response)) == (422, True)
    assert world.draft.blueprint.count() == 0


# --- freezing, copying, discarding ---------------------------------------------------------------------


def test_freezing_asks_first_and_freezes_once(client, world):
    client.force_login(world.instructor)
    page = address("form-freeze", world)
    assert "Freeze it" in body(client.get(page))
    assert [client.post(page)["Location"] for _ in range(2)] == [address("form", world)] * 2
    world.draft.refresh_from_db()
    assert world.draft.is_frozen
    assert "Freeze it" not in body(client.get(page))


def test_freezing_is_refused_with_every_reason(client, world):
    empty = create_form(lesson=world.lesson, label="Empty", by=world.instructor, now=NOW)
    client.force_login(world.instructor)
    response = client.post(address("form-freeze", world, empty))
    text = body(response)
    assert (response.status_code, "The form has no questions." in text, "O1 needs 1 question and has 0." in text) == (
        422,
        True,
        True,
    )


def test_a_form_is_copied_once(client, world):
    freeze_form(form=world.draft, by=world.instructor, now=NOW)
    client.force_login(world.instructor)
    assert 'value="Draft 2"' in body(client.get(address("form", world)))
    places = [client.post(address("form-copy", world), {"label": "Draft 2"})["Location"] for _ in range(2)]
    copy = AssessmentForm.objects.get(label="Draft 2")
    assert (places, names(copy), copy.is_frozen) == ([address("form", world, copy)] * 2, ["T1"], False)


@pytest.mark.parametrize("label", ["", "Frozen form"])
def test_a_copy_needs_a_new_name(client, world, label):
    client.force_login(world.instructor)
    response = client.post(address("form-copy", world), {"label": label})
    assert (response.status_code, "There is a problem" in body(response)) == (422, True)
    assert AssessmentForm.objects.count() == 2


def test_a_draft_is_discarded_and_a_frozen_form_is_not(client, world):
    client.force_login(world.instructor)
    places = [client.post(address("form-discard", world))["Location"] for _ in range(2)]
    assert (places, AssessmentForm.objects.get()) == ([address("forms", world)] * 2, world.frozen)
    response = client.post(address("form-discard", world, world.frozen))
    assert (response.status_code, "This form is frozen." in body(response)) == (422, True)


# --- assembling ----------------------------------------------------------------------------------------


def asked(world, n_forms=1, true_false=1, points="", **needed):
    counts = {f"n-{kind}": 0 for kind in SAMPLES} | {"n-true-false": true_false}
    plan = needs(world, needed.get("questions", 0), needed.get("scored", 0))
    return {"label": "Quiz", "n_forms": n_forms, "points": points, "seed": 7, **counts, **plan}


def test_one_form_is_assembled_once(client, world):
    client.force_login(world.instructor)
    places = [client.post(address("form-assemble", world), asked(world))["Location"] for _ in range(2)]
    form = AssessmentForm.objects.get(label="Quiz")
    assert (places, form.items.count()) == ([address("form", world, form)] * 2, 1)


def test_two_parallel_forms_are_assembled(client, world):
    client.force_login(world.instructor)
    response = client.post(address("form-assemble", world), asked(world, n_forms=2))
    first, second = AssessmentForm.objects.filter(label__startswith="Quiz").order_by("label")
    assert (response["Location"], first.label, second.label) == (address("forms", world), "Quiz A", "Quiz B")
    assert set(names(first)) & set(names(second)) == set()


def test_in_what_two_assembled_forms_are_not_alike_is_said_on_the_next_page(client, world):
    client.force_login(world.instructor)
    page = client.post(address("form-assemble", world), asked(world, n_forms=2), follow=True)
    (told,) = [str(message) for message in page.context["messages"]]
    assert re.fullmatch(r"The two forms ask differently often .* \(O1: (1 and 0|0 and 1)\)\.", told)
    assert told in body(page)


def test_the_suggested_name_is_free_for_a_pair_too(client, world):
    client.force_login(world.instructor)
    page = address("form-assemble", world)
    assert client.get(page).context["form"]["label"].value() == "Form"
    client.post(page, asked(world, n_forms=2) | {"label": "Form"})
    assert client.get(page).context["form"]["label"].value() == "Form 2"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"true_false": 3}, "“True or false” has 2 questions; a form of 3 is impossible."),
        ({"n_forms": 2, "scored": 2}, "O1 has 3 machine-scored questions; two disjoint forms of 2"),
        ({"points": "5"}, "A total of 5 points cannot be reached; the nearest possible is 1."),
        ({"true_false": 0}, "Ask for at least one question."),
        ({"true_false": "x"}, "True or false: type a number from 0 to 400."),
        ({"points": "1.234"}, "Total points of each form: type at most 2 decimal places."),
    ],
)
def test_what_cannot_be_assembled_is_told(client, world, changes, reason):
    client.force_login(world.instructor)
    response = client.post(address("form-assemble", world), asked(world, **changes))
    assert (response.status_code, reason in body(response)) == (422, True)
    assert AssessmentForm.objects.filter(label__startswith="Quiz").count() == 0


# --- queries -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [3, 30])
@pytest.mark.parametrize(("name", "n_queries"), [("form", 18), ("forms", 5), ("form-assemble", 9)])
def test_the_number_of_queries_is_constant(client, world, django_assert_num_queries, name, n, n_queries):
    versions = []
    for _ in range(2 * n):
        version = KeyRevisionFactory(version__question__lesson=world.lesson).version
        version.question.outcome_links.create(outcome=world.outcome, position=0)
        versions.append(version)
    for number in range(n):
        create_form(
            lesson=world.lesson,
            label=f"Form {number}",
            by=world.instructor,
            now=NOW,
            versions=versions[:n],
            needs={world.outcome: (1, 0)},
        )
    client.force_login(world.instructor)
    with django_assert_num_queries(n_queries):
        client.get(address(name, world, AssessmentForm.objects.get(label="Form 0")))
