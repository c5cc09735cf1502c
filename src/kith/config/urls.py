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
    "agency",
    "plan",
    "escalation",
    "safeguarding",
    "contact",
    "network",
    "contradiction",
    "alignment",
    "reply",
    "supervision",
    "handover",
    "board",
    "huddle",
    "preparation",
    "mdt",
    "casefile",
    "jobs",
    "rulebook",
)

urlpatterns: list[URLPattern] = [
    pattern for package in PACKAGES for pattern in import_module(f"kith.{package}.urls").urlpatterns
]

handler404 = "kith.config.faults.not_found"
handler500 = "kith.config.faults.fault"
