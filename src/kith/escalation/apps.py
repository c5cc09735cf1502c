"""The Django application of escalation."""

from django.apps import AppConfig


class EscalationConfig(AppConfig):
    name = "kith.escalation"
    label = "escalation"
