"""`Phi` wraps protected health information: it shows itself to nobody who does not ask by name."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Phi(Generic[T]):
    """Redacted in `repr`, `str`, logs and pickles; equality compares what is inside."""

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self) -> T:
        """The protected value. Every call of this is a place to ask who sees it."""
        return self._value

    def __repr__(self) -> str:
        return "Phi(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Phi) and bool(self._value == other._value)

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("protected data is not pickled")
