"""Writes the protocol as TypeScript types: `python -m signaling.contract`. The same protocol, the same text."""

import inspect
import sys
from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from signaling import protocol
from signaling.protocol import NAMESPACES, Message, Namespace

_HEADER = "// Generated from the messages in signaling/protocol.py, do not edit: `make gen` writes it anew.\n"
_ALIASES: dict[object, str] = {
    protocol.Code: "Code",
    protocol.SeatRole: "SeatRole",
    protocol.Presence: "Presence",
    protocol.CloseReason: "CloseReason",
    protocol.Picture: "Picture",
    protocol.Link: "Link",
    protocol.Path: "Path",
}
_LINE = 80
_WORDS: dict[object, str] = {str: "string", int: "number", float: "number", bool: "boolean"}


def typescript() -> str:
    """The whole file: words, messages in the order of the protocol, events by namespace."""
    version = f"export type ProtocolVersion = {protocol.VERSION};\n"
    aliases = [_union(name, get_args(literal)) for literal, name in _ALIASES.items()]
    messages = [_interface(message) for message in _messages()]
    events = [_events(namespace) for namespace in NAMESPACES]
    return "\n".join([_HEADER, version, *aliases, *messages, *events])


def _messages() -> Iterator[type[Message]]:
    for value in vars(protocol).values():
        if inspect.isclass(value) and issubclass(value, Message) and value is not Message:
            yield value


def _union(name: str, words: tuple[str, ...]) -> str:
    flat = "".join(f' | "{word}"' for word in words).removeprefix(" |")
    if len(flat) > _LINE:
        flat = "".join(f'\n  | "{word}"' for word in words)
    return f"export type {name} ={flat};\n"


def _interface(message: type[Message]) -> str:
    if not message.model_fields:
        return f"export type {message.__name__} = Record<string, never>;\n"
    fields = "".join(_field(name, field.annotation) for name, field in message.model_fields.items())
    return f"export interface {message.__name__} {{\n{fields}}}\n"


def _field(name: str, annotation: object) -> str:
    """What may be None is left out on the wire, so here it is optional and never null."""
    parts = [part for part in _parts(annotation) if part is not NoneType]
    mark = "?" if len(parts) < len(_parts(annotation)) else ""
    return f"  {name}{mark}: {' | '.join(_type(part) for part in parts)};\n"


def _parts(annotation: object) -> tuple[object, ...]:
    return get_args(annotation) if get_origin(annotation) in {Union, UnionType} else (annotation,)


def _type(annotation: object) -> str:
    name = _ALIASES.get(annotation) or _WORDS.get(annotation)
    if name is not None:
        return name
    if inspect.isclass(annotation) and issubclass(annotation, Message):
        return annotation.__name__
    inside = get_args(annotation)
    match get_origin(annotation):
        case origin if origin is Annotated:
            return _type(inside[0])
        case origin if origin is tuple:
            return f"{_type(inside[0])}[]"
        case origin if origin is Literal:
            return " | ".join(str(word).lower() for word in inside)
        case _:
            raise TypeError(f"the protocol has no TypeScript for {annotation}")


def _events(namespace: Namespace) -> str:
    client = [
        f'  "{event}": (payload: {request.payload.__name__}, '
        f"ack: (answer: {request.answer.__name__} | Refused) => void) => void;\n"
        for event, request in namespace.client.items()
    ]
    server = [
        f"  {_key(event)}: (payload: {payload.__name__}) => void;\n" for event, payload in namespace.server.items()
    ]
    name = namespace.name
    return f"{_map(f'{name}ClientEvents', client)}\n{_map(f'{name}ServerEvents', server)}"


def _key(event: str) -> str:
    return event if event.isidentifier() else f'"{event}"'


def _map(name: str, lines: list[str]) -> str:
    if not lines:
        return f"export type {name} = Record<string, never>;\n"
    return f"export interface {name} {{\n{''.join(lines)}}}\n"


if __name__ == "__main__":
    sys.stdout.write(typescript())
