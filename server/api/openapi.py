"""The API's OpenAPI 3.1 document. `python -m server.api.openapi` writes it to standard output."""

import json
import sys
from typing import Any

from server.api.contract.document import document_of
from server.api.routes import ROUTES


def openapi_document() -> dict[str, Any]:
    return document_of(ROUTES)


if __name__ == "__main__":
    json.dump(openapi_document(), sys.stdout, indent=2, sort_keys=True)
    sys.stdout.write("\n")
