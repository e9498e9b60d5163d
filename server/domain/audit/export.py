"""A ledger as JSON lines, for somebody who has no database: entries with their hashes, then the head."""

import json
from collections.abc import AsyncIterator, Iterable, Iterator

from server.domain.audit.model import Head, LedgerRow, row_of
from server.kernel.errors import invalid


async def export_lines(rows: AsyncIterator[LedgerRow], head: Head) -> AsyncIterator[str]:
    """One line per entry, `{"entry": "…", "leaf": hex}`, and a last line `{"head": {"size", "leaf"}}`."""
    async for row in rows:
        yield json.dumps({"entry": row.entry, "leaf": row.leaf.hex()})
    yield json.dumps({"head": {"size": head.size, "leaf": head.leaf.hex()}})


def parse_export(lines: Iterable[str]) -> Iterator[LedgerRow | Head]:
    """What `export_lines` wrote. Raises DomainError("export.malformed") naming the line."""
    for number, line in enumerate(lines, start=1):
        try:
            read = json.loads(line)
            if "head" in read:
                yield Head(read["head"]["size"], bytes.fromhex(read["head"]["leaf"]))
            else:
                yield row_of(json.loads(read["entry"]), read["entry"], bytes.fromhex(read["leaf"]))
        except (KeyError, TypeError, ValueError) as broken:
            raise invalid("export.malformed", f"Line {number} of the export cannot be read.") from broken
