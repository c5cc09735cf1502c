"""The Django application of caseload."""

from django.apps import AppConfig


class CaseloadConfig(AppConfig):
    name = "kith.caseload"
    label = "caseload"
