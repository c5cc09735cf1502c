"""The Django application of reply."""

from django.apps import AppConfig


class ReplyConfig(AppConfig):
    name = "kith.reply"
    label = "reply"
