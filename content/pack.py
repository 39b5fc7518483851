"""Reading whole course folders: every file, every problem, nothing written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path, PurePosixPath

from content.checks.catalogue import bank_findings, course_findings, lesson_findings
from content.checks.lesson import own_folder, slides_of
from content.checks.schema import prose_in_brackets, validate
from content.documents import Document
from content.files import UnreadableFileError, read_file
from content.media import Gallery, MediaFile, read_gallery
from content.nodes import Finding
from content.problems import Problem, counted, nearest, quoted
from content.reader import MAX_BYTES, MAX_PROBLEMS, read_document
from content.schema import Bank, Course, Lesson

BUNDLED = Path(__file__).resolve().parent / "packs"  # the courses of the program
SHOWN_PATH = 200  # characters of it, at most
COURSE_FILE, LESSON_FILE, BANK_FILE = "course.yaml", "lesson.yaml", "questions.yaml"


@dataclass(frozen=True)
class LessonPack:
    """A lesson as its files say. ``file`` is its ``lesson.yaml``."""

    lesson: Lesson
    bank: Bank
    media: tuple[MediaFile, ...]
    file: Document


@dataclass(frozen=True)
class Pack:
    """A course ``folder`` as it was read. ``file`` is its ``course.yaml``.

    While there are ``problems``, ``course`` may be None, and lessons may be missing from ``lessons``.
    """

    folder: Path
    file: Document
    course: Course | None = None
    lessons: tuple[LessonPack, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_packs(paths: Sequence[Path]) -> list[Pack]:
    """Return the courses in ``paths``: each a course folder, or a folder of course folders.

    Problems name files by their way from the path that was given, and begin with that path where there
    are several.
    """
    packs = []
    for path in paths:
        shown = str(path) if len(paths) > 1 else ""
        packs += [_read_course(path / name, _way(shown, name)) for name in _courses_in(path)]
    return list(_with_clashes(packs))


def _courses_in(path: Path) -> list[str]:
    """Return the course folders in ``path``, or "." when it is one itself, or should have been."""
    courses = [] if _is_course(path) else _folders_in(path)
    return courses if any(_is_course(path / name) for name in courses) else ["."]


def _is_course(path: Path) -> bool:
    try:
        return (path / COURSE_FILE).exists()
    except OSError:
        return False


def _folders_in(path: Path) -> list[str]:
    """Return the names of the folders in ``path``, hidden ones left out; none when it cannot be read."""
    try:
        return sorted(
            entry.name for entry in path.iterdir() if entry.is_dir() and not entry.name.startswith((".", "_"))
        )
    except OSError:
        return []


def _way(shown: str, name: str) -> str:
    return PurePosixPath(shown, name).as_posix()


def _read_course(folder: Path, shown: str) -> Pack:
    file = _read(folder, shown, COURSE_FILE)
    folders = _folders_in(folder) if file.is_readable else []
    course, findings = validate(Course, file)
    lessons, problems = [], _located(file, findings, course_findings(file.node, set(folders)))
    for name in folders:
        lesson, found = _read_lesson(folder / name, _way(shown, name))
        problems += found
        lessons += [lesson] if lesson else []
    return Pack(folder, file, course, tuple(lessons), _in_order(problems))


def _read_lesson(folder: Path, shown: str) -> tuple[LessonPack | None, list[Problem]]:
    if folder.is_symlink():
        return None, [Problem(shown, 1, 1, "", "is a link", "put the folder itself here")]
    file, bank_file = _read(folder, shown, LESSON_FILE), _read(folder, shown, BANK_FILE)
    lesson, lesson_errors = validate(Lesson, file)
    bank, bank_errors = validate(Bank, bank_file)
    gallery = read_gallery(folder, shown, slides_of(file.node)) if file.is_readable else Gallery()
    of_lesson = chain(own_folder(file.node, folder.name), lesson_findings(file.node, bank_file.node), gallery.findings)
    problems = [
        *_located(file, lesson_errors, of_lesson),
        *_located(bank_file, bank_errors, bank_findings(bank_file.node, file.node)),
        *gallery.problems,
    ]
    return LessonPack(lesson, bank, gallery.files, file) if lesson and bank else None, problems


def _read(folder: Path, shown: str, name: str) -> Document:
    path = _way(shown, name)
    try:
        return read_document(path, read_file(folder, name, limit=MAX_BYTES))
    except UnreadableFileError as error:
        return Document(path, problems=(Problem(path, 1, 1, "", error.message, error.hint or _misnamed(folder, name)),))


def _misnamed(folder: Path, name: str) -> str:
    """Return a hint about a missing file: a file of nearly that name, or no folder at all."""
    try:
        others = {entry.name for entry in folder.iterdir()} - {COURSE_FILE, LESSON_FILE, BANK_FILE}
    except OSError:
        return f"there is no folder {str(folder)[:SHOWN_PATH]} that can be read"
    if near := nearest(name, sorted(others), likeness=0.8):
        return f"rename {quoted(near)}"
    return "give a course folder, or a folder of course folders" if name == COURSE_FILE else ""


def _located(file: Document, errors: Iterable[Finding], findings: Iterable[Finding]) -> list[Problem]:
    """Return the problems of a file: ``errors`` against its format, and other findings about sound values.

    Findings are not looked for when the file could not be read, nor beyond the most that are listed.
    """
    if not file.is_readable:
        return list(file.problems)
    broken = list(chain(errors, prose_in_brackets(file)))
    addresses = {finding.address for finding in broken}
    sound = (finding for finding in findings if finding.address not in addresses)
    problems = list(islice(chain(file.problems, map(file.problem, chain(broken, sound))), MAX_PROBLEMS + 1))
    if len(problems) > MAX_PROBLEMS:
        message = f"has more than {MAX_PROBLEMS} problems; not all are listed"
        problems[MAX_PROBLEMS] = Problem(file.path, 1, 1, "", message)
    return problems


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems)))


def _with_clashes(packs: Sequence[Pack]) -> Iterator[Pack]:
    """Yield the packs with problems where two of them hold the same course or lesson."""
    owners: dict[tuple[str, str], Document] = {}
    for pack in packs:
        files = [("course", pack.file), *(("lesson", lesson.file) for lesson in pack.lessons)]
        clashes = []
        for what, file in files:
            name = file.node.text("id")
            owner = owners.setdefault((what, name), file)
            if name and owner is not file:
                clashes.append(
                    file.problem(Finding(("id",), f"the {what} {quoted(name)} exists twice", f"also {owner.path}"))
                )
        yield replace(pack, problems=_in_order([*pack.problems, *clashes]))


def contents(packs: Sequence[Pack]) -> str:
    """Return what the packs hold, in numbers."""
    lessons = [lesson for pack in packs for lesson in pack.lessons]
    counts = [
        counted(len(packs), "course"),
        counted(len(lessons), "lesson"),
        counted(sum(len(section.slides) for each in lessons for section in each.lesson.sections), "slide"),
        counted(sum(len(each.lesson.activities) for each in lessons), "activity", "activities"),
        counted(sum(len(each.bank.questions) for each in lessons), "question"),
        counted(sum(len(each.media) for each in lessons), "picture"),
    ]
    return ", ".join(counts)
