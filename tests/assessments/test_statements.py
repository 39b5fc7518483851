"""True/false questions made from options: what they say, what they know, and that loading leaves them alone."""

import pytest

from assessments.actions.forms import FormRefusedError
from assessments.actions.statements import derive_statement
from assessments.key_reasons import FROM_OPTION
from assessments.models import DerivedQuestion, EnemyPair, KeyRevision, Question
from assessments.statements import statements_of
from content.loader import load_packs
from content.pack import read_packs
from courses.models import AuditRow
from lessons.models import Lesson
from tests.content.builders import bank_file, edit, write_course
from tests.factories import NOW, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db

WITH_STATEMENTS = [
    (
        """        text: Lining
        correct: true
        feedback: Yes.""",
        """        text: Lining
        correct: true
        feedback: The lining keeps mud out.
        statement: A lining is part of a well.""",
    ),
    (
        """        text: Cloud
        correct: false
        feedback: No.""",
        """        text: Cloud
        correct: false
        feedback: A cloud is far away.
        statement: A cloud is part of a well.
        misconception: open-is-clean""",
    ),
    (
        """        text: The cover
        credit: 1
        feedback: Yes.""",
        """        text: The cover
        credit: 0
        feedback: True, but not the whole.
        statement: A cover keeps animals out.""",
    ),
    (
        """        text: All of these
        credit: 0""",
        """        text: All of these
        credit: 1""",
    ),
]


@pytest.fixture
def course(tmp_path):
    """Options a and b of the check-all question "which" are statements, and option a of "rope", where all are right."""
    course = write_course(tmp_path)
    for old, new in WITH_STATEMENTS:
        edit(bank_file(course), old, new)
    load(course)
    return course


def load(course):
    """Load the course; return what that changed in its lesson."""
    differences = load_packs(packs=read_packs([course]), now=NOW)
    return [str(change) for each in differences if each.owner.endswith("/wells") for change in each.changes]


def derive(slug, option, answer=None):
    parent = Question.objects.get(slug=slug)
    return derive_statement(parent=parent, option=option, answer=answer, by=UserFactory(), now=NOW)


def test_the_statements_of_a_lesson(course):
    statements = statements_of(Lesson.objects.get())
    assert [(each.name, each.text, each.is_true, each.made) for each in statements] == [
        ("M1a", "A cover keeps animals out.", None, None),
        ("M2a", "A lining is part of a well.", True, None),
        ("M2b", "A cloud is part of a well.", False, None),
    ]


def test_beside_another_statement_that_is_right_an_option_without_credit_is_false(course):
    edit(bank_file(course), "text: The cover\n        credit: 0", "text: The cover\n        credit: 1")
    edit(bank_file(course), "text: All of these\n        credit: 1", "text: All of these\n        credit: 0")
    edit(
        bank_file(course),
        "text: The rope\n        credit: 0\n        feedback: No.",
        "text: The rope\n        credit: 0\n        feedback: No.\n        statement: A rope keeps animals out.",
    )
    load(course)
    found = [(each.name, each.is_true) for each in statements_of(Lesson.objects.get())]
    assert found == [("M1a", True), ("M1b", False), ("M2a", True), ("M2b", False)]


def test_a_derived_question_says_what_the_option_says(course):
    question = derive("which", "b")
    parent = Question.objects.get(slug="which")
    version = question.versions.get()
    revision = version.key_revisions.get()
    assert (question.slug, question.source, question.lesson, question.slide) == (
        "which~b",
        "M2b",
        parent.lesson,
        parent.slide,
    )
    assert list(question.outcomes.all()) == list(parent.outcomes.all())
    assert (version.number, version.type, version.stem, version.content, version.points) == (
        1,
        "true-false",
        "A cloud is part of a well.",
        {},
        1,
    )
    assert (revision.reason, revision.key) == (
        FROM_OPTION,
        {
            "feedback": "",
            "answer": False,
            "if_answered": {"true": "A cloud is far away.", "false": "A cloud is far away."},
            "contested": None,
            "misconception": "open-is-clean",
        },
    )
    assert question.position > max(parent.lesson.questions.exclude(pk=question.pk).values_list("position", flat=True))


def test_it_is_the_enemy_of_the_question_it_comes_from(course):
    derive("rope", "a", answer=True)
    derived = DerivedQuestion.objects.get()
    assert (derived.parent.slug, derived.option) == ("rope", "a")
    assert EnemyPair.objects.filter(first=derived.parent, second=derived.question).count() == 1


def test_deriving_twice_makes_one(course):
    assert derive("which", "a") == derive("which", "a")
    assert (DerivedQuestion.objects.count(), KeyRevision.objects.filter(reason=FROM_OPTION).count()) == (1, 1)
    assert list(AuditRow.objects.values_list("verb", flat=True)) == ["derive"]


@pytest.mark.parametrize("longest", [44, 60])
def test_questions_whose_slugs_begin_alike_have_statements_of_their_own(course, longest):
    for slug in ("which", "rope"):
        Question.objects.filter(slug=slug).update(slug=f"{slug:.>{longest}}".replace(".", "a"))
    made = [derive(each.slug, "a", answer=True) for each in Question.objects.filter(slug__startswith="aaaa")]
    slugs = {question.slug for question in made}
    assert (len(slugs), max(map(len, slugs)) <= 60, all("~" in slug for slug in slugs)) == (2, True, True)


