"""The addresses of board."""

from django.urls import URLPattern

from kith.board import following_pages, palette, saved_pages, setting_up, views
from kith.web.routes import page

urlpatterns: list[URLPattern] = [
    page("board/<slug:team>/", views.board, name="board", shows="people"),
    page("board/<slug:team>/views/", saved_pages.saved_page, name="saved-views", shows="team"),
    page("board/<slug:team>/views/<uuid:view_id>/", saved_pages.saved_view, name="saved-view", shows="team"),
    page("my-day/<slug:team>/", views.my_day_page, name="my-day", shows="people"),
    page("board/<slug:team>/look-through/<uuid:intake_id>/", views.look_through, name="look-through", shows="people"),
    page("team/<slug:team>/setting-up/<slug:line>/ask/", setting_up.ask_page, name="set-up-ask", shows="team"),
    page("find/", views.find, name="find", shows="people"),
    page("find-or-do/", palette.palette, name="palette", shows="people"),
    page("person/<uuid:person_id>/", views.person, name="person", shows="people"),
    page("person/<uuid:person_id>/follow/", following_pages.follow_page, name="person-follow", shows="people"),
    page("person/<uuid:person_id>/trail/", views.person_trail, name="person-trail", shows="people"),
    page("person/<uuid:person_id>/known/<slug:kind>/", views.person_known, name="person-known", shows="people"),
    page("person/<uuid:person_id>/address/", views.person_address, name="person-address", shows="people"),
]
