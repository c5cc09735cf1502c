"""The addresses of contact."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
