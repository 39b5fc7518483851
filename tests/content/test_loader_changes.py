"""What changes in the files changes in the rows, and nothing else."""

import pytest

from activities.models import Activity
from assessments.models import AssessmentForm, FormItem, Question, QuestionVersion
from content.loader import Change
from lessons.models import Media, Slide
from tests.content.builders import BANK, LESSON, SVG, bank_file, edit, lesson_file, write_course
from tests.content.loads import MONDAY, TUESDAY, WEDNESDAY, Queries, database, load

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(tmp_path):
    return write_course(tmp_path)


def test_only_the_fields_that_changed_are_written(course):
    load(course)
    edit(lesson_file(course), "          - Keeps animals out", "          - Keeps goats out")
    edit(lesson_file(course), "        key_message: An open well", "        key_message: Any open well")

    with Queries() as written:
        changes = load(course)

    assert changes == [Change("slides", "changed", "2 cover", ("key_message", "bullets"))]
    [update] = written.writes
    assert update.startswith('UPDATE "lessons_slide" SET "key_message" = ')
    assert ('"bullets" = ' in update, '"title" = ' in update) == (True, False)
    assert Slide.objects.get(slug="cover").bullets == ["Keeps goats out"]


def write_slides(course, *slides):
    """Write a lesson of plain slides of a minute, each an id and a number."""
    rows = "".join(
        f"      - id: {name}\n        number: {number}\n        title: Any\n        minutes: 1\n"
        "        key_message: Any\n        bullets: [any]\n"
        for name, number in slides
    )
    sections = f"sections:\n  - id: all\n    title: All\n    slides:\n{rows}"
    text = LESSON[: LESSON.index("sections:\n")] + sections + LESSON[LESSON.index("summary:\n") :]
    presentation = 3 + len(slides)
    text = text.replace("presentation: 10", f"presentation: {presentation}")
    lesson_file(course).write_text(text.replace("interactive: 20", f"interactive: {30 - presentation}"))
    bank_file(course).write_text(BANK.replace("    slide: cover\n", ""))
    (course / "wells" / "media" / "well.svg").unlink(missing_ok=True)


@pytest.mark.parametrize(
    "states",
    [
        [{"a": 1, "b": 2}, {"b": 1, "a": 2}],
        [{"a": 1, "b": 2, "c": 3}, {"b": 1, "c": 2, "a": 3}],
        [{"a": 1, "b": 2}, {"new": 1, "a": 2, "b": 3}],
        [{"a": 1, "b": 2}, {"b": 1}, {"a": 1, "b": 2}],
        [{"a": 1, "b": 2}, {"b": 1}, {"new": 1, "b": 2}, {"b": 1, "a": 2, "new": 3}],
    ],
)
def test_slide_numbers_may_change_places(course, states):
    for slides in states:
        write_slides(course, *slides.items())
        load(course)
        assert dict(Slide.objects.current().values_list("slug", "number")) == slides


