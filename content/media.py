"""The pictures of a lesson: where they may lie, and what they must be."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from content.files import MIB, MissingFileError, UnreadableFileError, read_file
from content.nodes import Finding, Node
from content.problems import Problem, did_you_mean
from content.svg import DrawingError, check_svg

FOLDER = "media"
MAX_FILES = 500
NAME = re.compile(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")
MEDIA_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}
SIGNATURES = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}
MADE_BY_SYSTEMS = {"Thumbs.db", "desktop.ini"}


@dataclass(frozen=True)
class MediaFile:
    """A picture. ``path`` is the one that slides name, inside the lesson's folder."""

    path: str
    media_type: str
    content: bytes

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Gallery:
    """The pictures that slides of a lesson name, with what is wrong with them.

    ``findings`` are about the names in ``lesson.yaml``, ``problems`` about the files.
    """

    files: tuple[MediaFile, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_gallery(folder: Path, shown: str, slides: Iterable[Node]) -> Gallery:
    """Return the pictures that ``slides`` name. ``shown`` is what problems call the lesson's folder."""
    names = [picture.get("file") for slide in slides for picture in slide.rows("media")]
    files: dict[str, MediaFile] = {}
    findings: list[Finding] = []
    problems: list[Problem] = []
    for name in {node.says: node for node in reversed(names) if node.says}.values():
        try:
            files[name.says] = _read_picture(folder, name.says)
        except MissingFileError:
            hint = did_you_mean(name.says, islice(_files_below(folder / FOLDER, FOLDER), MAX_FILES))
            findings.append(name.finding(f"{name.says} is not in the folder", hint))
        except UnreadableFileError as error:
            findings.append(name.finding(error.message, error.hint))
        except DrawingError as error:
            file = f"{shown}/{name.says}"
            problems += [Problem(file, each.line, each.column, "", each.message, each.hint) for each in error.faults]
    used = {node.says for node in names}
    problems.extend(_unused(folder, shown, used))
    return Gallery(tuple(files[name] for name in sorted(files)), tuple(findings), tuple(problems))


def _read_picture(folder: Path, name: str) -> MediaFile:
    _refuse_way_out(name)
    media_type = MEDIA_TYPES.get(Path(name).suffix.lower())
    if media_type is None:
        raise UnreadableFileError("is no kind of picture we show", f"one of {', '.join(MEDIA_TYPES)}")
    content = read_file(folder, name, limit=MIB)
    _refuse_other_kind(name, media_type, content)
    if media_type == "image/svg+xml":
        check_svg(content)
    return MediaFile(name, media_type, content)


def _refuse_other_kind(name: str, media_type: str, content: bytes) -> None:
    """Raise UnreadableFileError when the content is not of the kind that the name of the picture says."""
    suffix = Path(name).suffix
    kinds = [each for each, signature in SIGNATURES.items() if signature.match(content)]
    if kinds and media_type not in kinds:
        ending = next(ending for ending, each in MEDIA_TYPES.items() if each in kinds)
        raise UnreadableFileError(
            f"is a {ending} picture, though its name ends in {suffix}",
            f"name it {Path(name).stem}{ending}, here and in the folder, or save it as {suffix}",
        )
    if media_type in SIGNATURES and not kinds:
        raise UnreadableFileError(f"is not what its name says, a {suffix} picture", "save it in that format")


def _refuse_way_out(name: str) -> None:
    if "\\" in name:
        raise UnreadableFileError("has a \\ in its path", "write / between folder and file")
    if name.startswith(("/", "~")) or ":" in name or {"..", "."} & set(name.split("/")):
        raise UnreadableFileError("must lie inside the lesson's folder", f"such as {FOLDER}/drawing.svg")
    if not NAME.fullmatch(name):
        raise UnreadableFileError("should have a plain name", "letters a-z, digits, and - _ . only, without spaces")


def _unused(folder: Path, shown: str, used: set[str]) -> Iterator[Problem]:
    if (folder / FOLDER).is_symlink():
        yield Problem(f"{shown}/{FOLDER}", 1, 1, "", "is a link", "put the folder itself here")
        return
    names = list(islice(_files_below(folder / FOLDER, FOLDER), MAX_FILES + 1))
    if len(names) > MAX_FILES:
        yield Problem(f"{shown}/{FOLDER}", 1, 1, "", "has too many files", f"at most {MAX_FILES}")
        return
    for name in names:
        if name not in used:
            yield Problem(
                f"{shown}/{name}", 1, 1, "", "is used by no slide", "name it under media of a slide, or delete it"
            )


def _files_below(folder: Path, shown: str) -> Iterator[str]:
    """Yield the files below ``folder``, links not followed, hidden files and those of systems left out."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        way = Path(shown, Path(here).relative_to(folder))
        for name in sorted(files):
            if not name.startswith(".") and name not in MADE_BY_SYSTEMS:
                yield (way / name).as_posix()
