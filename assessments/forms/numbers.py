"""Whole numbers in buttons and addresses, where people can type whatever they like."""

MOST_DIGITS = 15  # what every database and JavaScript take


def whole_number(typed: str) -> int | None:
    """Return the number that ``typed`` is, or None when it is none, or too long for one."""
    return int(typed) if typed.isdecimal() and len(typed) <= MOST_DIGITS else None
