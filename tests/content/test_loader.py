import pytest
from django.forms import model_to_dict

from activities.models import Activity
from assessments.key_reasons import LOADED
from assessments.models import EnemyPair, KeyRevision, Question, QuestionVersion
from content.loader import Change, Difference, PackError, load_packs, preview_packs
from content.pack import read_packs
from courses.models import Cohort, Course, Module
from lessons.models import Lesson, Media, Reference, Slide, Term
from tests.content.builders import REAL, SVG, bank_file, edit, lesson_file, write_course
from tests.content.loads import MONDAY, TUESDAY, Queries, database, load

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(tmp_path):
    return write_course(tmp_path)


def test_a_lesson_is_what_its_file_says(course):
    load(course)

    lesson = Lesson.objects.get()
    assert model_to_dict(lesson, exclude=["id"]) == {
        "course": Course.objects.get(slug="clean-water").pk,
        "module": Module.objects.get(slug="basics").pk,
        "slug": "wells",
        "position": 0,
        "number": "1.10",
        "title": "Wells and pumps",
        "language": "en",
        "source": {
            "title": "Field notes",
            "publisher": "A water committee",
            "edition": "2026",
            "part": None,
            "acknowledgement": "Thanks to everyone who dug.",
        },
        "aim": "To keep a well clean.",
        "relevance": "You drink from it.\n\nSo do others.",
        "evaluation": "",
        "total_minutes": 30,
        "presentation_minutes": 10,
        "interactive_minutes": 20,
        "opening_minutes": 1,
        "opening_notes": [{"priority": "core", "text": "Good morning."}],
        "opening_cues": [],
        "summary_minutes": 2,
        "summary_notes": [],
        "summary_cues": [],
        "source_notes": [],
        "is_retired": False,
    }
    assert list(lesson.outcomes.values_list("slug", "position", "short", "summary")) == [
        ("parts", 0, "Parts", "A lining and a cover."),
        ("care", 1, "Care", "Close it."),
    ]


def test_slides_are_what_the_file_says(course):
    load(course)

    assert list(Slide.objects.values_list("slug", "section__slug", "position", "number")) == [
        ("parts", "building", 0, 1),
        ("cover", "keeping", 1, 2),
        ("drawing", "keeping", 2, None),
    ]
    slide = Slide.objects.get(slug="parts")
    assert [outcome.slug for outcome in slide.outcomes.all()] == ["parts"]
    assert model_to_dict(slide, exclude=["id", "lesson", "section", "outcomes"]) == {
        "slug": "parts",
        "position": 0,
        "number": 1,
        "title": "The parts of a well",
        "layout": "bullets-diagram",
        "priority": "core",
        "minutes_low": 3,
        "minutes_high": 5,
        "activity": "",
        "key_message": "A well is more than a hole.",
        "bullets": ["Lining", "Cover"],
        "pictures": [
            {
                "path": "media/well.svg",
                "alt": "A well cut in two, with its lining and its cover.",
                "credit": "own drawing",
            }
        ],
        "reading": "",
        "examples": [{"title": "A dry year", "text": "The village dug deeper."}],
        "notes": [
            {"priority": "core", "text": "The lining keeps mud out."},
            {"priority": "optional", "text": "The oldest linings are of brick."},
        ],
        "cues": [],
        "source_notes": [],
        "is_retired": False,
    }
    drawing = Slide.objects.get(slug="drawing")
    assert (drawing.activity, drawing.minutes_low, drawing.minutes_high) == ("draw", None, None)


def test_pictures_are_in_the_database(course):
    load(course)

    picture = Media.objects.get()
    assert (picture.path, picture.media_type, bytes(picture.content)) == (
        "media/well.svg",
        "image/svg+xml",
        SVG.encode(),
    )
    assert len(picture.digest) == 64


def test_activities_are_what_the_file_says(course):
    load(course)

    draw, again = Activity.objects.all()
    assert (draw.slug, draw.number, draw.minutes_low, draw.minutes_high) == ("draw", "1.10.1", 14, 16)
    assert draw.board == {
        "kind": "circles",
        "regions": [{"id": "inside", "label": "Inside", "hint": None, "documents": []}],
        "rings": [{"id": "outside", "label": "Outside", "hint": None, "documents": []}],
        "cards": [],
    }
    assert (draw.rating, draw.plan_of, [outcome.slug for outcome in draw.outcomes.all()]) == (None, None, ["parts"])
    assert (again.board, again.plan_of, list(again.outcomes.all())) == (None, draw, [])
    assert list(draw.phases.values_list("slug", "position", "minutes_low", "minutes_high")) == [
        ("draw", 0, 10, 10),
        ("compare", 1, 5, 5),
    ]


