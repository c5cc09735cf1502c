"""The Django application of handover."""

from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "kith.handover"
    label = "handover"
