"""The Django application of place."""

from django.apps import AppConfig


class PlaceConfig(AppConfig):
    name = "kith.place"
    label = "place"
