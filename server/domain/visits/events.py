"""Which hints each change of a visit sends, and to whom. No content: who hears one asks for the visit."""

from server.domain.visits.model import Happening, Visit
from server.kernel.events import Audience, Event

_DESK = frozenset({Audience.DESK})
_VISIT = frozenset({Audience.VISIT})
_BOTH = _DESK | _VISIT

_HINTS = {
    Happening.BOOK: (("visit:booked", _DESK),),
    Happening.CANCEL: (("visit:cancelled", _BOTH),),
    Happening.ARRIVE: (("visit:arrived", _BOTH),),
    Happening.GIVE_UP: (("visit:given_up", _DESK),),
    # The visit's own room hears it once, from the grant that brings the patient's ticket (`VisitService.admit`).
    Happening.ADMIT: (("visit:admitted", _DESK),),
    Happening.HOLD: (("visit:held", _BOTH),),
    Happening.END: (("visit:ended", _BOTH),),
    # A patient who is waiting after all learns that it is over, not how it was booked.
    Happening.NO_SHOW: (("visit:no_show", _DESK), ("visit:ended", _VISIT)),
}


def hints(event: Happening, visit: Visit) -> list[Event]:
    """The hints after `event`; `visit` is as it is now."""
    return [Event(name, visit.practice, visit.id, visit.rev, audience) for name, audience in _HINTS[event]]
