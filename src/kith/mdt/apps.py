"""The Django application of mdt."""

from django.apps import AppConfig


class MdtConfig(AppConfig):
    name = "kith.mdt"
    label = "mdt"
