"""Walking through the plain data of a content file, whatever is missing or misplaced in it.

Checks across a file work on this plain data and not on the validated models, so that one bad value
does not hide other problems, nor make every reference to its neighbours look broken.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

type Data = str | list[Data] | dict[str, Data]
type Address = tuple[str | int, ...]

SHOWN_KEY_LENGTH = 60
WHOLE = re.compile(r"[0-9]{1,6}")
NUMBER = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?")


@dataclass(frozen=True)
class Finding:
    """A problem at an address of a file.

    ``at_key`` points at the key instead of its value. ``line`` points at a line of a text instead of
    its beginning, counted from 0. ``first`` is where the same stands already.
    """

    address: Address
    message: str
    hint: str = ""
    at_key: bool = False
    line: int | None = None
    first: Address | None = None


@dataclass(frozen=True)
class Node:
    """One value of a file and its address. What is not there is an empty text."""

    value: Data
    address: Address = ()

    def get(self, key: str) -> "Node":
        """Return the value under ``key``."""
        value = self.value.get(key, "") if isinstance(self.value, dict) else ""
        return Node(value, (*self.address, key))

    def has(self, key: str) -> bool:
        """Return whether there is something under ``key``."""
        return bool(self.get(key).value)

    def text(self, key: str) -> str:
        """Return the text under ``key``; empty when it is missing or no text."""
        return self.get(key).says

    @property
    def says(self) -> str:
        """Its own text without the spaces around it; empty when it is no text."""
        return self.value.strip() if isinstance(self.value, str) else ""

    @property
    def whole(self) -> int | None:
        """Its whole number; None when it is none, or larger than any lesson needs."""
        return int(self.says) if WHOLE.fullmatch(self.says) else None

    @property
    def number(self) -> Decimal | None:
        """Its number; None when it is none, or not of the size and precision of minutes and points."""
        return Decimal(self.says) if NUMBER.fullmatch(self.says) else None

    def entries(self, key: str) -> "list[Node]":
        """Return the entries of the list under ``key``; none when it is missing or no list."""
        child = self.get(key)
        values = child.value if isinstance(child.value, list) else []
        return [Node(value, (*child.address, index)) for index, value in enumerate(values)]

    def rows(self, key: str) -> "list[Node]":
        """Return those entries of the list under ``key`` that have keys of their own."""
        return [entry for entry in self.entries(key) if isinstance(entry.value, dict)]

    def walk(self) -> "Iterator[Node]":
        """Yield this value and every value below it, in the order of the file."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            below: Iterable[tuple[str | int, Data]] = ()
            if isinstance(node.value, dict):
                below = node.value.items()
            elif isinstance(node.value, list):
                below = enumerate(node.value)
            waiting += reversed([Node(value, (*node.address, step)) for step, value in below])

    def finding(self, message: str, hint: str = "", *, at_key: bool = False, line: int | None = None) -> Finding:
        """Return a problem with this value."""
        return Finding(self.address, message, hint, at_key, line)


def dotted(address: Address) -> str:
    """Return an address as people write it, counting from 1: ``slides[2].title``."""
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{step[:SHOWN_KEY_LENGTH]}" for step in address)
    return "".join(steps).removeprefix(".")
