"""What a disk may hold after a power cut, from the order in which a program wrote and synced.

What was written before the last sync of a file is there. Of what was written later any part may be there: nothing,
everything, some of the writes, and half of one. A file that was made or deleted may be back as it was until its
folder was synced, which SQLite does with the first sync of a new journal, and when it is told to with a deletion.
"""

import random
from dataclasses import dataclass, field

SECTOR = 512
KEEP = {"nothing": lambda chance: 0.0, "everything": lambda chance: 1.0, "some": lambda chance: chance.random()}


@dataclass
class File:
    """One file: what is on the disk for sure, and what may be."""

    safe: bytearray = field(default_factory=bytearray)
    pending: list = field(default_factory=list)
    is_new: bool = True

    def sync(self):
        for change in self.pending:
            _apply(self.safe, change)
        self.pending.clear()

    def after(self, share, chance):
        """Return the content when about ``share`` of what is pending came through."""
        content = bytearray(self.safe)
        for change in self.pending:
            if chance.random() < share:
                _apply(content, _torn(change, chance) if 0 < share < 1 else change)
        return bytes(content)


def _apply(content, change):
    kind, *values = change
    if kind == "truncate":
        (size,) = values
        del content[size:]
        content.extend(bytes(size - len(content)))
        return
    offset, piece = values
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(piece)] = piece


def _torn(change, chance):
    """Return a write of which only the first sectors came through, now and then."""
    if change[0] != "write" or chance.random() < 0.7:
        return change
    _, offset, piece = change
    return "write", offset, piece[: chance.randrange(0, len(piece) + 1, SECTOR) if len(piece) >= SECTOR else 0]


class Disk:
    """The files of a program, followed through its log. ``files`` is what is there at the beginning."""

    def __init__(self, files):
        self._now = {path: File(bytearray(content), is_new=False) for path, content in files.items()}
        self._safe = dict(self._now)
        self._pending = []  # files made and deleted since the folder was synced: (path, file or None)

    def follow(self, entry):
        kind, path, *values = entry
        match kind:
            case "create":
                self._name(path, File())
            case "delete":
                self._name(path, None)
                if values[0]:
                    self._sync_folder()
            case "write" | "truncate":
                self._now[path].pending.append((kind, *values))
            case "sync":
                self._now[path].sync()
                if self._now[path].is_new:
                    self._now[path].is_new = False
                    self._sync_folder()

    def _name(self, path, file):
        self._pending.append((path, file))
        self._now[path] = file

    def _sync_folder(self):
        self._safe.update(self._pending)
        self._pending.clear()

    def after_cut(self, kept, seed):
        """Return path and content of every file after a cut. ``kept`` says how much of what is pending came through."""
        chance = random.Random(f"{kept} {seed}")
        share = KEEP[kept](chance)
        names = dict(self._safe)
        # What happens in a folder comes through in order.
        n_kept = round(share * len(self._pending))
        names.update(self._pending[:n_kept])
        return {path: file.after(share, chance) for path, file in names.items() if file is not None}
