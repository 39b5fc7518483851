"""Values of the content format as JSON."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import BaseModel


def plain(value: Any) -> Any:
    """Return ``value`` as JSON values: parts as objects, decimals and fractions (``n/d``) as text.

    Planned minutes become a pair of low and high.
    """
    match value:
        case BaseModel():
            return {name: plain(getattr(value, name)) for name in type(value).model_fields}
        case list() | tuple():
            return [plain(entry) for entry in value]
        case Decimal():
            return f"{value.normalize():f}"
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case _:
            return value
