"""Where a benchmark finds its servers: one, several, or those that somebody else has started."""

from argparse import ArgumentTypeError

import pytest
from django.core.management import CommandError, call_command

from assessments.benchmark.addresses import (
    Address,
    AwayError,
    BadAddressError,
    Elsewhere,
    NotOursError,
    read_address,
    spread,
)
from assessments.benchmark.figures import Figures
from assessments.benchmark.learner import Learner
from assessments.benchmark.ledger import Ledger
from assessments.management.commands.bench_assessment import address

A, B, C = Address("10.0.0.11", 8001), Address("10.0.0.11", 8002), Address("school.lan", 443, is_https=True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("http://10.0.0.11:8001", A),
        ("http://10.0.0.11:8002/", B),
        ("https://school.lan", C),
        ("http://school.lan", Address("school.lan", 80)),
    ],
)
def test_addresses_are_read(text, found):
    assert (read_address(text), found.origin) == (found, found.origin)


@pytest.mark.parametrize(
    "text", ["school.lan", "ftp://school.lan", "http://", "http://a:99999", "http://a/join", "https://a?x=1"]
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(BadAddressError, match=r"should look like|has no port"):
        read_address(text)
    with pytest.raises(ArgumentTypeError):
        address(text)


def test_clients_are_spread_over_all_addresses():
    assert [spread([A, B, C], number) for number in range(4)] == [[A, B, C], [B, C, A], [C, A, B], [A, B, C]]


def test_who_finds_nobody_goes_to_the_next_address():
    learner = Learner(addresses=[A, B], session="s", figures=Figures(), ledger=Ledger())
    learner._move_on()
    assert (learner.addresses, learner.connection.port) == ([B, A], B.port)


def test_a_proxy_without_a_node_is_nobody():
    """The real script of the quiz sends again, too."""

    class Answering:
        status, headers = 502, {}

        def request(self, *_, **__):
            return None

        def getresponse(self):
            return self

        def read(self):
            return b""

        def close(self):
            return None

    learner = Learner(addresses=[A], session="s", figures=Figures(), ledger=Ledger())
    learner.connection = Answering()
    with pytest.raises(AwayError, match="502"):
        learner._send("GET", "/", None)


def test_servers_elsewhere_are_neither_ended_nor_measured():
    place = Elsewhere([A])
    assert (place.addresses, place.pids, place.restart()) == ([A], [], None)
    with pytest.raises(NotOursError, match="not ended from here"):
        place.kill()


@pytest.mark.parametrize("command", ["bench_assessment", "bench_delivery"])
def test_nodes_of_a_real_installation_are_not_filled(command):
    with pytest.raises(CommandError, match="not made for the benchmark"):
        call_command(command, "--address", "http://10.0.0.11:8001")


def test_nodes_elsewhere_are_not_killed():
    with pytest.raises(CommandError, match="leave out --kill"):
        call_command("bench_assessment", "--kill", "--address", "http://10.0.0.11:8001")
