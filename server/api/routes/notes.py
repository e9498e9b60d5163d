"""Routes of notes."""
from http import HTTPStatus
from server.api.contract import Auth, Call, NoContent, Nothing, Table
from server.api.views.identity import *
from server.api.views.visits import *
from server.api.views.my_visit import *
from server.api.views.notes import *

table = Table("notes")
V = "/api/v1"


@table.route("GET", V + "/visits/{visit}/note", takes=Nothing, gives=NoteView, auth=Auth.STAFF)
async def note(call):
    raise NotImplementedError


@table.route("PUT", V + "/visits/{visit}/note", takes=SaveNote, gives=SavedNoteView, auth=Auth.STAFF, refuses=(HTTPStatus.CONFLICT,))
async def save_note(call):
    raise NotImplementedError


@table.route("POST", V + "/visits/{visit}/note/sign", takes=SignNote, gives=NoteView, auth=Auth.STAFF, refuses=(HTTPStatus.CONFLICT,))
async def sign_note(call):
    raise NotImplementedError
