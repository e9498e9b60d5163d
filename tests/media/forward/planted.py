"""Whether a checker finds a fault planted on purpose, with the same examples that find none in the real thing."""

from collections.abc import Callable
from typing import TypeVar

from hypothesis import Phase, find, settings
from hypothesis.errors import NoSuchExample
from hypothesis.strategies import SearchStrategy

Example = TypeVar("Example")

_SEARCH = settings(phases=[Phase.generate], max_examples=300, database=None, deadline=None)


def finds(examples: SearchStrategy[Example], fault: Callable[[Example], bool]) -> bool:
    """Whether the fault shows in one of some hundred examples, as good as any other: nothing is made smaller."""
    try:
        find(examples, fault, settings=_SEARCH)
    except NoSuchExample:
        return False
    return True
