"""The port this machine serves on, and the addresses under which others on the same network reach it.

No other machine is asked: everything is read from this machine's own network interfaces.
"""

import errno
import fcntl
import socket
import struct
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

ROUTES = Path("/proc/net/route")  # Linux only; elsewhere no interface is preferred
SIOCGIFADDR = 0x8915  # Linux: give the IPv4 address of an interface
DEFAULT_ROUTE = "00000000"
WIFI_ROUTERS = IPv4Network("192.168.0.0/16")  # what nearly every access point and phone hotspot gives out


class PortNotFreeError(Exception):
    """The port cannot be opened; the message says why and what to do."""


def open_port(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an IPv4 address and a port. Raises PortNotFreeError.

    Who connects before the server is ready waits for a moment instead of being refused.
    """
    try:
        return socket.create_server((host, port), backlog=2048)
    except OSError as error:
        raise PortNotFreeError(_why_not(error, host, port)) from None


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use by another program. Choose another port: make run PORT={port + 1}"
    if error.errno == errno.EACCES:
        return f"Port {port} is for administrators only. Choose one from 1024 on: make run PORT=8000"
    return f"This machine has no address {host}. Use HOST=127.0.0.1, or HOST=0.0.0.0 for a class."


def lan_addresses() -> list[str]:
    """Return this machine's IPv4 addresses that others may reach, the most likely one first."""
    found = [(name, address) for _, name in socket.if_nameindex() if (address := interface_address(name))]
    preferred = default_interfaces(ROUTES.read_text(encoding="ascii") if ROUTES.exists() else "")
    found.sort(key=lambda item: (item[0] not in preferred, address_rank(item[1])))
    return [address for _, address in found if not IPv4Address(address).is_loopback]


def interface_address(name: str) -> str | None:
    """Return the IPv4 address of a network interface, or None when it has none or cannot be asked."""
    request = struct.pack("256s", name.encode()[:15])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        try:
            answer = fcntl.ioctl(asker.fileno(), SIOCGIFADDR, request)
        except OSError:
            return None
    return socket.inet_ntoa(answer[20:24])


def default_interfaces(routes: str) -> set[str]:
    """Return the names of the interfaces that a Linux routing table sends everything else to."""
    rows = [line.split() for line in routes.splitlines()[1:]]
    return {row[0] for row in rows if len(row) > 1 and row[1] == DEFAULT_ROUTE}


def address_rank(address: str) -> int:
    """Return how unlikely it is that phones in the room reach ``address``: 0 for the likeliest."""
    parsed = IPv4Address(address)
    if parsed.is_link_local:
        return 2
    return 0 if parsed in WIFI_ROUTERS else 1
