"""What belongs together in ``course.yaml``, and between it and the folders beside it."""

from collections.abc import Iterator, Set

from content.checks.names import repeated
from content.nodes import Finding, Node
from content.problems import did_you_mean, quoted


def listed_lessons(course: Node) -> list[Node]:
    """Return the lessons of all modules."""
    return [entry for module in course.rows("modules") for entry in module.entries("lessons")]


def lessons_in_two_modules(course: Node) -> Iterator[Finding]:
    """Find lessons that are listed twice."""
    return repeated(listed_lessons(course))


def lessons_and_folders(course: Node, folders: Set[str]) -> Iterator[Finding]:
    """Find listed lessons without a folder, and folders that are not listed."""
    listed = {entry.says: entry for entry in listed_lessons(course) if entry.says}
    unlisted = sorted(folders - listed.keys()) if all(map(_has_lessons, course.rows("modules"))) else []
    for name, entry in listed.items():
        if name not in folders:
            yield entry.finding(f"there is no folder {quoted(name)} here", did_you_mean(name, unlisted))
    for folder in unlisted:
        yield course.get("modules").finding(
            f"the folder {quoted(folder)} is not listed", "name it under the lessons of a module, or move it away"
        )


def _has_lessons(module: Node) -> bool:
    return module.has("lessons")
