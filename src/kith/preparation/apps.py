"""The Django application of preparation."""

from django.apps import AppConfig


class PreparationConfig(AppConfig):
    name = "kith.preparation"
    label = "preparation"
