"""The addresses of huddle."""

from django.urls import URLPattern

from kith.huddle import closing_views, item_views, room_views, views
from kith.web.routes import page

urlpatterns: list[URLPattern] = [
    page("huddle/<slug:team>/", views.huddle, name="huddle", shows="people"),
    page("huddle/<slug:team>/item/<uuid:item_id>/", item_views.item, name="huddle-item", shows="people"),
    page("huddle/<slug:team>/item/<uuid:item_id>/show/", item_views.show, name="huddle-show", shows="nothing"),
    page("huddle/<slug:team>/item/<uuid:item_id>/say/", room_views.say, name="huddle-say", shows="people"),
    page("huddle/<slug:team>/remark/<uuid:remark_id>/", item_views.remark, name="huddle-remark", shows="nothing"),
    page("huddle/<slug:team>/room/", room_views.room, name="huddle-room", shows="people"),
    page("room/<slug:team>/", room_views.room_screen, name="room-screen", who="anyone", shows="people"),
    page("huddle/<slug:team>/time/", views.time, name="huddle-time", shows="nothing"),
    page("huddle/<slug:team>/attendance/", views.attendance, name="huddle-attendance", shows="team"),
    page("huddle/<slug:team>/add/", views.add, name="huddle-add", shows="people"),
    page("huddle/<slug:team>/agenda/", views.agenda, name="huddle-agenda", shows="people"),
    page("huddle/<slug:team>/close/", closing_views.close, name="huddle-close", shows="people"),
    page("huddle/<slug:team>/<uuid:huddle_id>/closed/", closing_views.closed, name="huddle-closed", shows="people"),
    page("huddle/<slug:team>/<uuid:huddle_id>/record/", closing_views.record, name="huddle-record", shows="people"),
]