def test_a_slug_that_was_cut_off_once_stays_and_stands_in_nobodys_way(course):
    first = derive("rope", "a", answer=True)
    Question.objects.filter(pk=first.pk).update(slug="which~a")
    second = derive("which", "a")
    assert derive("rope", "a", answer=True).slug == "which~a"
    assert (second.slug.startswith("which~a~"), second.pk == first.pk) == (True, False)


@pytest.mark.parametrize(("answer", "stored"), [(True, True), (False, False)])
def test_a_person_decides_where_the_key_does_not_tell(course, answer, stored):
    derive("rope", "a", answer=answer)
    assert KeyRevision.objects.get(reason=FROM_OPTION).key["answer"] is stored


def test_nobody_guesses_where_the_key_does_not_tell(course):
    with pytest.raises(FormRefusedError, match="Say whether this statement is true or false"):
        derive("rope", "a")
    assert DerivedQuestion.objects.count() == 0


def test_the_key_counts_where_it_tells(course):
    derive("which", "b", answer=True)
    assert KeyRevision.objects.get(reason=FROM_OPTION).key["answer"] is False


@pytest.mark.parametrize(("slug", "option"), [("rope", "b"), ("rope", "nowhere"), ("open", "true")])
def test_an_option_without_a_statement_is_refused(course, slug, option):
    with pytest.raises(FormRefusedError, match="cannot stand as a statement"):
        derive(slug, option, answer=True)


def test_a_derived_question_stays_when_the_files_are_loaded_again(course):
    question = derive("which", "a")
    assert load(course) == []
    question.refresh_from_db()
    assert (question.is_retired, EnemyPair.objects.filter(second=question).count()) == (False, 1)
    edit(bank_file(course), "stem: An open well is clean.", "stem: An open well stays clean.")
    assert load(course) == ["T1 open: version 2", "T1 open: version 2, key 1"]
    question.refresh_from_db()
    assert question.is_retired is False


def test_control_a_question_of_the_files_leaves_with_them(course):
    Question.objects.create(lesson=Lesson.objects.get(), slug="not-in-the-files", position=99)
    assert load(course) == ["not-in-the-files"]
    assert Question.objects.get(slug="not-in-the-files").is_retired is True


def test_new_words_in_the_files_become_a_new_version_when_it_is_derived_again(course):
    question = derive("which", "a")
    edit(bank_file(course), "A lining is part of a well.", "The lining is a part of every well.")
    load(course)
    [statement] = [each for each in statements_of(Lesson.objects.get()) if each.name == "M2a"]
    assert (statement.made, statement.is_changed) == (question, True)
    assert derive("which", "a") == question
    assert list(question.versions.values_list("number", "stem")) == [
        (1, "A lining is part of a well."),
        (2, "The lining is a part of every well."),
    ]


def test_a_correction_of_its_key_stays_in_force(course):
    question = derive("which", "a")
    version = question.versions.get()
    key = {**version.key_revisions.get().key, "answer": False}
    version.key_revisions.create(number=2, key=key, reason="A person knew better", digest="x", created_at=NOW)
    derive("which", "a")
    assert list(version.key_revisions.values_list("number", flat=True)) == [1, 2]


# --- the page ------------------------------------------------------------------------------------------


@pytest.fixture
def page(course):
    return "/lessons/wells/statements/"


@pytest.fixture
def instructor(course):
    return EnrolmentFactory(instructor=True, cohort__course=Lesson.objects.get().course).user


def test_the_page_is_for_those_who_teach(client, page, instructor):
    assert client.get(page).status_code == 302
    client.force_login(EnrolmentFactory(instructor=True).user)
    assert (client.get(page).status_code, client.post(page, {"make": "1:a"}).status_code) == (404, 404)
    client.force_login(instructor)
    assert "A lining is part of a well." in client.get(page).content.decode()


def test_a_button_makes_a_question(client, page, instructor):
    client.force_login(instructor)
    parent = Question.objects.get(slug="which")
    for _ in range(2):
        response = client.post(page, {"make": f"{parent.pk}:b"})
        assert (response.status_code, response["Location"]) == (302, f"{page}#statement-{parent.pk}-b")
    assert DerivedQuestion.objects.count() == 1
    assert client.get(page).content.decode().count("In the bank") == 1


def test_with_htmx_the_list_comes_back(client, page, instructor):
    client.force_login(instructor)
    parent = Question.objects.get(slug="rope")
    response = client.post(page, {"make": f"{parent.pk}:a:false"}, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert (response.status_code, "<html" in text, "M1a is in the bank" in text) == (200, False, True)


def test_a_refusal_is_told(client, page, instructor):
    client.force_login(instructor)
    response = client.post(page, {"make": f"{Question.objects.get(slug='rope').pk}:a"})
    assert (response.status_code, "Say whether this statement is true or false." in response.content.decode()) == (
        422,
        True,
    )


@pytest.mark.parametrize("make", ["", "x:a", "999999:a", "1" * 40])
def test_a_question_that_does_not_exist_is_not_found(client, page, instructor, make):
    client.force_login(instructor)
    assert client.post(page, {"make": make}).status_code == 404
