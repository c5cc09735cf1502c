"""The addresses of team."""

from django.urls import URLPattern

from kith.team import set_up_views, views
from kith.web.routes import page

urlpatterns: list[URLPattern] = [
    page("team/<slug:team>/", views.team, name="team", shows="team"),
    page("team/<slug:team>/rota/", views.rota, name="rota", shows="team"),
    page("team/<slug:team>/members/add/", views.member_add, name="member-add", shows="team"),
    page("team/<slug:team>/members/<uuid:member_id>/", views.member_edit, name="member-edit", shows="team"),
    page("team/<slug:team>/absences/add/", views.absence_add, name="absence-add", shows="team"),
    page(
        "team/<slug:team>/absences/<uuid:absence_id>/withdraw/",
        views.absence_withdraw,
        name="absence-withdraw",
        shows="team",
    ),
    page("team/<slug:team>/setting-up/", set_up_views.set_up, name="set-up", shows="team"),
    page("team/<slug:team>/setting-up/<slug:line>/", set_up_views.set_up_line, name="set-up-line", shows="team"),
    page(
        "team/<slug:team>/setting-up/<slug:line>/take-back/",
        set_up_views.set_up_take_back,
        name="set-up-take-back",
        shows="team",
    ),
    page("place/setting-up/", set_up_views.place_set_up, name="place-set-up", shows="team"),
    page("team/<slug:team>/cover/", views.cover_add, name="cover-add", shows="team"),
]
