"""The Django application of act."""

from django.apps import AppConfig


class ActConfig(AppConfig):
    name = "kith.act"
    label = "act"
