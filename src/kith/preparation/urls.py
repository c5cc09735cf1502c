"""The addresses of preparation."""

from django.urls import URLPattern

from kith.preparation import case_views, views
from kith.web.routes import page

urlpatterns: list[URLPattern] = [
    page("weekly/<slug:team>/", views.meeting, name="weekly-meeting", shows="people"),
    page("weekly/<slug:team>/mine/", views.mine, name="weekly-mine", shows="people"),
    page("weekly/<slug:team>/set/", views.weekly, name="weekly-set", shows="team"),
    page("weekly/of/<uuid:meeting_id>/mine/", views.questions, name="weekly-questions", shows="nothing"),
    page("weekly/person/<uuid:person_id>/", views.person, name="weekly-person", shows="nothing"),
    page("weekly/page/<uuid:case_id>/", views.page_of, name="weekly-page", shows="nothing"),
    page("weekly/<slug:team>/case/<uuid:case_id>/", case_views.case, name="weekly-case", shows="people"),
    page("weekly/<slug:team>/case/<uuid:case_id>/write/", case_views.write, name="weekly-write", shows="people"),
]
