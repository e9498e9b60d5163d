"""The two kinds of model on the wire: what is asked (strict, nothing unknown) and what is answered."""

from pydantic import BaseModel, ConfigDict


class Request(BaseModel):
    """A body or a query string. Unknown fields are refused, so that nobody assigns what was not offered."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class Nothing(Request):
    """A request that carries no input besides its address and headers."""


class View(BaseModel):
    """An answer. Every field is always present; what is unknown is null."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    def revision(self) -> int | None:
        """The revision that the answer's ETag names, for what is updated with If-Match (RFC 9110 13.1.1)."""
        return None


class NoContent(View):
    """The empty answer of a 204."""
