"""The TypeScript of the protocol: complete, stable, and honest about what may be absent."""

import pytest

from signaling import protocol
from signaling.contract import typescript
from signaling.protocol import NAMESPACES


@pytest.mark.parametrize("namespace", NAMESPACES, ids=lambda one: one.path)
def test_every_event_is_in_the_contract(namespace: protocol.Namespace) -> None:
    written = typescript()
    for event in (*namespace.client, *namespace.server):
        assert f"  {event}: " in written or f'  "{event}": ' in written


def test_a_field_that_may_be_absent_is_optional_and_never_null() -> None:
    assert "export interface CallJoin {\n  ticket?: string;\n}\n" in typescript()


def test_an_answer_that_is_always_ok_says_so() -> None:
    assert "export interface Done {\n  ok: true;\n}\n" in typescript()


def test_the_file_asks_not_to_be_edited() -> None:
    assert "do not edit" in typescript().splitlines()[0]


def test_a_client_event_carries_its_payload_and_its_answer() -> None:
    line = '  "call:join": (payload: CallJoin, ack: (answer: Done | Refused) => void) => void;\n'
    assert line in typescript()
