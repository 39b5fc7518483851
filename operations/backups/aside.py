"""Names for what a restore puts aside."""

from datetime import datetime
from itertools import count
from pathlib import Path


def aside_of(file: Path, now: datetime) -> Path:
    """Return where ``file`` can be kept beside itself: a name with the moment, which nothing has yet."""
    moment = f"{file.name}.before-{now:%Y%m%dT%H%M%SZ}"
    names = (moment if number == 1 else f"{moment}-{number}" for number in count(1))
    return next(aside for name in names if not (aside := file.with_name(name)).exists())
