"""The verbs of identity in one place. `SignIn` stands apart: it opens its own transactions."""

from server.domain.identity.invitations import Invitations
from server.domain.identity.people import People
from server.domain.identity.sessions import Sessions


class IdentityService(Sessions, People, Invitations):
    """Who is there and who they are: three groups of verbs without any state."""
