"""The addresses of what is done for somebody, and of what contradicts."""

from django.urls import URLPattern

from kith.contradiction import beside_views, item_views, views
from kith.web.routes import page

urlpatterns: list[URLPattern] = [
    page("person/<uuid:person_id>/done/", item_views.done, name="done", shows="people"),
    page("person/<uuid:person_id>/done/add/", item_views.add, name="done-add", shows="people"),
    page("person/<uuid:person_id>/done/beside/", beside_views.beside, name="done-beside", shows="people"),
    page("person/<uuid:person_id>/done/<uuid:doing_id>/", item_views.one, name="doing", shows="people"),
    page("person/<uuid:person_id>/contradiction/", views.raise_one, name="contradiction-raise", shows="people"),
    page(
        "person/<uuid:person_id>/contradiction/<uuid:contradiction_id>/",
        views.contradiction,
        name="contradiction",
        shows="people",
    ),
]
