"""Ships the built pages in the wheel; a checkout is installed without them, and serves them from web/dist."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PagesInWheel(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        pages = Path(self.root) / "web" / "dist"
        if not pages.is_dir():
            raise FileNotFoundError("build the pages first: cd web && npm ci && npm run build")
        build_data["force_include"][str(pages)] = "server/api/pages"
