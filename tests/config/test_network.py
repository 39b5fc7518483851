import socket
from ipaddress import IPv4Address

import pytest

from config.network import (
    PortNotFreeError,
    address_rank,
    default_interfaces,
    interface_address,
    lan_addresses,
    open_port,
)

ROUTES = """Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
wlan0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0
docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
"""


def test_a_port_is_opened_once():
    with open_port("127.0.0.1", 0) as door:
        port = door.getsockname()[1]
        with pytest.raises(PortNotFreeError) as caught:
            open_port("127.0.0.1", port)
    expected = f"Port {port} is in use by another program. Choose another port: make run PORT={port + 1}"
    assert str(caught.value) == expected


def test_a_port_is_free_again_after_it_was_closed():
    with open_port("127.0.0.1", 0) as door:
        port = door.getsockname()[1]
    open_port("127.0.0.1", port).close()


def test_who_comes_before_the_server_is_ready_waits():
    with open_port("127.0.0.1", 0) as door, socket.create_connection(door.getsockname(), timeout=5) as visitor:
        assert visitor.getpeername() == door.getsockname()


@pytest.mark.parametrize("host", ["198.51.100.7", "::1"])
def test_an_address_of_another_machine_is_refused(host):
    with pytest.raises(PortNotFreeError, match=f"This machine has no address {host}"):
        open_port(host, 8000)


def test_only_the_default_route_is_preferred():
    assert (default_interfaces(ROUTES), default_interfaces("")) == ({"wlan0"}, set())


def test_the_address_of_the_loopback_interface():
    assert interface_address("lo") == "127.0.0.1"


def test_no_address_of_an_interface_that_is_not_there():
    assert interface_address("nosuch0") is None


def test_addresses_of_this_machine_leave_loopback_out():
    addresses = lan_addresses()
    assert [address for address in addresses if IPv4Address(address).is_loopback] == []
    assert len(addresses) == len(set(addresses))


def test_likely_addresses_come_first(monkeypatch):
    cards = {"lo": "127.0.0.1", "docker0": "172.17.0.1", "eth1": "169.254.3.4", "wlan0": "192.168.1.9", "tun0": None}
    monkeypatch.setattr(socket, "if_nameindex", lambda: list(enumerate(cards, start=1)))
    monkeypatch.setattr("config.network.interface_address", cards.get)
    monkeypatch.setattr("config.network.default_interfaces", lambda routes: set())
    assert lan_addresses() == ["192.168.1.9", "172.17.0.1", "169.254.3.4"]
    monkeypatch.setattr("config.network.default_interfaces", lambda routes: {"docker0"})
    assert lan_addresses() == ["172.17.0.1", "192.168.1.9", "169.254.3.4"]


@pytest.mark.parametrize(("address", "rank"), [("192.168.0.5", 0), ("10.0.0.5", 1), ("169.254.1.1", 2)])
def test_rank(address, rank):
    assert address_rank(address) == rank
