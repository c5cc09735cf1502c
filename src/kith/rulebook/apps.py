"""The Django application of rulebook."""

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "kith.rulebook"
    label = "rulebook"
