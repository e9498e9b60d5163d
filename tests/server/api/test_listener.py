"""The listening socket: the wanted port, or the next free one."""

import pytest

from server.api.listener import bind


def test_a_taken_port_gives_way_to_the_next_free_one() -> None:
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with bind("127.0.0.1", port) as other:
            assert port < other.getsockname()[1] < port + 20


def test_any_free_port_is_one() -> None:
    with bind("127.0.0.1", 0) as sock:
        assert sock.getsockname()[1] > 0


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(OSError, match="assign"):
        bind("192.0.2.1", 0)
