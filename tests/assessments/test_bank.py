"""The question bank as an instructor reads it."""

from decimal import Decimal

import pytest

from assessments.models import KeyRevision, Question, QuestionVersion
from assessments.reports import BankEntry, Choice, bank_entries
from tests.factories import NOW, EnrolmentFactory, LessonFactory, OutcomeFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
FEEDBACK = "TOKEN-FEEDBACK"
ACCEPTED = {"text": "UN Country Team", "also": ["UNCT"]}
BLANK_KEY = {"accept": [ACCEPTED], "parts": [], "partial": [], "wrong": [], "review": [], "quota": None}
CASES = {
    "blanks": (
        "The {{team}} helps.",
        {"order": "fixed", "blanks": ["team"]},
        {"blanks": {"team": BLANK_KEY}, "shared": None},
    ),
    "true-false": (
        "It is so.",
        {},
        {"answer": False, "if_answered": {"true": "No.", "false": "Yes."}, "contested": None},
    ),
    "check-one": (
        "Which?",
        {"options": [{"id": "a", "text": "This", "is_last": False}, {"id": "b", "text": "That", "is_last": False}]},
        {"options": {"a": {"credit": "1", "feedback": "Yes."}, "b": {"credit": "0", "feedback": "No."}}},
    ),
    "narrative": (
        "Why?",
        {"parts": [{"id": "one", "prompt": "First?"}]},
        {"model_answer": "Because.", "key_points": [], "parts": {"one": [{"text": "A reason", "points": "1"}]}},
    ),
}


def make_question(lesson, kind, points="1.50", slug=None):
    stem, content, key = CASES[kind]
    question = Question.objects.create(lesson=lesson, slug=slug or kind, position=lesson.questions.count(), source="X1")
    version = QuestionVersion.objects.create(
        question=question,
        number=1,
        type=kind,
        stem=stem,
        content=content,
        points=Decimal(points),
        digest=question.slug,
        created_at=NOW,
    )
    KeyRevision.objects.create(
        version=version,
        number=1,
        key={"feedback": FEEDBACK, **key},
        reason="First",
        digest=question.slug,
        created_at=NOW,
    )
    return question


def build_lesson():
    lesson = LessonFactory()
    outcome = OutcomeFactory(lesson=lesson)
    for kind in CASES:
        make_question(lesson, kind).outcome_links.create(outcome=outcome, position=0)
    return lesson


world_once, lesson = built_once(build_lesson)


def test_each_type_shows_its_key(lesson):
    blanks, true_false, check_one, narrative = bank_entries(list(lesson.questions.current()))
    assert (blanks.shown_stem, blanks.blanks, blanks.n_points) == ("The ______ helps.", [BLANK_KEY], 2)
    assert true_false.key["answer"] is False
    assert check_one.choices == [Choice("a", "This", True, "Yes."), Choice("b", "That", False, "No.")]
    assert narrative.parts == [("First?", [{"text": "A reason", "points": "1"}])]


def test_the_newest_version_and_key_are_shown(lesson):
    question = lesson.questions.get(slug="true-false")
    version = question.versions.get()
    newest = KeyRevision.objects.create(
        version=version, number=2, key={"answer": True}, reason="Corrected", digest="new", created_at=NOW
    )
    (entry,) = bank_entries([question])
    assert entry == BankEntry(question, version, newest.key, [link.outcome for link in question.outcome_links.all()])


def test_the_bank_is_for_those_who_teach_the_lesson(client, lesson):
    page = f"/lessons/{lesson.slug}/questions/"
    pages = [page, f"{page}blanks/"]
    assert {client.get(each).status_code for each in pages} == {302}
    for seat in (EnrolmentFactory(cohort__course=lesson.course), EnrolmentFactory(instructor=True)):
        client.force_login(seat.user)
        assert {client.get(each).status_code for each in pages} == {404}
    client.force_login(EnrolmentFactory(instructor=True, cohort__course=lesson.course).user)
    assert FEEDBACK not in client.get(page).content.decode()
    assert {client.get(f"{page}{kind}/").content.decode().count(FEEDBACK) for kind in CASES} == {1}


def test_retired_questions_are_left_out(client, lesson):
    lesson.questions.filter(slug="narrative").update(is_retired=True)
    client.force_login(EnrolmentFactory(instructor=True, cohort__course=lesson.course).user)
    entries = client.get(f"/lessons/{lesson.slug}/questions/").context["entries"]
    assert [entry.question.slug for entry in entries] == ["blanks", "true-false", "check-one"]


def test_a_key_comes_alone_for_the_page_of_the_bank(client, lesson):
    """Without a script the same link leads to a page."""
    client.force_login(EnrolmentFactory(instructor=True, cohort__course=lesson.course).user)
    address = f"/lessons/{lesson.slug}/questions/true-false/"
    whole = client.get(address)
    part = client.get(address, headers={"HX-Request": "true"})
    assert ("<h1" in whole.content.decode(), "<h1" in part.content.decode()) == (True, False)
    assert part.content.decode().startswith("<section")
    assert FEEDBACK in part.content.decode()
    assert "HX-Request" in whole["Vary"]
    lesson.questions.filter(slug="true-false").update(is_retired=True)
    assert client.get(address).status_code == 404


def test_a_long_bank_is_cut_into_pages(client, lesson):
    for n in range(37):
        make_question(lesson, "true-false", slug=f"more-{n}")
    client.force_login(EnrolmentFactory(instructor=True, cohort__course=lesson.course).user)
    page = f"/lessons/{lesson.slug}/questions/"
    assert [len(client.get(page, {"page": n}).context["entries"]) for n in (1, 2)] == [40, 1]
    assert "Page 1 of 2" in client.get(page).content.decode()


@pytest.mark.parametrize("n_more", [0, 30])
def test_the_number_of_queries_is_constant(client, lesson, n_more, django_assert_num_queries):
    for n in range(n_more):
        make_question(lesson, "true-false", slug=f"more-{n}")
    client.force_login(EnrolmentFactory(instructor=True, cohort__course=lesson.course).user)
    with django_assert_num_queries(9):
        client.get(f"/lessons/{lesson.slug}/questions/")


@pytest.mark.parametrize(("n_spellings", "said"), [(12, ""), (13, "and one more"), (40, "and 28 more")])
def test_only_the_first_spellings_of_an_answer_are_shown(client, lesson, n_spellings, said):
    revision = KeyRevision.objects.get(version__question__slug="blanks")
    spellings = [f"spelling {number:02}" for number in range(n_spellings)]
    key = {**BLANK_KEY, "accept": [{"text": "UN Country Team", "also": spellings}]}
    KeyRevision.objects.create(
        version=revision.version,
        number=2,
        key={"feedback": FEEDBACK, "blanks": {"team": key}, "shared": None},
        reason="More",
        digest="more",
        created_at=NOW,
    )
    client.force_login(EnrolmentFactory(instructor=True, cohort__course=lesson.course).user)
    text = client.get(f"/lessons/{lesson.slug}/questions/blanks/").content.decode()
    assert [each in text for each in spellings] == [True] * 12 + [False] * (n_spellings - 12)
    assert ("more" in text.split("spelling 11")[1].split("</dd>")[0], said in text) == (bool(said), True)
