"""The Django application of message."""

from django.apps import AppConfig


class MessageConfig(AppConfig):
    name = "kith.message"
    label = "message"
