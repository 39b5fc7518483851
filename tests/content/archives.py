"""Zip archives, good and bad."""

import stat
import zipfile
from io import BytesIO

LINK = (stat.S_IFLNK | 0o777) << 16


def zipped(folder):
    """Return a folder as people zip it: with the folder itself on top."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, f"{folder.name}/{file.relative_to(folder).as_posix()}")
    return packed.getvalue()


def archive_of(*entries, method=zipfile.ZIP_DEFLATED):
    """Return an archive of (name or ZipInfo, bytes) as they are given, however bad."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return packed.getvalue()


def entry(name, **fields):
    made = zipfile.ZipInfo(name)
    for field, value in fields.items():
        setattr(made, field, value)
    return made
