"""Ships the built pages and the native path in the wheel; a checkout has them where they are built."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_NATIVE = "media/transport/native"


class BuiltParts(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        pages = Path(self.root) / "web" / "dist"
        if not pages.is_dir():
            raise FileNotFoundError("build the pages first: cd web && npm ci && npm run build")
        included = build_data["force_include"]
        included[str(pages)] = "server/api/pages"
        native = runpy.run_path(str(Path(self.root) / _NATIVE / "build.py"))
        if native["build"]():
            library = native["LIBRARY"]
            included[str(library)] = f"{_NATIVE}/{library.name}"
            build_data["pure_python"], build_data["infer_tag"] = False, True
