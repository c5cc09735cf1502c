"""The addresses of supervision."""

from django.urls import URLPattern

from kith.supervision import log_views, views
from kith.web.routes import page

urlpatterns: list[URLPattern] = [
    page("supervision/", views.mine, name="supervision", shows="people"),
    page("supervision/line/<uuid:line_id>/", views.line, name="supervision-line", shows="people"),
    page("supervision/note/<uuid:note_id>/", views.note, name="supervision-note", shows="people"),
    page("supervision/write/", views.write, name="supervision-write", shows="people"),
    page("supervision/sessions/<uuid:member_id>/", views.sessions, name="supervision-sessions", shows="people"),
    page("team/<slug:team>/escalations/", log_views.escalation_log, name="escalation-log", shows="people"),
    page("team/<slug:team>/escalations.csv", log_views.escalation_csv, name="escalation-csv", shows="people"),
    page("team/<slug:team>/supervision/", views.pairs, name="supervision-pairs", shows="team"),
]
