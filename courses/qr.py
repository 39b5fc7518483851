"""QR codes of join addresses."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import segno


def qr_data_uri(address: str) -> str:
    """Return a QR code of ``address`` as an SVG picture for an ``img`` element."""
    return segno.make(address, error="m").svg_data_uri(scale=8, border=2, dark="#08161E", light="#FFFFFF")


def is_loopback(base: str) -> bool:
    """Return whether other devices cannot reach ``base``, because it names this machine only."""
    host = urlsplit(base).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def port_option(base: str) -> str:
    """Return what ``make run`` needs besides to serve on the port of ``base``: nothing for its usual one."""
    port = urlsplit(base).port
    return "" if port in {None, 8000} else f" PORT={port}"
