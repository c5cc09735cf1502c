"""Addresses of agency."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
