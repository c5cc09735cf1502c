"""The addresses of network."""

from django.urls import URLPattern

from kith.network import views
from kith.web.routes import page

urlpatterns: list[URLPattern] = [
    page("person/<uuid:person_id>/network/", views.network, name="network", shows="people"),
    page("person/<uuid:person_id>/network/carer/", views.add, name="carer-add", shows="people"),
    page("person/<uuid:person_id>/network/carer/<uuid:carer_id>/", views.carer, name="carer", shows="people"),
]
