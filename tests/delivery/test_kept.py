"""What is made once for all devices of a class."""

import threading

from delivery import kept as module
from delivery.kept import MOST, kept


def test_it_is_made_once_for_the_same_key_and_again_after_some_seconds(monkeypatch):
    made = []

    def make():
        made.append(len(made))
        return f"text {len(made)}"

    assert [kept(("a", 1), make) for _ in range(3)] == ["text 1"] * 3
    assert kept(("a", 2), make) == "text 2"
    monkeypatch.setattr(module, "SECONDS", 0)
    assert kept(("a", 1), make) == "text 3"


def test_the_oldest_are_forgotten():
    for number in range(MOST + 5):
        kept(number, str)
    assert list(module._kept) == list(range(5, MOST + 5))


def test_those_who_come_together_wait_for_the_one_who_makes_it():
    made = []

    def make():
        made.append(1)
        gate.wait(5)
        return "text"

    gate = threading.Event()
    got = []
    threads = [threading.Thread(target=lambda: got.append(kept("slow", make))) for _ in range(5)]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join(5)
    assert (made, got) == ([1], ["text"] * 5)
