"""The Django application of person."""

from django.apps import AppConfig


class PersonConfig(AppConfig):
    name = "kith.person"
    label = "person"
