"""What `bedside serve` prints when it is ready."""

import sys
from pathlib import Path

from server.demo.seed import DemoClinic


def banner(url: str, clinic: DemoClinic | None) -> str:
    """`clinic` is None where nothing was seeded."""
    if clinic is None:
        return f"\nBedside serves {url}   (Ctrl+C stops it)\n"
    return f"""
Bedside serves {url}   (Ctrl+C stops it)

  Scheduler   {url}/app/book     sign in as  {clinic.scheduler_login}
  Clinician   {url}/app/today    sign in as  {clinic.clinician_login}
  Password    {clinic.password}

  Patient     {clinic.patient_link}
              date of birth {clinic.patient_birth_date}; the link opens once, in one browser

  Use two browsers (or one private window): a link binds the browser that opens it.
  Without a camera:      {program()} demo --headless
  What has happened:     {program()} audit verify
"""


def program() -> str:
    """How this very command can be called again from here."""
    called = Path(sys.argv[0])
    inside = called.is_absolute() and called.is_relative_to(Path.cwd())
    return str(called.relative_to(Path.cwd())) if inside and called.stem == "bedside" else "bedside"
