"""Addresses of mdt."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
