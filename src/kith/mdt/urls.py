"""The addresses of mdt."""

from django.urls import URLPattern

from kith.mdt import beside_views, case_views, closing_views, room_views, views
from kith.web.routes import page

urlpatterns: list[URLPattern] = [
    page("meeting/<slug:team>/", views.mdt, name="mdt", shows="people"),
    page("meeting/<slug:team>/case/<uuid:mdt_case_id>/", case_views.case, name="mdt-case", shows="people"),
    page("meeting/<slug:team>/case/<uuid:mdt_case_id>/show/", case_views.show, name="mdt-show", shows="nothing"),
    page(
        "meeting/<slug:team>/case/<uuid:mdt_case_id>/restricted/",
        case_views.restricted,
        name="mdt-restricted",
        shows="nothing",
    ),
    page("meeting/<slug:team>/room/", room_views.room, name="mdt-room", shows="people"),
    page("meeting/<slug:team>/here/", beside_views.attendance, name="mdt-here", shows="people"),
    page("meeting/<slug:team>/forward/", beside_views.forward, name="mdt-forward", shows="people"),
    page("meeting/<slug:team>/time/", beside_views.time, name="mdt-time", shows="people"),
    page("meeting/<slug:team>/close/", closing_views.close, name="mdt-close", shows="people"),
    page("meeting/<slug:team>/cost/", views.cost, name="mdt-cost", shows="team"),
    page("meeting/minutes/<uuid:mdt_id>/", closing_views.minutes, name="mdt-minutes", shows="people"),
    page("meeting/told/<uuid:telling_id>/", closing_views.tell, name="mdt-tell", shows="people"),
]
