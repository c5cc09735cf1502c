"""The Django application of contradiction."""

from django.apps import AppConfig


class ContradictionConfig(AppConfig):
    name = "kith.contradiction"
    label = "contradiction"
