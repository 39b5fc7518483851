"""Every check of every file, in one list per file."""

from collections.abc import Iterator, Set
from itertools import chain

from content.checks import bank as of_bank
from content.checks import course as of_course
from content.checks import lesson as of_lesson
from content.checks import names, prose, questions, screen, timing
from content.nodes import Finding, Node

OF_EVERY_FILE = [names.repeated_ids, prose.refused_prose]
OF_COURSES = [*OF_EVERY_FILE, of_course.lessons_in_two_modules]
OF_LESSONS = [
    *OF_EVERY_FILE,
    names.repeated_names,
    of_lesson.slide_ids,
    of_lesson.slide_numbers,
    of_lesson.slide_layouts,
    of_lesson.picture_descriptions,
    of_lesson.lesson_references,
    of_lesson.summary_blocks,
    of_lesson.activity_plans,
    of_lesson.board_places,
    of_lesson.glossary_spellings,
    of_lesson.repeated_references,
    prose.refused_addresses,
    screen.frames_too_long,
    timing.lesson_minutes,
    timing.presentation_minutes,
    timing.activity_minutes,
    timing.interactive_minutes,
]
OF_BANKS = [
    *OF_EVERY_FILE,
    names.repeated_names,
    of_bank.own_references,
    of_bank.enemy_pairs,
    of_bank.sources,
    of_bank.stems,
    questions.questions,
]


def course_findings(course: Node, folders: Set[str]) -> Iterator[Finding]:
    """Yield what is wrong in ``course.yaml``, given the folders beside it."""
    yield from chain.from_iterable(check(course) for check in OF_COURSES)
    yield from of_course.lessons_and_folders(course, folders)


def lesson_findings(lesson: Node, bank: Node) -> Iterator[Finding]:
    """Yield what is wrong in ``lesson.yaml``. A ``bank`` that could not be read is left out of it."""
    yield from chain.from_iterable(check(lesson) for check in OF_LESSONS)
    if isinstance(bank.value, dict):
        yield from of_bank.outcomes_without_questions(lesson, bank)


def bank_findings(bank: Node, lesson: Node) -> Iterator[Finding]:
    """Yield what is wrong in ``questions.yaml``. A ``lesson`` that could not be read is left out of it."""
    yield from chain.from_iterable(check(bank) for check in OF_BANKS)
    if isinstance(lesson.value, dict):
        yield from of_bank.own_lesson(bank, lesson)
        yield from of_bank.references_to_lesson(bank, lesson)
