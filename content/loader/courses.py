"""Loading courses: all of them in one transaction, or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from content.loader.activities import keep_activities
from content.loader.changes import Change, Difference, merged
from content.loader.ledger import NUMBERED, Fields, Ledger, Table
from content.loader.lessons import keep_media, keep_outcomes, keep_reading, keep_slides, lesson_fields
from content.loader.questions import keep_misconceptions, keep_questions
from content.nodes import Finding
from content.pack import LessonPack, Pack
from content.problems import Problem, count_sentence, quoted
from content.schema import Course as CoursePart
from courses.models import Course
from lessons.models import Lesson


class PackError(Exception):
    """The files have ``problems``, so nothing of them was loaded."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{count_sentence(problems)} Nothing was loaded.")
        self.problems = problems


def refuse_problems(packs: Sequence[Pack]) -> None:
    """Raise PackError when ``packs`` have problems."""
    if problems := [problem for pack in packs for problem in pack.problems]:
        raise PackError(problems)


@transaction.atomic
def load_packs(*, packs: Sequence[Pack], now: datetime) -> list[Difference]:
    """Bring the database to what the packs say; return what that changed.

    Loading the same files again writes nothing. Rows are found by their slugs; those that left the files
    are retired, and come back when they return. Raises PackError when the packs have problems.
    """
    refuse_problems(packs)
    if problems := list(_lessons_of_other_courses(packs)):
        raise PackError(problems)
    return [difference for pack in packs if pack.course for difference in _load_course(pack.course, pack.lessons, now)]


def preview_packs(*, packs: Sequence[Pack], now: datetime) -> list[Difference]:
    """Return what ``load_packs`` would change. The database stays as it is."""
    with transaction.atomic():
        differences = load_packs(packs=packs, now=now)
        transaction.set_rollback(True)
    return differences


def _lessons_of_other_courses(packs: Sequence[Pack]) -> Iterator[Problem]:
    for pack in packs:
        course = pack.course.id if pack.course else ""
        taken = Lesson.objects.filter(slug__in=[each.lesson.id for each in pack.lessons]).exclude(course__slug=course)
        owners = dict(taken.values_list("slug", "course__slug"))
        for lesson in pack.lessons:
            if owner := owners.get(lesson.lesson.id):
                message = f"{quoted(lesson.lesson.id)} is already a lesson of the course {quoted(owner)}"
                yield lesson.file.problem(Finding(("id",), message, "choose another id"))


def _load_course(part: CoursePart, packs: Sequence[LessonPack], now: datetime) -> Iterator[Difference]:
    ledger = Ledger()
    # Locked, so that two loads at once wait for each other.
    mine = Course.objects.filter(slug=part.id).select_for_update(no_key=True)
    [course] = ledger.keep(Table("course", mine), [_course_fields(part)])
    by_slug = {pack.lesson.id: pack for pack in packs}
    lessons = _keep_lessons(ledger, course, part, by_slug)
    yield Difference(course.slug, merged(ledger.changes))
    for lesson in lessons:
        yield Difference(f"{course.slug}/{lesson.slug}", _load_lesson(lesson, by_slug[lesson.slug], now))


def _course_fields(part: CoursePart) -> Fields:
    return {
        "slug": part.id,
        "title": part.title,
        "edition": part.edition,
        "language": part.language,
        "licence": part.licence,
        "about": part.about or "",
    }


def _keep_lessons(ledger: Ledger, course: Course, part: CoursePart, packs: Mapping[str, LessonPack]) -> list[Lesson]:
    """Keep modules and lessons in step; return the lessons."""
    modules = ledger.keep(
        Table("modules", course.modules.all(), label=NUMBERED),
        [
            {
                "course_id": course.pk,
                "slug": module.id,
                "position": position,
                "number": module.number,
                "title": module.title,
            }
            for position, module in enumerate(part.modules)
        ],
    )
    return ledger.keep(
        Table("lessons", course.lessons.all(), label=NUMBERED),
        [
            {
                "course_id": course.pk,
                "module_id": module.pk,
                "position": position,
                **lesson_fields(packs[slug].lesson),
            }
            for module, of_module in zip(modules, part.modules, strict=True)
            for position, slug in enumerate(of_module.lessons)
        ],
    )


def _load_lesson(lesson: Lesson, pack: LessonPack, now: datetime) -> tuple[Change, ...]:
    ledger = Ledger()
    outcomes = keep_outcomes(ledger, lesson, pack.lesson)
    slides = keep_slides(ledger, lesson, pack.lesson, outcomes)
    keep_media(ledger, lesson, pack.media)
    keep_reading(ledger, lesson, pack.lesson)
    keep_activities(ledger, lesson, pack.lesson, outcomes)
    keep_misconceptions(ledger, lesson, pack.bank)
    keep_questions(ledger, lesson, pack.bank, outcomes=outcomes, slides=slides, now=now)
    return merged(ledger.changes)
