"""The addresses of plan."""

from django.urls import URLPattern

from kith.plan import agreeing_views, elsewhere_views, views
from kith.web.routes import page

urlpatterns: list[URLPattern] = [
    page("person/<uuid:person_id>/plan/", views.plan, name="plan", shows="people"),
    page("person/<uuid:person_id>/plan/changes/", views.changes, name="plan-changes", shows="people"),
    page("person/<uuid:person_id>/plan/door/", views.door, name="plan-door", shows="people"),
    page("person/<uuid:person_id>/plan/agreed/", agreeing_views.agreement, name="plan-agreed", shows="people"),
    page("person/<uuid:person_id>/plan/elsewhere/", elsewhere_views.elsewhere, name="plan-elsewhere", shows="people"),
    page("person/<uuid:person_id>/plan/seed/", elsewhere_views.seed, name="plan-seed", shows="people"),
    page("person/<uuid:person_id>/plan/<slug:section>/", views.section, name="plan-section", shows="people"),
]
