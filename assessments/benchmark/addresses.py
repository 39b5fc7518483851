"""Where the server of a benchmark is: one address, or those of several nodes that share a database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from typing import Protocol
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 30
# What a proxy says while the node behind it is away, and a node that is stopping.
AWAY = {502, 503, 504}


class BadAddressError(ValueError):
    """The text is no address of a server."""


class AwayError(ConnectionError):
    """The proxy in front has nobody to ask at this moment."""


class NotOursError(RuntimeError):
    """Somebody else started the server, so it is not for us to end or start."""


@dataclass(frozen=True)
class Address:
    """Host and port of a server or of the proxy in front."""

    host: str
    port: int
    is_https: bool = False

    @property
    def netloc(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{'https' if self.is_https else 'http'}://{self.netloc}"

    def connection(self) -> HTTPConnection:
        """Return a connection that is not open yet."""
        kind = HTTPSConnection if self.is_https else HTTPConnection
        return kind(self.host, self.port, timeout=TIMEOUT_SECONDS)


def read_address(text: str) -> Address:
    """Return the address in ``http://host:port`` or ``https://host``. Raises BadAddressError."""
    parts = urlsplit(text)
    try:
        port = parts.port
    except ValueError:
        raise BadAddressError(f"{text} has no port that exists") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise BadAddressError(f"{text} should look like http://host:8001, with nothing after it")
    is_https = parts.scheme == "https"
    return Address(parts.hostname, port or (443 if is_https else 80), is_https)


class Place(Protocol):
    """Whatever serves at some addresses. A client that finds nobody at one of them goes to the next."""

    @property
    def addresses(self) -> Sequence[Address]:
        """Every address, at least one."""

    def kill(self) -> None:
        """Let one server die without a chance to finish anything."""

    def start_again(self) -> None:
        """Start what was killed."""

    @property
    def pids(self) -> Sequence[int]:
        """The processes that serve, where they are ours."""

    def restart(self) -> float | None:
        """End and start what serves, and return the seconds the end took; None when that is not for us to do."""


class Elsewhere:
    """Servers that somebody else has started, and that nobody here can end."""

    def __init__(self, addresses: Sequence[Address]) -> None:
        self.addresses = addresses

    def kill(self) -> None:
        raise NotOursError("A server that was started elsewhere is not ended from here.")

    def start_again(self) -> None:
        raise NotOursError("A server that was started elsewhere is not started from here.")

    @property
    def pids(self) -> Sequence[int]:
        return []

    def restart(self) -> None:
        return None


def spread(addresses: Sequence[Address], number: int) -> list[Address]:
    """Return the addresses as client ``number`` goes through them, so that clients are spread over all of them."""
    first = number % len(addresses)
    return [*addresses[first:], *addresses[:first]]


@contextmanager
def elsewhere(addresses: Sequence[Address]) -> Iterator[Elsewhere]:
    """Yield servers that are running already, and leave them running."""
    yield Elsewhere(addresses)
