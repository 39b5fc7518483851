"""Reading files that somebody else wrote: ordinary files of a sane size, reached without links."""

import os
import stat
from hashlib import sha256
from pathlib import Path, PurePosixPath

READ_SAFELY = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
MIB = 1024 * 1024


class UnreadableFileError(Exception):
    """The file must not or cannot be read. ``hint`` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class MissingFileError(UnreadableFileError):
    """There is no such file."""


def read_file(folder: Path, name: str, *, limit: int) -> bytes:
    """Return the bytes of the file ``name`` (with ``/`` between folders) inside ``folder``.

    Raises UnreadableFileError when it is missing, larger than ``limit`` bytes, a link, behind a link, or a
    device or pipe, which could block or never end.
    """
    try:
        path = _path_without_links(folder, name)
        _refuse_unless_ordinary(path.lstat(), limit)
        descriptor = os.open(path, READ_SAFELY)
        with os.fdopen(descriptor, "rb") as file:
            _refuse_unless_ordinary(os.fstat(descriptor), limit)  # it may have been exchanged meanwhile
            content = file.read(limit + 1)
    except FileNotFoundError:
        raise MissingFileError("is missing") from None
    except OSError as error:
        raise UnreadableFileError(f"cannot be read: {error.strerror}") from None
    if len(content) > limit:
        raise _too_large(len(content), limit)
    return content


def digest_of(folder: Path, *, ending: str = "") -> str:
    """Return what changes whenever a file below ``folder``, of this ``ending``, is added, removed or edited."""
    found = sha256()
    for path in sorted(each for each in folder.rglob(f"*{ending}") if each.is_file()):
        content = sha256(path.read_bytes()).hexdigest()
        found.update(f"{path.relative_to(folder).as_posix()}\0{content}\0".encode())
    return found.hexdigest()


def _path_without_links(folder: Path, name: str) -> Path:
    path = folder
    for part in PurePosixPath(name).parts:
        path = path / part
        if path.is_symlink():
            raise UnreadableFileError("is a link", "put the file itself here")
    if not path.resolve().is_relative_to(folder.resolve()):
        raise UnreadableFileError("lies outside the lesson's folder")
    return path


def _refuse_unless_ordinary(status: os.stat_result, limit: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableFileError("is not an ordinary file")
    if status.st_size > limit:
        raise _too_large(status.st_size, limit)


def _too_large(size: int, limit: int) -> UnreadableFileError:
    return UnreadableFileError(f"is too large: {size / MIB:.1f} MiB", f"at most {limit / MIB:g} MiB")
