"""Course folders as zip archives of strangers: everything is looked at before anything is unpacked.

A refusal names the entry and says what to do. What systems add by themselves, such as ``__MACOSX/``, is left out.
"""

import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path, PurePosixPath

from content.files import MIB
from content.problems import printable, quoted

MAX_BYTES = 8 * MIB
MAX_ENTRIES = 2_000
MAX_ENTRY_BYTES = 12 * MIB
MAX_UNPACKED = 64 * MIB
MAX_RATIO = 100
SMALL = 64 * 1024  # below it a ratio says nothing: text of one letter is no bomb
MAX_DEPTH = 6
MAX_NAME = 120
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1
BY_SYSTEMS = re.compile(r"(?:^|/)(?:__MACOSX(?:/|$)|\.DS_Store$|\._|Thumbs\.db$|desktop\.ini$)")
WINDOWS_DRIVE = re.compile(r"[A-Za-z]:")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError, LookupError)


class RefusedArchiveError(Exception):
    """The archive must not or cannot be unpacked, for the reason it carries."""


def unpack(content: bytes, folder: Path) -> None:
    """Write the files of the zip archive ``content`` below ``folder``, which is empty. Raises RefusedArchiveError."""
    if len(content) > MAX_BYTES:
        raise RefusedArchiveError(f"The file is larger than {MAX_BYTES // MIB} MiB.")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            _refuse_what_is_too_much(entries)
            wanted = [entry for entry in entries if not BY_SYSTEMS.search(entry.filename)]
            for entry in wanted:
                _refuse_entry(entry)
            _refuse_clashes(wanted)
            for entry in wanted:
                _write(archive, entry, folder)
    except BROKEN as error:
        raise RefusedArchiveError("This is no zip archive that can be read. Pack the course folder again.") from error


def _refuse_what_is_too_much(entries: Sequence[zipfile.ZipInfo]) -> None:
    if not entries:
        raise RefusedArchiveError("The archive is empty.")
    if len(entries) > MAX_ENTRIES:
        raise RefusedArchiveError(f"There are more than {MAX_ENTRIES} files in the archive.")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise RefusedArchiveError(f"More than {MAX_UNPACKED // MIB} MiB would come out of the archive.")


def _refuse_entry(entry: zipfile.ZipInfo) -> None:
    reason = _fault_of_name(entry.orig_filename) or _fault_of_name(entry.filename) or _fault_of_kind(entry)
    if reason:
        raise RefusedArchiveError(f"{quoted(printable(entry.filename))} {reason}")


def _fault_of_name(name: str) -> str:
    """Return what is wrong with the way to an entry, or nothing. Ways are relative, and only lead down."""
    parts = name.rstrip("/").split("/")
    if name.startswith("/") or WINDOWS_DRIVE.match(name) or "\\" in name:
        return "begins at the root of a disk, or has a backslash. Pack the course folder itself."
    if any(part in {"", ".", ".."} for part in parts):
        return "leads out of the archive."
    if not name.isprintable() or any(len(part) > MAX_NAME for part in parts):
        return "has a name that cannot be used."
    return f"lies more than {MAX_DEPTH} folders deep." if len(parts) > MAX_DEPTH else ""


def _fault_of_kind(entry: zipfile.ZipInfo) -> str:
    """Return why an entry is not a plain file or folder of a sane size, or nothing."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "is a link or a device. Put the file itself there."
    if entry.flag_bits & ENCRYPTED:
        return "has a password."
    if entry.compress_type not in METHODS:
        return "is packed in an unusual way. Use an ordinary zip archive."
    if entry.file_size > MAX_ENTRY_BYTES:
        return f"is larger than {MAX_ENTRY_BYTES // MIB} MiB."
    swollen = entry.file_size > max(SMALL, MAX_RATIO * entry.compress_size)
    return "would swell more than a hundredfold." if swollen else ""


def _refuse_clashes(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse ways that are one and the same on some disk: twice there, or in other case or letters."""
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for entry in entries:
        way = PurePosixPath(entry.filename)
        own = folders if entry.is_dir() else files
        for place, known in [(way, own), *((parent, folders) for parent in way.parents)]:
            key = unicodedata.normalize("NFC", str(place)).casefold()
            is_again = key in known and place == way and not entry.is_dir()
            if is_again or known.setdefault(key, str(place)) != str(place):
                raise RefusedArchiveError(f"{quoted(entry.filename)} is there twice, or differs in case only.")
    if both := files.keys() & folders.keys():
        raise RefusedArchiveError(f"{quoted(min(both))} is a file and a folder.")


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> None:
    target = folder / entry.filename
    if not target.resolve().is_relative_to(folder.resolve()):
        raise RefusedArchiveError(f"{quoted(entry.filename)} leads out of the archive.")
    if entry.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as packed:
        found = packed.read(entry.file_size + 1)  # a size in the directory that is not true ends in BadZipFile
    if len(found) > entry.file_size:
        raise RefusedArchiveError(f"{quoted(entry.filename)} is larger than it says.")
    target.write_bytes(found)
