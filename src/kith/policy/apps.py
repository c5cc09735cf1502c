"""The Django application of policy."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "kith.policy"
    label = "policy"
