"""Assessments on paper: printing, the key for the marker, and typing in what was written."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from assessments.actions.paper import CannotEnterError, Sheet, enter_paper
from assessments.forms.paper import EntryForm
from assessments.models import Allocation, Attempt, FormItem, Mark, QuestionVersion, Response, Sitting
from assessments.points import points_of
from assessments.reports.paper import paper_form, paper_forms
from assessments.reports.quiz import quiz_of
from assessments.sheets import forget_sheets
from courses.models import AuditRow
from tests.assessments.factories import FEEDBACK_TOKEN, KEY_TOKEN, SAMPLES, AttemptFactory, FormFactory
from tests.assessments.marked import RIGHT, make_sitting, submit, teacher, total, version_of
from tests.factories import NOW, EnrolmentFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
TYPED = {"q0-team": "UN Country Team", "q1": "f", "q2": "A", "q3": "a, B", "q4": "They have a stake."}
STORE = {"number": 1, "do": "store"}


def build_sitting():
    return make_sitting(*SAMPLES)


world_once, sitting = built_once(build_sitting)


@pytest.fixture
def staff(sitting, client):
    user = teacher(sitting)
    client.force_login(user)
    return user


@pytest.fixture
def seat(sitting):
    return EnrolmentFactory(cohort=sitting.cohort, user__name="Berta Diallo")


def sheet(sitting, seat, number=1, form=None):
    return Sheet(sitting, seat, form or sitting.form_a, number)


def answers():
    return dict(enumerate(RIGHT.values()))


def test_a_paper_becomes_an_attempt_like_any_other(sitting, seat, staff):
    attempt = enter_paper(sheet=sheet(sitting, seat), answers=answers(), by=staff, now=NOW)
    assert (attempt.close_reason, attempt.entered_by, attempt.submitted_at, attempt.number) == (
        Attempt.CloseReason.PAPER,
        staff,
        NOW,
        1,
    )
    on_screen = submit(sitting, *RIGHT.values())
    points = points_of([attempt, on_screen])
    assert [(item.points, item.is_waiting) for item in points[attempt.pk].items] == [
        (item.points, item.is_waiting) for item in points[on_screen.pk].items
    ]
    assert list(AuditRow.objects.values_list("verb", "by", "detail")) == [
        ("enter from paper", staff.pk, {"n_answers": 5})
    ]


def test_the_result_of_a_paper_follows_the_printed_order(sitting, seat, staff):
    many = FormFactory(lesson=sitting.form_a.lesson, types=["check-all"] * 12)
    sitting.form_a, sitting.is_shuffled = many, True
    sitting.save()
    attempt = enter_paper(sheet=sheet(sitting, seat), answers={0: ["a"]}, by=staff, now=NOW)
    items, printed = quiz_of(attempt, NOW).items, paper_form(many).questions
    assert [(each.number, each.item.position) for each in items] == [
        (question.number, question.item.position) for question in printed
    ]
    assert [[each["id"] for each in item.options] for item in items] == [
        [option["id"] for _letter, option in question.options] for question in printed
    ]


def test_the_same_paper_sent_twice_is_one_attempt(sitting, seat, staff):
    first, again = (enter_paper(sheet=sheet(sitting, seat), answers=answers(), by=staff, now=NOW) for _ in range(2))
    assert (first, Attempt.objects.count(), Response.objects.count()) == (again, 1, 5)


@pytest.mark.parametrize("changed", ["answers", "form"])
def test_a_sheet_that_was_changed_is_not_said_to_be_stored(client, sitting, seat, staff, changed):
    enter_paper(sheet=sheet(sitting, seat), answers=answers(), by=staff, now=NOW)
    forms = {"form": FormFactory(lesson=sitting.form_a.lesson)} if changed == "form" else {}
    other = answers() if forms else {0: {"team": "Somebody"}}
    with pytest.raises(CannotEnterError, match="stored, with other answers"):
        enter_paper(sheet=sheet(sitting, seat, **forms), answers=other, by=staff, now=NOW)
    assert Attempt.objects.count() == 1


def test_what_was_left_empty_is_unanswered(sitting, seat, staff):
    nothing = {0: {"team": " "}, 1: None, 2: None, 3: [], 4: ""}
    attempt = enter_paper(sheet=sheet(sitting, seat), answers=nothing, by=staff, now=NOW)
    assert (Response.objects.count(), total(attempt)) == (0, 0)
    assert {score.verdict for score in attempt.scores.all()} == {"unanswered"}


def test_a_learner_has_only_the_attempts_allowed(sitting, seat, staff):
    enter_paper(sheet=sheet(sitting, seat), answers={}, by=staff, now=NOW)
    with pytest.raises(CannotEnterError, match="used every attempt"):
        enter_paper(sheet=sheet(sitting, seat, 2), answers={}, by=staff, now=NOW)
    with pytest.raises(CannotEnterError, match="used every attempt"):
        enter_paper(sheet=sheet(sitting, seat), answers={}, by=teacher(sitting), now=NOW)
    Attempt.objects.update(voided_at=NOW)
    with pytest.raises(CannotEnterError, match="entered meanwhile"):
        enter_paper(sheet=sheet(sitting, seat, 1), answers={}, by=teacher(sitting), now=NOW)
    assert enter_paper(sheet=sheet(sitting, seat, 2), answers={}, by=staff, now=NOW).number == 2


def test_a_learner_with_an_open_attempt_must_finish_it(sitting, seat, staff):
    AttemptFactory(sitting=sitting, enrolment=seat)
    with pytest.raises(CannotEnterError, match="under way"):
        enter_paper(sheet=sheet(sitting, seat, 2), answers={}, by=staff, now=NOW)


def test_the_form_on_paper_is_remembered_for_a_crossed_sitting(sitting, seat, staff):
    sitting.form_b = FormFactory(lesson=sitting.form_a.lesson, types=["true-false"])
    sitting.save()
    attempt = enter_paper(sheet=sheet(sitting, seat, form=sitting.form_b), answers={0: False}, by=staff, now=NOW)
    assert (attempt.form, total(attempt), Allocation.objects.get().form) == (sitting.form_b, 1, sitting.form_b)


def entry(sitting, **typed):
    return EntryForm(paper_form(sitting.form_a), 1, {"number": 1, **typed})


def test_typed_letters_become_answers(sitting):
    form = entry(sitting, **TYPED)
    assert form.is_valid(), form.errors
    assert form.answers == {
        0: {"team": "UN Country Team"},
        1: False,
        2: "a",
        3: ["a", "b"],
        4: "They have a stake.",
    }


@pytest.mark.parametrize(
    ("typed", "answer"), [("", []), ("dcb", ["b", "c", "d"]), ("A;A", ["a"]), ("b/d.", ["b", "d"])]
)
def test_letters_may_come_in_any_order_with_anything_between(sitting, typed, answer):
    form = entry(sitting, q3=typed)
    assert form.is_valid(), form.errors
    assert form.answers[3] == answer


@pytest.mark.parametrize(
    ("answer", "typed"),
    [
        (True, ("t", "True", "true", "TRUE.", "yes", "1")),
        (False, ("f", "False", "false", "no", "not true", "0", "False, they come late")),
        (None, ("", "don't know")),
    ],
)
def test_true_and_false_may_be_typed_in_words(sitting, answer, typed):
    forms = [entry(sitting, q1=each) for each in typed]
    assert [form.is_valid() and form.answers[1] for form in forms] == [answer] * len(typed)


@pytest.mark.parametrize(
    ("field", "typed", "problem"),
    [
        ("q1", "x", "Type T or F. Leave it empty if both are ticked."),
        ("q1", "tf", "Type T or F. Leave it empty if both are ticked."),
        ("q1", "true or false", "Type T or F. Leave it empty if both are ticked."),
        ("q2", "ab", "Only one option counts here. Leave it empty if two are ticked."),
        ("q3", "e", "No option is called E. Type A, B, C, D."),
    ],
)
def test_other_letters_are_refused(sitting, field, typed, problem):
    form = entry(sitting, **{field: typed})
    assert form.errors == {field: [problem]}


def test_a_letter_that_is_wrong_is_found_by_the_number_of_its_question(client, sitting, seat, staff):
    page = client.post(entry_page(sitting, seat), {**STORE, **TYPED, "q2": "Z"})
    problem = "Question 3: No option is called Z. Type A, B."
    assert (page.status_code, list(page.context["entry"].problems)) == (422, [("id_q2", problem)])
    assert f'<a href="#id_q2">{problem}</a>' in page.content.decode()


def test_whose_paper_cannot_be_entered_is_said_beside_the_name(client, sitting, seat, staff):
    submit(sitting, enrolment=seat)
    busy = EnrolmentFactory(cohort=sitting.cohort, user__name="Carl Young")
    AttemptFactory(sitting=sitting, enrolment=busy)
    EnrolmentFactory(cohort=sitting.cohort, user__name="Dora Free")
    text = client.get(reverse("assessments:paper-entry", args=[sitting.pk])).content.decode()
    for expected in ("Berta Diallo – has used every attempt<", "Carl Young – has an attempt under way<", "Dora Free<"):
        assert expected in text


def test_several_blanks_and_parts_have_a_field_each():
    sitting = make_sitting("blanks", "narrative")
    blanks, written = version_of(sitting, 0), version_of(sitting, 1)
    versions = QuestionVersion.objects
    versions.filter(pk=blanks.pk).update(content={"order": "any", "blanks": ["one", "two"]}, stem="{{one}} and {{two}}")
    parts = [{"id": each, "prompt": f"The {each} side?", "points": "1"} for each in ("good", "bad")]
    versions.filter(pk=written.pk).update(content={"parts": parts})
    forget_sheets()
    typed = {"q0-one": "a", "q0-two": "b", "q1-good": "c", "q1-bad": ""}
    form = entry(sitting, **typed)
    assert form.is_valid(), form.errors
    assert form.answers == {0: {"one": "a", "two": "b"}, 1: {"good": "c", "bad": ""}}
    paper = paper_form(sitting.form_a)
    assert paper.questions[0].stem == "______ (1) and ______ (2)"
    assert paper.questions[0].gaps == ["(1)", "(2)"]
    assert [prompt for prompt, _ in paper.questions[1].lines] == ["The good side?", "The bad side?"]


def test_the_printed_form_holds_every_question_and_no_key(client, sitting, staff):
    text = client.get(reverse("assessments:paper", args=[sitting.pk])).content.decode()
    for expected in (
        "Name",
        "The UN arrives with the mission.",
        "A general",
        "Body d",
        "Why are national partners key?",
    ):
        assert expected in text
    assert (KEY_TOKEN in text, FEEDBACK_TOKEN in text) == (False, False)


def test_two_forms_are_printed_one_after_the_other(sitting):
    assert [paper.letter for paper in paper_forms(sitting)] == [""]
    sitting.form_b = FormFactory(lesson=sitting.form_a.lesson, types=["true-false"])
    assert [(paper.letter, len(paper.questions)) for paper in paper_forms(sitting)] == [("A", 5), ("B", 1)]


@pytest.fixture
def crossed(sitting):
    """The sitting with a second form, whose label comes before that of the first."""
    sitting.form_b = FormFactory(lesson=sitting.form_a.lesson, types=["true-false"], label="Aa")
    sitting.save()
    return sitting


def test_two_forms_have_one_name_on_sheet_key_and_screen(client, crossed, seat, staff):
    names = [f"Form A – {crossed.form_a.label}", "Form B – Aa"]
    for page in ("paper", "paper-key"):
        text = client.get(reverse(f"assessments:{page}", args=[crossed.pk])).content.decode()
        assert [f"<bdi>{name}</bdi>" in text for name in names] == [True, True]
    field = client.get(reverse("assessments:paper-entry", args=[crossed.pk])).context["learner"]["form"]
    assert [(choice[1], choice[0]) for choice in field.field.choices][1:] == list(
        zip(names, [crossed.form_a_id, crossed.form_b_id], strict=True)
    )
    typing = client.get(entry_page(crossed, seat, crossed.form_b)).content.decode()
    assert [f"<bdi>{name}</bdi>" in typing for name in names] == [False, True]


def test_each_form_is_shown_as_learners_see_it(client, sitting, staff):
    form_b = FormFactory(lesson=sitting.form_a.lesson, label="Aa")
    shown = r'<a href="([^"]+)">See it as learners do(?::\s<bdi>(.+?)</bdi>)?</a>'
    first, second = (reverse("assessments:form-preview", args=[form.pk]) for form in (sitting.form_a, form_b))
    page = reverse("assessments:sitting", args=[sitting.pk])
    assert re.findall(shown, client.get(page).content.decode()) == [(first, "")]
    Sitting.objects.update(form_b=form_b)
    names = [f"Form A – {sitting.form_a.label}", "Form B – Aa"]
    assert re.findall(shown, client.get(page).content.decode()) == list(zip((first, second), names, strict=True))


def test_neither_of_two_forms_is_chosen_beforehand(client, crossed, seat, staff):
    start = reverse("assessments:paper-entry", args=[crossed.pk])
    assert "selected" not in str(client.get(start).context["learner"]["form"]).partition('<option value="">')[2]
    page = client.get(start, {"learner": seat.pk, "form": ""})
    assert (page.status_code, page.context["entry"]) == (422, None)
    assert page.context["learner"].errors == {"form": ["Choose the form. Its letter is on every sheet."]}


def test_a_paper_says_how_it_is_scored_and_has_a_line_for_every_blank(client, sitting, staff):
    text = client.get(reverse("assessments:paper", args=[sitting.pk])).content.decode()
    assert "Marking everything earns nothing." in text
    assert (text.count("1 point</span>"), text.count('<p class="paper-gap">')) == (5, 1)
    FormItem.objects.update(points=2)
    forget_sheets()
    text = client.get(reverse("assessments:paper", args=[sitting.pk])).content.decode()
    assert (text.count("2 points</span>"), text.count("1 point</span>")) == (5, 0)


def test_a_printed_page_has_one_page_number():
    styles = [path.read_text(encoding="utf-8") for path in (settings.BASE_DIR / "static/css").glob("*.css")]
    assert sum(style.count("counter(page)") for style in styles) == 1


def test_the_answer_key_is_for_the_marker(client, sitting, staff):
    text = client.get(reverse("assessments:paper-key", args=[sitting.pk])).content.decode()
    assert KEY_TOKEN in text
    assert "They have most at stake" in text


def entry_page(sitting, seat, form=None):
    form = form or sitting.form_a
    return f"{reverse('assessments:paper-entry', args=[sitting.pk])}?learner={seat.pk}&form={form.pk}"


def test_answers_are_typed_in_on_one_page(client, sitting, seat, staff):
    start = reverse("assessments:paper-entry", args=[sitting.pk])
    assert "Berta Diallo" in client.get(start).content.decode()
    page = client.get(entry_page(sitting, seat))
    assert [len(fields) for _question, fields in page.context["entry"].rows] == [1] * 5
    for _ in range(2):
        done = client.post(entry_page(sitting, seat), {**STORE, **TYPED})
        attempt = Attempt.objects.get()
        assert done.url == f"{start}?entered={attempt.pk}"
    assert "The answers of" in client.get(done.url).content.decode()
    assert (total(attempt), attempt.entered_by) == (4, staff)
    assert not Mark.objects.exists()
    refused = client.get(entry_page(sitting, seat))
    assert refused.status_code == 422
    assert "used every attempt" in refused.content.decode()


def test_enter_in_a_field_stores_nothing(client, sitting, seat, staff):
    page = client.get(entry_page(sitting, seat)).content.decode()
    buttons = re.findall(r'<button[^>]* name="do" value="(\w+)"', page)
    assert buttons == ["look", "store"]  # Enter presses the first one
    for typed in (TYPED, {"q1": "t"}, {}):
        looked = client.post(entry_page(sitting, seat), {"number": 1, "do": "look", **typed})
        assert (looked.status_code, "Nothing is stored yet." in looked.content.decode()) == (200, True)
        assert client.post(entry_page(sitting, seat), {"number": 1, **typed}).status_code == 200
    assert not Attempt.objects.exists()


def test_empty_questions_are_stored_only_by_who_was_told(client, sitting, seat, staff):
    some = {"q0-team": "UN Country Team", "q3": "a", "q4": " "}
    asked = client.post(entry_page(sitting, seat), {**STORE, **some})
    text = asked.content.decode()
    assert (asked.status_code, asked.context["entry"].empty) == (422, [(2, "id_q1"), (3, "id_q2"), (5, "id_q4")])
    for expected in ("3 questions are empty:", "Store all the same", 'value="UN Country Team"', 'value="2 3 5 "'):
        assert expected in text
    other = client.post(entry_page(sitting, seat), {**STORE, **some, "q3": "", "told": "2 3 5 "})
    assert (other.status_code, "4 questions are empty:" in other.content.decode()) == (422, True)
    assert not Attempt.objects.exists()
    for _ in range(2):
        done = client.post(entry_page(sitting, seat), {**STORE, **some, "q1": "f", "told": "2 3 5 "})
        assert done.status_code == 302
    assert list(Response.objects.order_by("position").values_list("position", flat=True)) == [0, 1, 3]


@pytest.mark.parametrize(
    ("typed", "field"),
    [({}, "q0-team"), ({"q0-team": "a", "q2": "a"}, "q3"), ({**TYPED, "q1": " "}, "q1"), (TYPED, None)],
)
def test_typing_goes_on_in_the_next_empty_field(client, sitting, seat, staff, typed, field):
    page = client.post(entry_page(sitting, seat), {"number": 1, "do": "look", **typed}).content.decode()
    assert re.findall(r'<(?:input|textarea)[^>]* name="([\w-]+)"[^>]* data-focus', page) == ([field] if field else [])


def test_what_cannot_be_read_is_shown_again(client, sitting, seat, staff):
    page = client.post(entry_page(sitting, seat), {**STORE, **TYPED, "q2": "z"})
    assert page.status_code == 422
    assert "No option is called Z" in page.content.decode()
    assert "UN Country Team" in page.content.decode()
    assert not Attempt.objects.exists()


def test_who_types_the_same_paper_second_is_told(client, sitting, seat, staff):
    sitting.attempts_allowed = 2
    sitting.save()
    enter_paper(sheet=sheet(sitting, seat), answers={}, by=teacher(sitting), now=NOW)
    page = client.post(entry_page(sitting, seat), {**STORE, **TYPED})
    assert (page.status_code, Attempt.objects.count()) == (422, 1)
    assert "entered meanwhile" in page.content.decode()


def test_only_learners_of_the_cohort_can_be_chosen(client, sitting, seat, staff):
    stranger = EnrolmentFactory()
    for pk in (stranger.pk, "", "x", 10**20):
        page = client.get(f"{reverse('assessments:paper-entry', args=[sitting.pk])}?learner={pk}")
        assert (page.status_code, page.context["entry"]) == (422, None)


def test_the_pages_are_for_those_who_teach(client, sitting, seat):
    pages = [reverse(f"assessments:{name}", args=[sitting.pk]) for name in ("paper", "paper-key", "paper-entry")]
    assert [client.get(page).status_code for page in pages] == [302] * 3
    for user in (seat.user, teacher(make_sitting("true-false"))):
        client.force_login(user)
        assert [client.get(page).status_code for page in pages] == [404] * 3
        assert client.post(entry_page(sitting, seat), {**STORE, **TYPED}).status_code == 404
    assert not Attempt.objects.exists()
