"""Every address of Kith, by package. Each is made by `kith.web.routes.page`; a test walks them all."""

from importlib import import_module

from django.urls import URLPattern

PACKAGES = (
    "access",
    "team",
    "person",
    "message",
    "caseload",
    "action",
    "proposal",
    "plan",
    "escalation",
    "safeguarding",
    "contact",
    "network",
    "supervision",
    "handover",
    "board",
    "huddle",
    "casefile",
    "jobs",
    "rulebook",
)

urlpatterns: list[URLPattern] = [
    pattern for package in PACKAGES for pattern in import_module(f"kith.{package}.urls").urlpatterns
]

handler404 = "kith.config.faults.not_found"
handler500 = "kith.config.faults.fault"
