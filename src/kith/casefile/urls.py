"""The addresses of casefile."""

from django.urls import URLPattern

from kith.casefile import views
from kith.web.routes import page

urlpatterns: list[URLPattern] = [
    page("person/<uuid:person_id>/case-file/", views.ask, name="case-file-ask", shows="people"),
    page("case-file/<uuid:file_id>/", views.file, name="case-file", shows="people"),
    page("case-file/<uuid:file_id>/line/<uuid:row_id>/", views.line, name="case-file-line", shows="people"),
    page("case-file/<uuid:file_id>/give/", views.give, name="case-file-give", shows="people"),
    page("case-file/release/<uuid:release_id>/", views.confirm, name="case-file-release", shows="people"),
    page(
        "case-file/release/<uuid:release_id>/refuse/", views.refuse_release, name="case-file-release-no", shows="people"
    ),
    page(
        "case-file/release/<uuid:release_id>/back/",
        views.withdraw_release,
        name="case-file-release-back",
        shows="people",
    ),
    page("case-file/export/<uuid:export_id>/refuse/", views.refuse_export, name="case-file-export-no", shows="people"),
    page(
        "case-file/export/<uuid:export_id>/back/", views.withdraw_export, name="case-file-export-back", shows="people"
    ),
    page("case-file/export/<uuid:export_id>/", views.approve, name="case-file-export", shows="people"),
    page("case-file/export/<uuid:export_id>/folder/", views.folder, name="case-file-folder", shows="people"),
]
