"""The Django application of contact."""

from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "kith.contact"
    label = "contact"