SLIDE = """\
      - id: depth
        title: Depth
        layout: activity
        activity: draw
        key_message: Deep enough.
"""
ACTIVITY = """\
  - id: measure
    number: 1.10.3
    title: Measure
    use: learning
    kind: assignment
    outcomes: [parts]
    method: Alone
    grouping: [individual]
    purpose: To know.
    minutes: 5
    phases:
      - id: rope
        title: Rope
        minutes: 5
        instructions: Let it down.
"""
QUESTION = """\
  - id: depth
    type: true-false
    outcomes: [parts]
    stem: A well is deep.
    feedback: It depends.
    answer: true
    if_answered:
      true: Maybe.
      false: Maybe.
"""
LEAVING = {
    "slide": ("lesson.yaml", "      - id: drawing\n", SLIDE, [("slides", "retired", "depth")]),
    "activity": (
        "lesson.yaml",
        "glossary:\n",
        ACTIVITY,
        [("activities", "retired", "1.10.3 measure")],  # its phases stay: a class may have it in its plan
    ),
    "phase": (
        "lesson.yaml",
        "    board:\n",
        "      - {id: tidy, title: Tidying, minutes: 1, instructions: Tidy}\n",
        [("phases", "retired", "draw tidy")],
    ),
    "misconception": (
        "questions.yaml",
        "enemies:\n",
        "  - {id: deep, text: Deep is good, feedback: No}\n",
        [("misconceptions", "retired", "deep")],
    ),
    "question": ("questions.yaml", "  - id: two\n", QUESTION, [("questions", "retired", "depth")]),
    "term": (
        "lesson.yaml",
        "common_questions:\n",
        "  - {id: rope, term: Rope, definition: Long}\n",
        [("terms", "deleted", "rope")],
    ),
    "common question": (
        "lesson.yaml",
        "references:\n",
        "  - {id: cost, question: What does it cost?, answer: Much}\n",
        [("common questions", "deleted", "cost")],
    ),
    "reference": (
        "lesson.yaml",
        "  - title: More wells\n",
        "  - {title: Pumps, kind: additional}\n",
        [("references", "deleted", "Pumps")],
    ),
    "enemy pair": (
        "questions.yaml",
        "questions:\n",
        "  - {pair: [open, which], why: So}\n",
        [("enemy pairs", "deleted", "open and which")],
    ),
}


@pytest.mark.parametrize(("name", "before", "row", "expected"), LEAVING.values(), ids=LEAVING.keys())
def test_what_leaves_the_files_leaves_the_lesson_and_may_return(course, name, before, row, expected):
    file = course / "wells" / name
    plain, longer = file.read_text(), file.read_text().replace(before, row + before)
    assert plain != longer
    positions = [("position",)]

    file.write_text(longer)
    load(course)
    file.write_text(plain)
    left = [change for change in load(course, TUESDAY) if change.fields not in positions]
    file.write_text(longer)
    returned = [change for change in load(course, WEDNESDAY) if change.fields not in positions]

    kinds = {"retired": "returned", "deleted": "added"}
    assert left == [Change(*change) for change in expected]
    assert returned == [Change(table, kinds[kind], name) for table, kind, name in expected]
    assert QuestionVersion.objects.filter(number__gt=1).count() == 0


OUTCOME = [
    ("lesson.yaml", "    short: Care\n", "    short: Care\n  - {id: depth, text: Say how deep, short: Depth}\n"),
    ("lesson.yaml", "      points: Close it.\n", "      points: Close it.\n    - {outcome: depth, points: Deep}\n"),
    ("questions.yaml", "    outcomes: [parts]\n    slide", "    outcomes: [depth, parts]\n    slide"),
]


def test_an_outcome_leaves_and_returns(course):
    load(course)
    for name, old, new in OUTCOME:
        edit(course / "wells" / name, old, new)
    assert load(course) == [
        Change("outcomes", "added", "depth"),
        Change("questions", "changed", "F1 lid", ("outcomes",)),
    ]
    links = Question.objects.get(slug="lid").outcome_links
    assert list(links.values_list("outcome__slug", "position")) == [("depth", 0), ("parts", 1)]
    for name, old, new in OUTCOME:
        edit(course / "wells" / name, new, old)
    assert load(course) == [
        Change("outcomes", "retired", "depth"),
        Change("questions", "changed", "F1 lid", ("outcomes",)),
    ]
    assert list(links.values_list("outcome__slug", "position")) == [("parts", 0)]


def test_the_first_outcome_of_a_question_is_its_primary_one(course):
    file = bank_file(course)
    edit(file, "    outcomes: [parts]\n    slide", "    outcomes: [parts, care]\n    slide")
    load(course)
    edit(file, "    outcomes: [parts, care]", "    outcomes: [care, parts]")

    assert load(course) == [Change("questions", "changed", "F1 lid", ("outcomes",))]
    links = Question.objects.get(slug="lid").outcome_links
    assert list(links.values_list("outcome__slug", "position")) == [("care", 0), ("parts", 1)]


