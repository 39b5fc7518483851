"""A line to the server that can be cut.

A browser that is told to be offline still lets some requests out: those that a page sends as it goes away, and
those of another renderer. Nothing gets through a line that is cut.
"""

import random
import re
import socket
import struct
import threading
from contextlib import suppress

PIECE = 65536
RESET = struct.pack("ii", 1, 0)


class Line:
    """Carries bytes between ``url`` and the server at ``(host, port)``, until it is cut."""

    def __init__(self, host, port):
        self._server = (host, port)
        self._listener = socket.create_server((host, 0))
        self._sockets = set()
        self._lock = threading.Lock()
        self._is_cut = False
        self.url = f"http://{host}:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        """Break every connection, and each new one, until ``mend``."""
        with self._lock:
            self._is_cut = True
            for each in self._sockets:
                _break(each)
            self._sockets.clear()

    def mend(self):
        with self._lock:
            self._is_cut = False

    def close(self):
        self._listener.close()
        self.cut()

    def _accept(self):
        with suppress(OSError):  # the listener was closed
            while True:
                self._join(self._listener.accept()[0])

    def _join(self, browser):
        with self._lock:
            if self._is_cut:
                _break(browser)
                return
            server = socket.create_connection(self._server)
            self._sockets |= {browser, server}
        for source, target in ((browser, server), (server, browser)):
            threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source, target):
        with suppress(OSError):
            while (piece := source.recv(PIECE)) and self._passes(source, target, piece):
                target.sendall(piece)
        with self._lock, suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def _passes(self, source, target, piece):
        """Return whether a piece goes on to ``target``; otherwise its sender is told that everything came through."""
        return True


class LossyLine(Line):
    """A line that loses a share of the replies to what a quiz page sends, after the server has done its work."""

    SENDING = re.compile(rb"POST /attempts/\d+/(save|submit)/")

    def __init__(self, host, port, share, seed):
        super().__init__(host, port)
        self.share, self.n_lost, self._waiting, self._chance = share, 0, set(), random.Random(seed)

    def _passes(self, source, target, piece):
        if self.SENDING.match(piece):
            self._waiting.add(target)
        elif source in self._waiting:
            self._waiting.discard(source)
            if self._chance.random() < self.share:
                self.n_lost += 1
                _break(source)
                _break(target)
                return False
        return True


def _break(connection):
    """End a connection at once, so that neither end waits for what is still on its way."""
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
