"""The Django application of casefile."""

from django.apps import AppConfig


class CasefileConfig(AppConfig):
    name = "kith.casefile"
    label = "casefile"
