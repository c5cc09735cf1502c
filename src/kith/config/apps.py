"""The wiring, done once when the packages are loaded."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "kith.config"
    label = "config"

    def ready(self) -> None:
        """Fill the seams of act, web and board."""
        from kith.config.wiring import wire

        wire()