def test_the_glossary_and_reading_are_what_the_file_says(course):
    load(course)

    assert [term.spellings for term in Term.objects.all()] == [["Lining", "LI", "casing"], ["Cover"]]
    assert list(Reference.objects.values_list("title", "kind", "address")) == [
        ("Wells of the world", "required", "https://example.org/wells"),
        ("More wells", "additional", ""),
    ]


def test_questions_have_a_version_and_a_key(course):
    load(course)

    assert list(Question.objects.values_list("slug", "source", "slide__slug")) == [
        ("lid", "F1", "cover"),
        ("two", "F2", None),
        ("many", "F3", None),
        ("open", "T1", None),
        ("rope", "M1", None),
        ("which", "M2", None),
        ("why", "N1", None),
    ]
    version = QuestionVersion.objects.get(question__slug="which")
    assert (version.number, version.type, version.points, version.created_at) == (1, "check-all", 2, MONDAY)
    assert version.content["options"][0] == {"id": "a", "text": "Lining", "is_last": False}
    revision = version.key_revisions.get()
    assert (revision.number, revision.reason, revision.created_at) == (1, LOADED, MONDAY)
    assert revision.key["options"]["a"]["correct"] is True
    assert (QuestionVersion.objects.count(), KeyRevision.objects.count()) == (7, 7)
    pair = EnemyPair.objects.get()
    assert ({pair.first.slug, pair.second.slug}, pair.why) == ({"lid", "rope"}, "One gives the other away.")


@pytest.mark.parametrize("is_real", [False, True], ids=["small course", "real course"])
def test_loading_again_writes_nothing_and_says_so(course, is_real):
    packs = read_packs([REAL if is_real else course])
    first = load_packs(packs=packs, now=MONDAY)

    with Queries() as again:
        differences = load_packs(packs=packs, now=TUESDAY)

    assert differences == [Difference(each.owner, ()) for each in first]
    assert again.writes == []
    assert not any('"lessons_media"."content"' in sql for sql in again.statements)


def test_a_load_is_a_limited_number_of_queries(course):
    with Queries() as small:
        load(course)
    with Queries() as real:
        load(REAL)

    assert len(small.statements) < 60
    assert len(real.statements) <= len(small.statements) + 5


def test_a_dry_run_reports_the_same_and_changes_nothing(course):
    load(course)
    edit(lesson_file(course), "        number: 2", "        number: 7")
    edit(bank_file(course), "    stem: An open well", "    stem: No open well")
    edit(bank_file(course), "            credit: 1/2", "            credit: 1/3")
    packs, before = read_packs([course]), database()

    preview = preview_packs(packs=packs, now=TUESDAY)
    untouched = database()
    differences = load_packs(packs=packs, now=TUESDAY)

    assert untouched == before
    assert preview == differences
    assert database() != before
    assert [(change.table, change.name) for change in differences[1].changes] == [
        ("slides", "7 cover"),
        ("question versions", "T1 open: version 2"),
        ("keys", "F1 lid: version 1, key 2"),
        ("keys", "T1 open: version 2, key 1"),
    ]


def test_nothing_of_several_packs_is_loaded_when_one_has_a_problem(tmp_path, course):
    other = write_course(tmp_path, "other")
    edit(other / "course.yaml", "id: clean-water", "id: dry-land")
    edit(other / "course.yaml", "edition: 2026", "edition:")
    before = database()

    with pytest.raises(PackError, match=r"2 problems in 2 files\. Nothing was loaded\."):
        load_packs(packs=read_packs([course, other]), now=MONDAY)
    assert database() == before


def test_a_lesson_of_another_course_is_not_taken_over(course):
    load(course)
    edit(course / "course.yaml", "id: clean-water", "id: dirty-water")

    with pytest.raises(PackError, match=r"1 problem in 1 file\. Nothing was loaded\.") as caught:
        load(course)

    assert [str(problem) for problem in caught.value.problems] == [
        "wells/lesson.yaml:2:5: id: 'wells' is already a lesson of the course 'clean-water' (choose another id)"
    ]
    assert not Course.objects.filter(slug="dirty-water").exists()


def test_rows_of_others_stay_as_they_are(course):
    load(REAL)
    Cohort.objects.create(course=Course.objects.get(), name="March")
    before = database()

    load(course)
    edit(lesson_file(course), "title: Wells and pumps", "title: Wells, and pumps")
    assert load(course) == [Change("lessons", "changed", "1.10 wells", ("title",))]

    after = database()
    assert all(row in after[model] for model, rows in before.items() for row in rows)
