"""The Django application of supervision."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "kith.supervision"
    label = "supervision"
