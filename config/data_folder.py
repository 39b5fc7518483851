"""The data folder of an installation: for its owner only, with a key of its own, and in use or not."""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile


class DataFolderGoneError(Exception):
    """``make reset`` is deleting the data folder, or ``restore`` is filling it."""


class DataFolderInUseError(Exception):
    """A server uses the data folder."""


def make_private_folder(folder: Path) -> None:
    """Make the data folder, open to its owner only and nothing that git would take. Safe to repeat."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    with contextlib.suppress(FileExistsError), (folder / ".gitignore").open("x", encoding="ascii") as file:
        file.write("*\n")  # it may lie in a checkout, under any name, and holds the key and everybody's answers


def make_secret_key(file: Path) -> None:
    """Make the key that signs this installation's cookies and PINs, once. Only its owner can read it."""
    if file.exists():
        return
    # Written in full under another name: a start that breaks off here leaves no empty key behind.
    with NamedTemporaryFile("w", dir=file.parent, encoding="ascii") as draft:
        draft.write(secrets.token_urlsafe(60))
        draft.flush()
        os.fsync(draft.fileno())
        with contextlib.suppress(FileExistsError):  # another start was faster, and its key counts
            os.link(draft.name, file)


@contextlib.contextmanager
def use_of(folder: Path) -> Iterator[None]:
    """Keep ``make reset`` from deleting ``folder`` until the block ends, or the process does, however it ends.

    Any number of servers may use a folder. Raises DataFolderGoneError when it is being deleted or restored.
    """
    with (folder / "in-use").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataFolderGoneError(
                f"{folder} is being deleted by make reset, or restored. Wait until that is over, then start again."
            ) from None
        yield


@contextlib.contextmanager
def sole_use_of(folder: Path) -> Iterator[None]:
    """Keep every server from starting on ``folder`` until the block ends. Raises DataFolderInUseError."""
    with (folder / "in-use").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataFolderInUseError(
                f"Fieldschool is running on {folder}. Stop it first: Ctrl-C in its terminal, or systemctl stop."
            ) from None
        yield
