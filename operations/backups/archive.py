"""The file of a backup: a zip with a manifest, the database, and the secret key when it was asked for.

A file appears under its name only when it is complete and on the disk. Its owner alone can read it.
"""

import contextlib
import hashlib
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

MANIFEST, DATABASE, SECRET_KEY = "manifest.json", "database", "secret_key"
NAME = re.compile(r"fieldschool-\d{8}T\d{6}Z\.zip")
CHUNK_BYTES = 1024 * 1024
MAX_MANIFEST_BYTES = 1024 * 1024
STORED, PACKED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED


class BadBackupError(Exception):
    """The file is no backup, or not the whole of one; the message says what is wrong and what to do."""


class Manifest(BaseModel):
    """What a backup holds. ``rows`` counts every table; ``migrations`` are those that were applied, in order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    made_at: datetime
    version: str
    engine: Literal["sqlite", "postgresql"]
    engine_version: str
    migrations: list[str]
    rows: dict[str, int]
    database_bytes: int
    database_sha256: str
    has_secret_key: bool

    @property
    def n_rows(self) -> int:
        return sum(self.rows.values())


def name_at(now: datetime) -> str:
    """Return the name of a backup made at ``now`` (UTC). Names sort as times do."""
    return f"fieldschool-{now:%Y%m%dT%H%M%SZ}.zip"


def backups_in(folder: Path) -> list[Path]:
    """Return the complete backups in ``folder``, newest first; none when there is no such folder."""
    if not folder.is_dir():
        return []
    return sorted((file for file in folder.iterdir() if NAME.fullmatch(file.name)), reverse=True)


def remove_older(folder: Path, n_kept: int) -> list[Path]:
    """Delete all backups but the newest ``n_kept``, and return those that are gone."""
    outdated = backups_in(folder)[n_kept:]
    for file in outdated:
        file.unlink()
    return outdated


@contextlib.contextmanager
def private_folder(beside: Path) -> Iterator[Path]:
    """Yield a folder for drafts in ``beside``, open to its owner only. It is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix=".draft-", dir=beside) as folder:
        yield Path(folder)


def write_archive(target: Path, *, manifest: Manifest, database: Path, secret_key: str) -> None:
    """Write a backup to ``target``, all of it or nothing. An empty ``secret_key`` is left out."""
    how = PACKED if manifest.engine == "sqlite" else STORED  # pg_dump has compressed its own
    draft = database.with_name("archive")
    with draft.open("xb") as out:
        os.fchmod(out.fileno(), 0o600)
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(MANIFEST, manifest.model_dump_json(indent=2), PACKED)
            archive.write(database, DATABASE, how)
            if secret_key:
                archive.writestr(SECRET_KEY, secret_key, STORED)
        out.flush()
        os.fsync(out.fileno())
    draft.rename(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in ``folder`` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_manifest(file: Path) -> Manifest:
    """Return what the backup ``file`` says it holds. Raises BadBackupError."""
    with _opened(file) as archive:
        if _size_of(archive, MANIFEST) > MAX_MANIFEST_BYTES:
            raise BadBackupError(f"{file} is no backup of Fieldschool: its manifest is too long.")
        text = archive.read(MANIFEST)
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as problem:
        fields = ", ".join(sorted({str(each["loc"][0]) for each in problem.errors() if each["loc"]})) or "all of it"
        raise BadBackupError(
            f"The manifest of {file} cannot be read ({fields}). It may come from a newer Fieldschool: use that version."
        ) from None


def take_out_database(file: Path, manifest: Manifest, target: Path) -> None:
    """Write the database of a backup to ``target``. Raises BadBackupError unless it is whole and unchanged."""
    digest, n_bytes = hashlib.sha256(), 0
    with _opened(file) as archive, archive.open(DATABASE) as source, _new(target) as out:
        while chunk := source.read(CHUNK_BYTES):
            n_bytes += len(chunk)
            if n_bytes > manifest.database_bytes:
                break
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if (n_bytes, digest.hexdigest()) != (manifest.database_bytes, manifest.database_sha256):
        raise BadBackupError(f"{file} is damaged: its database is not the one that was saved. Use another backup.")


def take_out_secret_key(file: Path) -> str:
    """Return the secret key in a backup. Raises BadBackupError when there is none."""
    with _opened(file) as archive:
        if SECRET_KEY not in archive.namelist():
            raise BadBackupError(f"{file} holds no secret key.")
        return archive.read(SECRET_KEY).decode("ascii")


def checksum(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _new(target: Path) -> IO[bytes]:
    return os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _size_of(archive: zipfile.ZipFile, name: str) -> int:
    return next(entry.file_size for entry in archive.infolist() if entry.filename == name)


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """Yield a backup that is open. Raises BadBackupError for what is none."""
    try:
        with zipfile.ZipFile(file) as archive:
            if not {MANIFEST, DATABASE} <= set(archive.namelist()):
                raise BadBackupError(f"{file} is no backup of Fieldschool: it lacks its manifest or its database.")
            yield archive
    except FileNotFoundError:
        raise BadBackupError(f"There is no file {file}.") from None
    except (zipfile.BadZipFile, EOFError, zlib.error) as problem:
        raise BadBackupError(f"{file} is damaged or no backup: {problem}. Use another backup.") from None
