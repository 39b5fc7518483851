"""Every write of SQLite to its files, as it happens, in the very library that Python and Django use.

SQLite reaches files through a table of functions. A few of them are replaced here by ones that note what they are
asked, and then do it. No copy of SQLite is needed, and the program does not know.
"""

import ctypes
import ctypes.util
import threading
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path

OK = 0
# Names are pointers, not strings: SQLite looks at what stands in memory before them.
OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
DELETE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int)
WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
FILE_METHODS = ["close", "read", "write", "truncate", "sync", "size", "lock", "unlock", "is_reserved", "control"]
FILE_METHODS += ["sector", "device", "shm_map", "shm_lock", "shm_barrier", "shm_unmap", "fetch", "unfetch"]


class Vfs(Structure):
    """The beginning of ``sqlite3_vfs``. Source: https://sqlite.org/c3ref/vfs.html"""

    _fields_ = [
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("app", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
    ]


class FileMethods(Structure):
    """``sqlite3_io_methods``. Source: https://sqlite.org/c3ref/io_methods.html"""

    _fields_ = [("version", c_int), *((name, c_void_p) for name in FILE_METHODS)]


class NothingRecordedError(Exception):
    """This Python has a SQLite of its own inside, which cannot be reached."""


class Recorder:
    """What SQLite did to its files since this was made, in order, in ``log``.

    Entries are ("create", path), ("write", path, offset, bytes), ("truncate", path, size), ("sync", path),
    ("delete", path, whether the folder was synced too), and ("told", something) for what somebody was told.
    """

    def __init__(self):
        self.log, self._files, self._tables, self._lock = [], {}, {}, threading.Lock()
        library = ctypes.CDLL(ctypes.util.find_library("sqlite3"))
        library.sqlite3_initialize()
        library.sqlite3_vfs_find.restype = POINTER(Vfs)
        self._vfs = vfs = library.sqlite3_vfs_find(None).contents
        self._originals = vfs.open, vfs.delete
        self._open, self._delete = OPEN(vfs.open), DELETE(vfs.delete)
        # They are called as long as the process lives, so Python must not forget them.
        self._own = (OPEN(self._on_open), DELETE(self._on_delete))
        self._methods = (WRITE(self._on_write), TRUNCATE(self._on_truncate), SYNC(self._on_sync))
        vfs.open, vfs.delete = (ctypes.cast(each, c_void_p).value for each in self._own)

    def tell(self, what):
        """Note that somebody was told something: from here on it must survive."""
        with self._lock:
            self.log.append(("told", what))

    def stop(self):
        """Leave files that are opened from now on alone. Raises NothingRecordedError when nothing was recorded."""
        self._vfs.open, self._vfs.delete = self._originals
        if not any(entry[0] == "sync" for entry in self.log):
            raise NothingRecordedError

    def _note(self, *entry):
        with self._lock:
            self.log.append(entry)

    def _on_open(self, vfs, name, file, flags, given):
        path = ctypes.string_at(name).decode() if name else ""
        # Looked at without opening it: closing it again would give up every lock of this process on it.
        is_new = bool(path) and not Path(path).exists()
        result = self._open(vfs, name, file, flags, given)
        if result == OK and path:
            if is_new:
                self._note("create", path)
            self._files[file] = path
            self._take_over(file)
        return result

    def _take_over(self, file):
        """Put our functions in the place of the file's own; one copy of each table of functions is enough."""
        table = c_void_p.from_address(file)
        if table.value not in self._tables:
            original = FileMethods.from_address(table.value)
            ours = FileMethods.from_buffer_copy(original)
            ours.write, ours.truncate, ours.sync = (ctypes.cast(each, c_void_p).value for each in self._methods)
            self._tables[table.value] = ours
            self._write, self._truncate, self._sync = (
                WRITE(original.write),
                TRUNCATE(original.truncate),
                SYNC(original.sync),
            )
        table.value = ctypes.addressof(self._tables[table.value])

    def _on_delete(self, vfs, name, syncs_folder):
        result = self._delete(vfs, name, syncs_folder)
        if result == OK:
            self._note("delete", ctypes.string_at(name).decode(), bool(syncs_folder))
        return result

    def _on_write(self, file, source, length, offset):
        self._note("write", self._files[file], offset, ctypes.string_at(source, length))
        return self._write(file, source, length, offset)

    def _on_truncate(self, file, size):
        self._note("truncate", self._files[file], size)
        return self._truncate(file, size)

    def _on_sync(self, file, flags):
        result = self._sync(file, flags)
        self._note("sync", self._files[file])
        return result
