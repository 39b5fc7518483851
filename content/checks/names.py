"""Ids and the references to them: each id once in its list, each reference to something that is there."""

from collections.abc import Callable, Iterable, Iterator, Set

from content.nodes import Finding, Node
from content.problems import did_you_mean, quoted

# Lists whose ids are compared beyond the list itself: slides of all sections, places of a board.
COMPARED_ELSEWHERE = {"slides", "regions", "rings"}
LISTS_OF_NAMES = {"outcomes", "lessons", "grouping", "misconceptions"}


def repeated_ids(root: Node) -> Iterator[Finding]:
    """Find ids that two entries of a list share."""
    for key, parent in _lists(root):
        if key not in COMPARED_ELSEWHERE:
            yield from repeated(row.get("id") for row in parent.rows(key))


def repeated_names(root: Node) -> Iterator[Finding]:
    """Find names listed twice in one list."""
    for key, parent in _lists(root):
        if key in LISTS_OF_NAMES:
            yield from repeated(parent.entries(key))


def repeated(nodes: Iterable[Node], same: Callable[[str], str] = str) -> Iterator[Finding]:
    """Find texts that occur twice among ``nodes``; ``same`` brings texts that count as equal to one form."""
    seen: dict[str, Node] = {}
    for node in nodes:
        first = seen.setdefault(same(node.says), node)
        if node.says and first is not node:
            yield Finding(node.address, f"{quoted(node.says)} is already used", first=first.address)


def ids_under(parent: Node, *keys: str) -> set[str]:
    """Return the ids in the lists of ``parent`` under ``keys``."""
    return {row.text("id") for key in keys for row in parent.rows(key)} - {""}


def dangling(references: Iterable[Node], known: Set[str], what: str) -> Iterator[Finding]:
    """Find references to something that is not among the ``known`` ids."""
    for reference in references:
        if reference.says and reference.says not in known:
            yield reference.finding(
                f"there is no {what} {quoted(reference.says)}", did_you_mean(reference.says, sorted(known))
            )


def _lists(root: Node) -> Iterator[tuple[str, Node]]:
    """Yield key and parent of every list."""
    for node in root.walk():
        if isinstance(node.value, dict):
            yield from ((key, node) for key, value in node.value.items() if isinstance(value, list))
