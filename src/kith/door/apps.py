"""The Django application of door."""

from django.apps import AppConfig


class DoorConfig(AppConfig):
    name = "kith.door"
    label = "door"
