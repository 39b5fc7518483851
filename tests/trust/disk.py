"""A disk in a file whose power can be cut. It needs a system on which this user may mount such files."""

import fcntl
import os
import struct
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

MEGABYTES = 512
# Source: linux/fs/ext4/ext4.h, EXT4_IOC_SHUTDOWN and EXT4_GOING_FLAGS_NOLOGFLUSH.
SHUT_DOWN = 0x8004587D
AT_ONCE = 2  # nothing is written any more, not even the journal of the file system


class Disk:
    """An ext4 file system in an image, mounted at ``folder``."""

    def __init__(self, place):
        self._image, self.folder = place / "image", place / "disk"
        place.chmod(0o755)  # PostgreSQL runs as a user of its own
        self.folder.mkdir()
        with self._image.open("wb") as image:
            image.truncate(MEGABYTES * 2**20)
        subprocess.run(["mkfs.ext4", "-q", "-F", self._image], check=True)
        self._mount()

    def _mount(self):
        subprocess.run(["mount", "-o", "loop", self._image, self.folder], check=True, stderr=subprocess.DEVNULL)

    def cut(self):
        """Cut the power: what the system has not written to the image yet never gets there."""
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, SHUT_DOWN, struct.pack("I", AT_ONCE))
        finally:
            os.close(folder)

    def start_again(self):
        """Read a copy of the image, as after a reboot. Nobody may have a file open."""
        self.unmount()
        copy = self._image.with_name("copy")
        subprocess.run(["cp", "--sparse=always", self._image, copy], check=True)
        copy.replace(self._image)
        self._mount()

    def unmount(self):
        subprocess.run(["umount", self.folder], check=True)


@contextmanager
def mounted_disk():
    """Yield a disk; None where this machine does not let us mount one."""
    with tempfile.TemporaryDirectory(prefix="fieldschool-disk-") as place:
        try:
            disk = Disk(Path(place))
        except (OSError, subprocess.CalledProcessError):
            yield None
            return
        try:
            yield disk
        finally:
            subprocess.run(["umount", "--lazy", disk.folder], check=False)
