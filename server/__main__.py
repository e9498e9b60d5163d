"""The `bedside` command: the one place that prints."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated

import typer

from server import command
from server.kernel.errors import DomainError
from server.settings import Settings

app = typer.Typer(
    help="Self-hosted video consultations.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # it would print what functions hold
)
audit = typer.Typer(help="The ledger: verify it, or take it away to verify it elsewhere.", no_args_is_help=True)
app.add_typer(audit, name="audit")


@app.command()
def serve() -> None:
    """Serve the product; on an empty embedded database, with a demo clinic."""
    _run(command.serve(Settings(), print))


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    _run(command.migrate(Settings(), print))


@app.command()
def demo(
    headless: Annotated[bool, typer.Option("--headless", help="play a whole visit without a browser")] = False,
) -> None:
    """Play a visit of the demo clinic and print its timeline; leaves nothing behind."""
    if not headless:
        print("In browsers: make run. Without one: bedside demo --headless.")
        raise typer.Exit(2)
    _run(command.demo(print))


@app.command()
def config() -> None:
    """Print every setting in force, secrets masked."""
    command.config(Settings(), print)


@audit.command()
def verify(
    visit: Annotated[
        str | None, typer.Option(help="print this visit's events (default: the latest visit's)")
    ] = None,
    export: Annotated[Path | None, typer.Option(help="verify an exported file instead of the database")] = None,
) -> None:
    """Recompute every hash. Exits with 1 and names the first bad entry when the ledger is not whole."""
    if export is None:
        _run(command.verify(Settings(), visit, print))
    else:
        _exit(command.verify_export(export, print))


@audit.command(name="export")
def export_ledger(
    practice: Annotated[str | None, typer.Option(help="the practice's id, where there are several")] = None,
) -> None:
    """Write the ledger as JSON lines to standard output."""
    _run(command.export(Settings(), practice, print))


def _run(work: Coroutine[None, None, bool]) -> None:
    try:
        _exit(asyncio.run(work))
    except DomainError as refused:
        print(f"{refused.code}: {refused.detail}", file=sys.stderr)
        raise typer.Exit(1) from refused
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _exit(good: bool) -> None:
    raise typer.Exit(0 if good else 1)


def main() -> None:
    os.umask(0o077)  # whatever is written here (database, keys, mail) is its owner's alone
    app()


if __name__ == "__main__":
    main()
