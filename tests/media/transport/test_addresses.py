import pytest

from media.transport.addresses import host_addresses, is_loopback, usable

PERSONAL = [
    ("192.0.2.1", 40_000),
    ("10.0.0.7", 1024),
    ("2001:db8::7", 65_535),
    ("fd00::7", 5000),
    ("::ffff:192.0.2.1", 5000),
    ("2f9c0b6e-0000-4000-8000-000000000000.local", 5000),
]
FOREIGN = [
    ("127.0.0.1", 40_000),
    ("127.8.8.8", 40_000),
    ("::1", 40_000),
    ("::ffff:127.0.0.1", 40_000),
    ("169.254.169.254", 40_000),
    ("::ffff:169.254.169.254", 40_000),
    ("fd00:ec2::254", 40_000),
    ("fd00:ec2::254%eth0", 40_000),
    ("fd20:ce::254", 40_000),
    ("100.100.100.200", 40_000),
    ("::ffff:100.100.100.200", 40_000),
    ("fe80::1", 40_000),
    ("fe80::1%eth0", 40_000),
    ("224.0.0.1", 40_000),
    ("ff02::1", 40_000),
    ("0.0.0.0", 40_000),  # noqa: S104 -- refused, not bound to
    ("::", 40_000),
    ("192.0.2.1", 22),
    ("192.0.2.1", 1023),
    ("192.0.2.1", 0),
    ("metadata.example", 40_000),
    ("", 40_000),
]


@pytest.mark.parametrize("candidate", PERSONAL, ids=str)
def test_a_device_may_have_this_address(candidate: tuple[str, int]) -> None:
    assert usable([candidate], loopback=False)


@pytest.mark.parametrize("candidate", FOREIGN, ids=str)
def test_nobody_is_reached_at(candidate: tuple[str, int]) -> None:
    assert not usable([candidate], loopback=False)


def test_one_usable_candidate_is_enough() -> None:
    assert usable([*FOREIGN, PERSONAL[0]], loopback=False)
    assert not usable(FOREIGN, loopback=False)


def test_a_careful_browser_names_none() -> None:
    assert usable([], loopback=False)


@pytest.mark.parametrize(
    ("address", "here"), [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("169.254.1.1", False)]
)
def test_a_server_on_the_loopback_is_used_from_there(address: str, here: bool) -> None:
    assert usable([(address, 40_000)], loopback=True) is here


@pytest.mark.parametrize("address", ["192.0.2.9", "127.0.0.1", "::1"])
def test_a_socket_on_one_address_is_reached_there_alone(address: str) -> None:
    assert host_addresses(address) == (address,)


@pytest.mark.parametrize("every", ["0.0.0.0", "::"])  # noqa: S104 -- nothing is bound
def test_a_socket_on_every_address_has_at_least_one(every: str) -> None:
    assert host_addresses(every)


def test_a_socket_of_one_family_is_not_reached_in_the_other() -> None:
    assert not any(":" in address for address in host_addresses("0.0.0.0"))  # noqa: S104 -- nothing is bound


@pytest.mark.parametrize(("address", "is_one"), [("127.0.0.1", True), ("::1", True), ("192.0.2.1", False)])
def test_the_loopback_is_known(address: str, is_one: bool) -> None:
    assert is_loopback(address) is is_one
