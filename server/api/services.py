"""What the door is given: the composition names concrete technology, the door sees these."""
from dataclasses import dataclass
from typing import Any

@dataclass(frozen=True, slots=True)
class Services:
    database: Any
