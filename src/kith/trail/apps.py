"""The Django application of trail."""

from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "kith.trail"
    label = "trail"
