"""Addresses of agency."""

from django.urls import URLPattern

from kith.agency import person_views, views
from kith.web.routes import page

_AGENCIES = "team/<slug:team>/agencies/"
_AGENCY = f"{_AGENCIES}<uuid:agency_id>/"
_SHARING = "person/<uuid:person_id>/sharing/"

urlpatterns: list[URLPattern] = [
    page(_AGENCIES, views.agencies, name="agencies", shows="team"),
    page(f"{_AGENCIES}add/", views.add, name="agency-add", shows="team"),
    page(_AGENCY, views.agency, name="agency", shows="team"),
    page(f"{_AGENCY}change/", views.change, name="agency-change", shows="team"),
    page(f"{_AGENCY}agreement/", views.agree, name="agency-agree", shows="team"),
    page(f"{_AGENCY}contact/", views.contact_add, name="agency-contact-add", shows="team"),
    page(f"{_AGENCY}contact/<uuid:partner_contact_id>/", views.contact, name="agency-contact", shows="team"),
    page(_SHARING, person_views.sharing, name="sharing", shows="people"),
    page(f"{_SHARING}told/", person_views.told, name="sharing-told", shows="people"),
    page(f"{_SHARING}tell/", person_views.tell, name="sharing-tell", shows="people"),
    page(f"{_SHARING}agency/", person_views.involve, name="sharing-involve", shows="people"),
    page(f"{_SHARING}agency/<uuid:involved_id>/", person_views.involved, name="sharing-involved", shows="people"),
    page(f"{_SHARING}objection/", person_views.object_to, name="sharing-object", shows="people"),
    page(f"{_SHARING}objection/<uuid:objection_id>/", person_views.withdraw, name="sharing-withdraw", shows="people"),
    page(f"{_SHARING}override/", person_views.override, name="sharing-override", shows="people"),
    page(
        f"{_SHARING}override/<uuid:override_id>/",
        person_views.override_end,
        name="sharing-override-end",
        shows="people",
    ),
]
