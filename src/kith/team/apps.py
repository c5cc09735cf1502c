"""The Django application of team."""

from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "kith.team"
    label = "team"
