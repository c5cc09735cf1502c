"""The addresses of handover."""

from django.urls import URLPattern

from kith.handover import views
from kith.web.routes import page

urlpatterns: list[URLPattern] = [
    page("person/<uuid:person_id>/death/", views.death, name="person-death", shows="people"),
    page("person/<uuid:person_id>/death/undo/", views.undo_death, name="person-death-undo", shows="people"),
]
