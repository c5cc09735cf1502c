"""The Django application of huddle."""

from django.apps import AppConfig


class HuddleConfig(AppConfig):
    name = "kith.huddle"
    label = "huddle"