def test_a_section_leaves_and_its_slides_move(course):
    load(course)
    edit(lesson_file(course), "  - id: keeping\n    title: How a well is kept\n    slides:\n", "")

    assert load(course) == [
        Change("sections", "retired", "keeping"),
        Change("slides", "changed", "2 cover", ("section",)),
        Change("slides", "changed", "drawing", ("section",)),
    ]
    assert set(Slide.objects.values_list("section__slug", flat=True)) == {"building"}


def test_a_picture_is_exchanged_and_leaves(course):
    load(course)
    old = course / "wells" / "media" / "well.svg"
    edit(old, "A well", "The well")
    assert load(course) == [Change("pictures", "changed", "media/well.svg", ("digest", "content"))]
    assert b"The well" in bytes(Media.objects.get().content)

    old.rename(old.with_name("new.svg"))
    edit(lesson_file(course), "media/well.svg", "media/new.svg")
    assert load(course) == [
        Change("slides", "changed", "1 parts", ("pictures",)),
        Change("pictures", "retired", "media/well.svg"),
        Change("pictures", "added", "media/new.svg"),
    ]
    assert dict(Media.objects.values_list("path", "is_retired")) == {"media/well.svg": True, "media/new.svg": False}


def test_a_plan_is_borrowed_and_given_back(course):
    load(course)
    own = "    phases:\n      - {id: all, title: All, minutes: 15, instructions: Do}\n"
    edit(lesson_file(course), "    same_plan_as: draw\n", own)
    assert load(course) == [
        Change("activities", "changed", "1.10.2 draw-again", ("plan_of",)),
        Change("phases", "added", "draw-again all"),
    ]
    assert Activity.objects.get(slug="draw-again").plan_of is None
    edit(lesson_file(course), own, "    same_plan_as: draw\n")
    assert load(course) == [
        Change("activities", "changed", "1.10.2 draw-again", ("plan_of",)),
        Change("phases", "retired", "draw-again all"),
    ]
    assert Activity.objects.get(slug="draw-again").plan_of.slug == "draw"


def test_a_lesson_leaves_the_course_with_all_it_has(tmp_path, course):
    pumps = course / "pumps"
    pumps.mkdir()
    text = LESSON.replace("id: wells", "id: pumps").replace("media/well.svg", "well.svg")
    (pumps / "lesson.yaml").write_text(text)
    (pumps / "questions.yaml").write_text(BANK.replace("lesson: wells", "lesson: pumps"))
    (pumps / "well.svg").write_text(SVG)
    module = "  - id: more\n    number: 2\n    title: More\n    lessons: [pumps]\n"
    listed = (course / "course.yaml").read_text()
    (course / "course.yaml").write_text(listed + module)
    load(course)
    before = database()

    pumps.rename(tmp_path / "pumps")
    (course / "course.yaml").write_text(listed)
    assert load(course) == [
        Change("modules", "retired", "2 more"),
        Change("lessons", "retired", "1.10 pumps"),
    ]
    assert Slide.objects.filter(lesson__slug="pumps", is_retired=False).count() == 3

    (tmp_path / "pumps").rename(pumps)
    (course / "course.yaml").write_text(listed + module)
    assert load(course) == [
        Change("modules", "returned", "2 more"),
        Change("lessons", "returned", "1.10 pumps"),
    ]
    assert database() == before


def test_of_a_question_that_leaves_the_forms_that_still_have_it_are_named(course):
    file = bank_file(course)
    plain, longer = file.read_text(), file.read_text().replace("  - id: two\n", f"{QUESTION}  - id: two\n")
    file.write_text(longer)
    load(course)
    version = QuestionVersion.objects.get(question__slug="depth")
    for label in ("Pre", "Post"):
        form = AssessmentForm.objects.create(lesson=version.question.lesson, label=label, created_at=MONDAY)
        FormItem.objects.create(form=form, position=0, version=version, points=1)
    file.write_text(plain)
    (left,) = [change for change in load(course, TUESDAY) if change.kind == "retired"]
    assert left.remarks == ('depth: stays on "Post", "Pre". If you only renamed it, give it its old id back',)
