"""What several cohorts learned together as tables to keep: by instructor, by question, by lesson of a course."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments.evaluation.cohorts import CohortLine, InstructorLine
from assessments.evaluation.showing import A_CLASS, POOLED
from assessments.exports.cohort import type_column
from assessments.exports.overview import estimate_cells, gain_columns, in_batches, side_by_side_notes
from assessments.reports.course_results import LessonLine, course_results
from assessments.reports.lesson_results import instructor_lines
from assessments.reports.question_results import PooledQuestion, question_results
from courses.models import Cohort, Course
from courses.spreadsheets.writing import Cell, Column, Sheet
from lessons.models import Lesson
from lessons.prose import plain_line


def instructors_sheet(lesson: Lesson, cohorts: QuerySet[Cohort]) -> Sheet:
    """Return one row per instructor: the learners of all their cohorts together, by name."""
    columns = [
        Column(_("Instructor"), _("Who teaches the cohorts. In the order of names: this is no ranking.")),
        Column(_("Cohorts"), _("How many cohorts of this choice they teach.")),
        Column(_("Sat both"), _("How many learners of these cohorts sat both quizzes. Only they are compared.")),
        Column(
            _("Different questions"),
            _("yes: their cohorts were compared on different questions, so their gains are not put together."),
        ),
        *gain_columns(_("Mean gain"), _("Mean of after minus before, in points of 100; from {n} learners.")),
    ]
    compared = (each for results in in_batches(lesson, cohorts) for each in results.found.compared)
    notes = [_("Classes differ, and a gain says little about one person."), *side_by_side_notes()]
    return Sheet(_("Instructors"), columns, map(_instructor, instructor_lines(compared)), notes)


def _instructor(line: InstructorLine) -> list[Cell]:
    is_mixed = _("yes") if line.is_mixed else _("no")
    return [line.name, line.n_cohorts, line.n_both, is_mixed, *estimate_cells(line.gain)]


def questions_sheet(lesson: Lesson, cohorts: QuerySet[Cohort]) -> Sheet:
    """Return one row per version of a question, with its figures in all cohorts together."""
    columns = [
        Column(_("Question"), _("The name of the question in the files of the course.")),
        Column(_("Version"), _("Each wording of a question has its own; an edited one begins anew.")),
        Column(_("Text"), _("What the learner read.")),
        type_column(),
        Column(_("Attempts"), _("First attempts after the lesson with points for the question.")),
        Column(
            _("Facility"),
            _("Mean share of the points, 0 to 1; empty: not computed, from {n} attempts on.").format(n=A_CLASS),
        ),
        Column(
            _("Item-rest r"),
            _(
                "Correlation of the points with the percent of all other questions of the same quiz, both as "
                "differences from the mean of those who had that quiz in the same cohort; from {n} attempts. "
                "Empty too where one of them does not vary."
            ).format(n=POOLED),
        ),
        Column(_("To look at"), _("Why the question should be looked at; from {n} attempts.").format(n=POOLED)),
    ]
    found = question_results(lesson, cohorts)
    notes = [_("All cohorts of this choice together: {n} attempts after the lesson.").format(n=found.n_attempts)]
    return Sheet(_("Questions"), columns, map(_question, found.questions), notes)


def _question(row: PooledQuestion) -> list[Cell]:
    figures = row.figures
    return [
        row.question.slug,
        row.version.number,
        plain_line(row.shown_stem),
        row.version.type,
        figures.n,
        figures.facility,
        figures.r,
        " ".join(row.flags),
    ]


def lessons_sheet(course: Course, cohorts: QuerySet[Cohort]) -> Sheet:
    """Return one row per lesson of a course: who sat what, and what the newest cohort learned."""
    columns = [
        Column(_("Lesson"), _("The lesson that the quizzes are about.")),
        Column(_("Cohorts"), _("How many cohorts were offered a quiz about it.")),
        Column(_("Sat before"), _("How many sat the quiz before the lesson.")),
        Column(_("Sat after"), _("How many sat the quiz after the lesson.")),
        Column(_("Sat both"), _("How many sat both.")),
        Column(_("Newest cohort"), _("The last cohort that sat a quiz after the lesson; empty: none did.")),
        Column(_("Newest sat both"), _("How many of that cohort sat both quizzes. Only they are compared.")),
        Column(
            _("Newest waiting"),
            _("Attempts of that cohort with answers that wait for a person: until then the change is provisional."),
        ),
        *gain_columns(
            _("Change, newest cohort"),
            _("Mean of after minus before in that cohort, in points of 100; from {n} learners."),
        ),
    ]
    rows = map(_lesson, course_results(course, cohorts, []).lessons)
    return Sheet(_("Lessons"), columns, rows, side_by_side_notes())


def _lesson(line: LessonLine) -> list[Cell]:
    taken = line.taken
    return [str(line.lesson), line.n_cohorts, taken.n_before, taken.n_after, taken.n_both, *_newest(line.newest)]


def _newest(line: CohortLine | None) -> Iterator[Cell]:
    yield line.cohort.name if line else ""
    yield line.n_both if line else None
    yield line.n_waiting if line else None
    yield from estimate_cells(line.shown_gain if line else None)


# By the names that their addresses have.
OF_A_LESSON = {"instructors": instructors_sheet, "questions": questions_sheet}
OF_A_COURSE = {"lessons": lessons_sheet}
