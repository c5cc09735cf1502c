"""The addresses of rulebook."""

from django.urls import URLPattern

from kith.rulebook import change_views, month_views, views
from kith.web.routes import page

urlpatterns: list[URLPattern] = [
    page("rules/<slug:team>/", views.tables, name="rules", shows="team"),
    page("rules/<slug:team>/automatic/", month_views.automatic, name="rules-automatic", shows="team"),
    page("rules/<slug:team>/<slug:table>/", views.table, name="rule-table", shows="team"),
    page("rules/<slug:team>/<slug:table>/csv/", views.download, name="rule-csv", shows="team"),
    page("rules/<slug:team>/<slug:table>/compare/", views.compare, name="rule-compare", shows="team"),
    page("rules/<slug:team>/<slug:table>/change/", change_views.change, name="rule-change", shows="team"),
    page("rules/<slug:team>/<slug:table>/month/", month_views.month, name="rule-month", shows="people"),
    page("rule-version/<uuid:version_id>/", change_views.version, name="rule-version", shows="team"),
]
