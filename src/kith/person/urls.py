"""The addresses of person."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
