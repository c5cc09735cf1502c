"""The Django application of agency."""

from django.apps import AppConfig


class AgencyConfig(AppConfig):
    name = "kith.agency"
    label = "agency"
