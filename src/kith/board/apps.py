"""The Django application of board."""

from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "kith.board"
    label = "board"
