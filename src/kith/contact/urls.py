"""The addresses of contact."""

from django.urls import URLPattern

from kith.contact import usual_views, views
from kith.web.routes import page

urlpatterns: list[URLPattern] = [
    page("person/<uuid:person_id>/usual/", usual_views.usual, name="usual", shows="people"),
    page("person/<uuid:person_id>/contact/plan/", views.plan, name="contact-plan", shows="people"),
    page("person/<uuid:person_id>/contact/record/", views.record, name="contact-record", shows="people"),
    page("contact/<uuid:contact_id>/made/", views.made, name="contact-made", shows="people"),
    page("contact/<uuid:contact_id>/saved/", views.after, name="contact-saved", shows="people"),
    page("contact/<uuid:contact_id>/missed/", views.missed, name="contact-missed", shows="people"),
]
