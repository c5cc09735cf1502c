"""The Django application of record."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "kith.record"
    label = "record"
