"""The Django application of plan."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "kith.plan"
    label = "plan"
