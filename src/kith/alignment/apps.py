"""The Django application of alignment."""

from django.apps import AppConfig


class AlignmentConfig(AppConfig):
    name = "kith.alignment"
    label = "alignment"
