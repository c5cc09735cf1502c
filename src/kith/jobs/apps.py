"""The Django application of jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "kith.jobs"
    label = "jobs"
