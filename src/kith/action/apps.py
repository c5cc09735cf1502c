"""The Django application of action."""

from django.apps import AppConfig


class ActionConfig(AppConfig):
    name = "kith.action"
    label = "action"
