"""The addresses of contact."""

from django.urls import URLPattern

from kith.contact import series_views, usual_views, views
from kith.web.routes import page

urlpatterns: list[URLPattern] = [
    page("person/<uuid:person_id>/usual/", usual_views.usual, name="usual", shows="people"),
    page("person/<uuid:person_id>/contact/plan/", views.plan, name="contact-plan", shows="people"),
    page("person/<uuid:person_id>/coming/", series_views.coming, name="contact-coming", shows="people"),
    page("person/<uuid:person_id>/away/", series_views.away, name="contact-away", shows="people"),
    page("series/<uuid:series_id>/change/", series_views.change, name="contact-series-change", shows="people"),
    page("series/<uuid:series_id>/end/", series_views.end, name="contact-series-end", shows="people"),
    page("contact/<uuid:contact_id>/move/", series_views.move, name="contact-move", shows="people"),
    page("person/<uuid:person_id>/contact/record/", views.record, name="contact-record", shows="people"),
    page("contact/<uuid:contact_id>/made/", views.made, name="contact-made", shows="people"),
    page("contact/<uuid:contact_id>/saved/", views.after, name="contact-saved", shows="people"),
    page("contact/<uuid:contact_id>/missed/", views.missed, name="contact-missed", shows="people"),
]
