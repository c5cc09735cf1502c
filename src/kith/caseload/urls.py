"""The addresses of caseload."""

from django.urls import URLPattern

from kith.caseload import views
from kith.web.routes import page

urlpatterns: list[URLPattern] = [
    page("team/<slug:team>/person/add/", views.add_person, name="person-add", shows="people"),
    page("list-entry/<uuid:entry_id>/", views.entry, name="list-entry", shows="people"),
    page("list-entry/<uuid:entry_id>/day-lead/", views.day_lead, name="day-lead", shows="people"),
]
