"""A content file as it was read: its data, and where everything in it stands."""

from dataclasses import dataclass, field
from typing import NamedTuple

from content.nodes import Address, Data, Finding, Node, dotted
from content.problems import Problem


class Place(NamedTuple):
    """Where a key or value begins, counted from 1.

    ``is_block_text`` when it is the ``|`` of a text on the lines below, ``is_in_brackets`` when it is
    a list written in ``[ ]`` or a group of keys written in ``{ }``.
    """

    line: int
    column: int
    is_block_text: bool = False
    is_in_brackets: bool = False


@dataclass(frozen=True)
class Document:
    """A content file. ``data`` is None when it could not be read at all; ``problems`` then say why."""

    path: str
    data: Data | None = None
    problems: tuple[Problem, ...] = ()
    keys: dict[Address, Place] = field(default_factory=dict)
    values: dict[Address, Place] = field(default_factory=dict)

    @property
    def is_readable(self) -> bool:
        """Whether there is anything to check."""
        return self.data is not None

    @property
    def node(self) -> Node:
        """Its data, to walk through."""
        return Node("" if self.data is None else self.data)

    def is_in_brackets(self, address: Address) -> bool:
        """Return whether the value there is written in ``[ ]`` or ``{ }``."""
        return address in self.values and self.values[address].is_in_brackets

    def problem(self, finding: Finding) -> Problem:
        """Return ``finding`` with its place. What is missing is placed where it should be."""
        line, column = self._place(finding)
        first = [] if finding.first is None else [self._first(finding.first)]
        hint = "; ".join(filter(None, [finding.hint, *first]))
        return Problem(self.path, line, column, dotted(finding.address), finding.message, hint)

    def _first(self, address: Address) -> str:
        line, _column = self._place(Finding(address, ""))
        return f"first on line {line}, at {dotted(address)}"

    def _place(self, finding: Finding) -> tuple[int, int]:
        address = finding.address
        if finding.at_key and address in self.keys:
            return self.keys[address][:2]
        while address and address not in self.values:
            address = address[:-1]
        place = self.values.get(address, Place(1, 1))
        if place.is_block_text and address == finding.address and finding.line is not None:
            return place.line + 1 + finding.line, 1
        return place[:2]
