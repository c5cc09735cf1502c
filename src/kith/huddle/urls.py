"""The addresses of huddle."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
