"""What ``make run`` last served this data folder with, for commands that are run beside it."""

import contextlib
import json
import socket
from collections.abc import Mapping
from pathlib import Path

from config.environment import PREFIX, Environment

FILE = "laptop.json"
# Who sets one of these otherwise than `make run` had it serves the installation in another way.
TELLING = ("hosts", "https", "behind_proxy")


def remember(folder: Path, chosen: Mapping[str, str]) -> None:
    """Keep which settings ``make run`` chose on this machine, by the names of their variables."""
    settings = {name.removeprefix(PREFIX).lower(): value for name, value in chosen.items()}
    (folder / FILE).write_text(json.dumps({"machine": socket.gethostname(), "settings": settings}), encoding="utf-8")


def recall(folder: Path) -> dict[str, str]:
    """Return the settings that ``make run`` chose last in ``folder``; none when that was on another machine."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if kept["machine"] == socket.gethostname():
            return dict(kept["settings"])
    return {}


def served(given: Environment) -> tuple[Environment, bool]:
    """Return what the installation is served with, and whether ``make run`` serves it.

    ``given`` are the settings of this process, as an administrator has set them. To those, ``make run`` of this machine
    has added its own, unless what was set says that a server runs.
    """
    chosen = recall(given.data_dir)
    if not chosen:
        return given, False
    made = Environment.model_validate(chosen)
    if any(getattr(given, name) != getattr(made, name) for name in given.model_fields_set.intersection(TELLING)):
        return given, False
    return Environment.model_validate({**chosen, **given.model_dump(exclude_unset=True)}), True
