"""The addresses of person."""

from django.urls import URLPattern

from kith.person import views
from kith.web.routes import page

urlpatterns: list[URLPattern] = [
    page("person/<uuid:person_id>/correct/", views.identity, name="person-correct", shows="people"),
    page("person/<uuid:person_id>/correct/knowing/", views.knowing, name="person-correct-knowing", shows="people"),
    page("person/<uuid:person_id>/correct/reach/", views.reach, name="person-correct-reach", shows="people"),
]
