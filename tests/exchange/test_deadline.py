"""Work whose amount a stranger decides comes to an end."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest

from autograder.exchange.deadline import TookTooLong, at_most


def forever() -> None:
    while True:
        with suppress(Exception):
            sum(range(1000))


def test_it_ends() -> None:
    with pytest.raises(TookTooLong), at_most(0.2):
        forever()
    with at_most(0.2):
        pass
    for _ in range(2000):  # and nothing rings afterwards
        sum(range(1000))


def test_elsewhere_than_in_the_main_thread_it_does_nothing() -> None:
    done = []

    def work() -> None:
        with at_most(1.0):
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
