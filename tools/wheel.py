"""Build hook: a wheel without the stylesheet would install and show bare pages, so it is refused."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsPresent(BuildHookInterface):  # type: ignore[type-arg]  # hatchling leaves its configuration type open
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Refuse to build a wheel for others before the assets were fetched; an editable one may be."""
        if version != "editable" and not any((Path(self.root) / "src/kith/web/static/vendor").glob("*.css")):
            message = "src/kith/web/static/vendor is empty: run `make setup` first."
            raise RuntimeError(message)
