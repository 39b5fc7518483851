"""What the preview of a correction says: of whom, how much, and what will be applied."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from assessments.actions.regrading import newest_revision, state_of
from assessments.models import CertificateRule, RegradeRun
from courses.models import AuditRow
from tests.assessments.factories import KeyRevisionFactory, SittingFactory
from tests.assessments.marked import make_sitting, submit, teacher, version_of
from tests.factories import NOW, CohortFactory, EnrolmentFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db


def build_sitting():
    return make_sitting("true-false")


world_once, sitting = built_once(build_sitting)


@pytest.fixture
def director(sitting, client):
    user = EnrolmentFactory(director=True, course=sitting.cohort.course).user
    client.force_login(user)
    return user


def elsewhere(sitting, name, **fields):
    """The same quiz of another cohort of the course."""
    cohort = CohortFactory(course=sitting.cohort.course, name=name)
    return SittingFactory(form_a=sitting.form_a, cohort=cohort, **fields)


def address(sitting):
    return reverse("assessments:key", args=[sitting.form_a.lesson.slug, version_of(sitting).pk])


def posted(sitting, **fields):
    """What a browser sends of a form in which the key is turned round."""
    texts = {"if_true": "Yes.", "if_false": "No.", "reason": "The map was old"}
    state = state_of(version_of(sitting))
    return {"answer": "true", **texts, "policy": "new-key", "state": state, "do": "preview", **fields}


def look(client, sitting, **fields):
    """The page that says what a correction would change."""
    return client.post(address(sitting), posted(sitting, **fields))


def words(text):
    return " ".join(strip_tags(text).split())


def words_of(page):
    return words(page.content.decode())


def quizzes_on(page):
    """Of each quiz on the page: its heading, what is said of it, the names that are shown, and the folded ones."""
    found = []
    for part in re.split(r'<h3 id="quiz-\d+">', page.content.decode())[1:]:
        heading, rest = part.split("</h3>")
        shown, _, folded = rest.partition("<details>")
        names = [re.findall(r'<th scope="row"><bdi>(.*?)</bdi>', each) for each in (shown, folded)]
        found.append((words(heading), words(rest).split(".")[0], *names))
    return found


def test_changes_are_told_by_cohort_and_quiz(client, sitting, director):
    after = elsewhere(sitting, "Berlin", kind="post", label="Quiz after the lesson")
    before = elsewhere(sitting, "Accra")
    for each, name, answer in ((after, "Berta", True), (before, "Ama", False), (before, "Kofi", None)):
        submit(each, answer, enrolment=EnrolmentFactory(cohort=each.cohort, user__name=name))
    page = look(client, sitting)
    assert [(quiz.cohort.name, quiz.sitting, quiz.n_attempts) for quiz in page.context["table"].quizzes] == [
        ("Accra", before, 2),
        ("Berlin", after, 1),
    ]
    assert quizzes_on(page) == [
        ("Accra – Quiz before the lesson", "1 of 2 scores change", ["Ama"], []),
        ("Berlin – Quiz after the lesson", "1 of 1 score changes", ["Berta"], []),
    ]


def test_a_long_list_is_folded_after_ten_rows_with_those_who_lose_first(client, sitting, director):
    for number in range(12):
        submit(sitting, True, enrolment=EnrolmentFactory(cohort=sitting.cohort, user__name=f"Up {number:02}"))
    submit(sitting, False, enrolment=EnrolmentFactory(cohort=sitting.cohort, user__name="Down"))
    page = look(client, sitting)
    ((_heading, told, shown, folded),) = quizzes_on(page)
    assert told == "13 of 13 scores change"
    assert (shown, folded) == (["Down", *(f"Up {n:02}" for n in range(9))], ["Up 09", "Up 10", "Up 11"])
    assert "3 more" in words_of(page)


def applies(page):
    """What the page says beside the button that applies it."""
    text = page.content.decode()
    return words(text[text.index('id="applies"') : text.index("Leave it as it is")])


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Right answer: False → True To whoever says true: another text"),
        ({}, "Score everybody with the new key."),
        ({"policy": "never-lower", "includes_decided": "on"}, "Score with the new key, but nobody loses points. Also"),
        (
            {"policy": "drop", "answer": "false", "if_true": "TOKEN-FEEDBACK", "if_false": "TOKEN-FEEDBACK"},
            "The key stays",
        ),
    ],
)
def test_what_will_be_applied_stands_beside_the_button(client, sitting, director, fields, told):
    submit(sitting, True)
    beside = applies(look(client, sitting, **fields))
    assert told in beside
    assert beside.endswith("Apply it")


def test_points_have_as_many_decimals_in_the_whole_column(client, director):
    sitting = make_sitting("true-false", "check-all")
    client.force_login(teacher(sitting))
    sitting.form_a.items.filter(position=1).update(points="2.5")
    for more in (["a", "b"], ["a"], ["c"]):
        submit(sitting, True, more)
    text = look(client, sitting).content.decode()
    cells = [words(each) for each in re.findall(r'<div\s*class="change">(.*?)</div>', text, re.DOTALL)]
    assert cells == [
        "0 → 1",
        "2.50/3.5 → 3.50/3.5 ▲",
        "0 → 1",
        "1.25/3.5 → 2.25/3.5 ▲",
        "0 → 1",
        "0.00/3.5 → 1.00/3.5 ▲",
    ]


SAYS_FALSE = {"true": "No, it is outside.", "false": "Indeed, it is outside."}
STAY = "stay as they were. They may now say the opposite"
STAYS = "stays as it was. It may now say the opposite"


@pytest.mark.parametrize(
    ("fields", "warning", "named"),
    [
        ({}, STAY, ["To whoever says true: No, it is", "To whoever says false: Indeed, it is"]),
        ({"if_true": "Yes."}, STAYS, ["To whoever says false: Indeed, it is"]),
        ({"policy": "full-credit"}, STAY, ["To whoever says true: No, it is", "To whoever says false: Indeed, it is"]),
        ({"if_true": "Yes.", "if_false": "No."}, "", []),
        ({"answer": "false", "if_true": "No."}, "", []),
        ({"if_true": "", "if_false": "No."}, "", []),
    ],
)
def test_texts_that_stay_when_the_key_is_turned_round_are_named(client, sitting, director, fields, warning, named):
    key = {**newest_revision(version_of(sitting)).key, "if_answered": SAYS_FALSE}
    KeyRevisionFactory(version=version_of(sitting), number=2, key=key)
    submit(sitting, True)
    kept = {"if_true": f"{SAYS_FALSE['true']}\r\n", "if_false": SAYS_FALSE["false"]}
    page = look(client, sitting, **{**kept, **fields})
    beside = applies(page)
    assert (warning in beside, "may now say" in beside) == (True, bool(named))
    assert [each for each in named if each in beside] == named
    assert words_of(page).count("although the key changes.") == len(named)
    # It is a warning, and whoever has read it may go on.
    shown = page.context["form"]["shown"].value()
    done = client.post(address(sitting), posted(sitting, **{**kept, **fields, "shown": shown, "do": "apply"}))
    assert (done.status_code, RegradeRun.objects.count()) == (302, 1)


def test_the_form_says_beforehand_that_the_texts_stay(client, sitting, director):
    page = words(client.get(address(sitting)).content.decode())
    assert "When you change it, change the two texts below as well: they stay as they are." in page
    assert "may now say" not in page


@pytest.mark.parametrize(
    ("kind", "fields"),
    [("check-one", {"value-a": "1/2", "value-b": "1"}), ("check-all", {"value-a": "", "value-b": "on"})],
)
def test_feedback_that_stays_when_its_option_is_worth_something_else_is_named(client, kind, fields):
    sitting = make_sitting(kind)
    client.force_login(teacher(sitting))
    form = client.get(address(sitting)).context["form"]
    sent = {field.name: field.value() for field in form if field.value() not in (None, False)} | fields
    sent = {name: value for name, value in sent.items() if value != ""} | {"do": "preview"}
    page = client.post(address(sitting), {**sent, "feedback-b": "Indeed."})
    assert [field.name for field in page.context["left_texts"]] == ["feedback-a"]


def test_the_preview_says_who_crosses_the_percent_that_a_certificate_asks_for(client, sitting, director):
    CertificateRule.objects.create(course=sitting.cohort.course, least_percent=70)
    berlin, accra = (elsewhere(sitting, name, kind="post") for name in ("Berlin", "Accra"))
    submit(accra, None)
    assert "Accra: a certificate asks for 70 % after the lesson. Nobody crosses it." in words_of(look(client, sitting))
    for answer in (True, True, False):
        submit(berlin, answer)
    said = (
        "Berlin: a certificate asks for 70 % after the lesson. 2 learners come to 70 % or more. 1 learner falls below"
    )
    assert said in words_of(look(client, sitting))
    client.force_login(teacher(accra))
    assert "Berlin" not in words_of(look(client, sitting))


def test_the_number_of_queries_is_the_same_for_any_number_of_cohorts(client, sitting, director):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert look(client, sitting).status_code == 200
        return len(found)

    CertificateRule.objects.create(course=sitting.cohort.course, least_percent=70)
    submit(elsewhere(sitting, "Accra", kind="post"), True)
    few = queries()
    for name in ("Berlin", "Cairo"):
        quiz = elsewhere(sitting, name, kind="post")
        for answer in (True, False, None):
            submit(quiz, answer)
    assert queries() == few


def test_an_instructor_of_one_cohort_reads_of_no_other(client, sitting):
    submit(elsewhere(sitting, "Accra"), True)
    submit(sitting, True)
    client.force_login(teacher(sitting))
    page = look(client, sitting)
    assert [quiz.cohort for quiz in page.context["table"].quizzes] == [sitting.cohort]
    assert "Accra" not in page.content.decode()


def test_looking_is_free_and_the_reason_is_asked_for_when_it_is_applied(client, sitting, director):
    submit(sitting, True)
    looked = client.post(address(sitting), posted(sitting, reason=""))
    assert (looked.status_code, looked.context["form"].errors, looked.context["table"].plan.n_up) == (200, {}, 1)
    shown = looked.context["form"]["shown"].value()
    refused = client.post(address(sitting), posted(sitting, reason=" ", shown=shown, do="apply", if_true="Yes."))
    form = refused.context["form"]
    assert (refused.status_code, form.errors) == (422, {"reason": ["Say why. The learner reads it."]})
    # What was typed and what was shown is still there, and a reason is all that it takes now.
    assert (form["answer"].value(), form["if_true"].value(), form["shown"].value()) == ("true", "Yes.", shown)
    assert refused.context["table"].plan.n_up == 1
    assert refused.content.decode().count('name="reason"') == 1
    assert not RegradeRun.objects.exists()
    done = client.post(address(sitting), posted(sitting, shown=shown, do="apply"))
    assert (done.status_code, RegradeRun.objects.get().reason) == (302, "The map was old")


def test_what_was_shown_and_what_was_done_are_told_in_the_same_numbers(client, sitting, director):
    for answer in (True, False, None):  # whoever left it has a new score too, but the same one
        submit(sitting, answer)
    page = client.post(address(sitting), posted(sitting))
    assert "2 of 3 scores change. Nothing has been changed yet." in words_of(page)
    assert "▲ 1 total up▼ 1 total down● 1 total the same" in words_of(page)
    shown = page.context["form"]["shown"].value()
    done = client.post(address(sitting), posted(sitting, shown=shown, do="apply"))
    submit(sitting, True)  # whoever hands in later is none of those that were changed
    assert "The correction is applied. 2 of 3 scores changed." in words(client.get(done.url).content.decode())
    detail = AuditRow.objects.get(verb="regrade").detail
    assert (detail["n_scores"], detail["n_attempts"]) == (2, 3)


def test_a_correction_of_which_the_trail_tells_no_numbers_is_shown_without(client, sitting, director):
    run = RegradeRun.objects.create(
        version=version_of(sitting), policy=RegradeRun.Policy.DROP, reason="Unclear", by=director, at=NOW
    )
    told = words(client.get(address(sitting), {"applied": run.pk}).content.decode())
    assert "The correction is applied. Take the question out of the total. Unclear" in told


def test_the_button_pressed_twice_with_another_reason_is_no_repetition(client, sitting, director):
    submit(sitting, True)
    before = posted(sitting, reason="")
    before["shown"] = client.post(address(sitting), before).context["form"]["shown"].value()
    for reason, status in (("Old map", 302), ("Old map ", 302), ("New map", 422)):
        assert client.post(address(sitting), {**before, "reason": reason, "do": "apply"}).status_code == status
    assert RegradeRun.objects.count() == 1
