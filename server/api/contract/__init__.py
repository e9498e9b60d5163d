"""What the door promises in words a machine can read: shapes, problems and the table of routes."""

from server.api.contract.call import Call, SessionChange
from server.api.contract.problem import FieldError, HttpRefusal, Problem
from server.api.contract.route import Auth, Route, Table
from server.api.contract.shapes import NoContent, Nothing, Request, View

__all__ = [
    "Auth",
    "Call",
    "FieldError",
    "HttpRefusal",
    "NoContent",
    "Nothing",
    "Problem",
    "Request",
    "Route",
    "SessionChange",
    "Table",
    "View",
]
