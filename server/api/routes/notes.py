"""The consultation note: read, save a draft, sign."""

from http import HTTPStatus

from server.api.contract import Auth, Call, Nothing, Table
from server.api.views.notes import NoteView, SavedNoteView, SaveNote, SignNote
from server.kernel.errors import missing
from server.kernel.ids import VisitId
from server.kernel.phi import Phi

table = Table("notes")

_LARGEST_NOTE = 256 * 1024
_PATH = "/api/v1/visits/{visit}/note"


@table.route("GET", _PATH, takes=Nothing, gives=NoteView, auth=Auth.STAFF)
async def read_note(call: Call[Nothing]) -> NoteView:
    """The note with its text; version 0 when nothing was written yet."""
    found = await call.services.note_desk.read(call.actor, VisitId(call.ids["visit"]))
    return NoteView.unwritten() if found is None else NoteView.read(found)


@table.route(
    "PUT",
    _PATH,
    takes=SaveNote,
    gives=SavedNoteView,
    auth=Auth.STAFF,
    body_limit=_LARGEST_NOTE,
    refuses=(HTTPStatus.CONFLICT,),
)
async def save_note(call: Call[SaveNote]) -> SavedNoteView:
    """Save a draft as the version after the one it is based on."""
    wanted = call.wanted
    saved = await call.services.note_desk.save(
        call.actor, call.now, VisitId(call.ids["visit"]), Phi(wanted.text), wanted.based_on
    )
    return SavedNoteView.of(saved)


@table.route(
    "POST", _PATH + "/sign", takes=SignNote, gives=NoteView, auth=Auth.STAFF, refuses=(HTTPStatus.CONFLICT,)
)
async def sign_note(call: Call[SignNote]) -> NoteView:
    """Sign the newest version and show what was signed; from then on the note does not change."""
    visit, desk = VisitId(call.ids["visit"]), call.services.note_desk
    await desk.sign(call.actor, call.now, visit, call.wanted.version)
    signed = await desk.read(call.actor, visit)
    if signed is None:
        raise missing()
    return NoteView.read(signed)
