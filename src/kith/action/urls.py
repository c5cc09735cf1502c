"""The addresses of action."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
