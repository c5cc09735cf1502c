"""Addresses of alignment."""

from django.urls import URLPattern

from kith.alignment import copy_views, views
from kith.web.routes import page

urlpatterns: list[URLPattern] = [
    page("person/<uuid:person_id>/partners/", views.partners, name="partners", shows="people"),
    page(
        "person/<uuid:person_id>/partners/<uuid:agency_id>/<slug:purpose>/",
        views.send,
        name="partner-send",
        shows="people",
    ),
    page("partner-requests/<uuid:request_id>/", views.asked, name="partner-request", shows="people"),
    page("team/<slug:team>/partners/", views.owed, name="partners-owed", shows="people"),
    page("person/<uuid:person_id>/copy/", copy_views.own_copy, name="plan-copy", shows="people"),
]
