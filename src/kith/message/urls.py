"""The addresses of message."""

from django.urls import URLPattern

from kith.message import views
from kith.web.routes import page

urlpatterns: list[URLPattern] = [
    page("notices/", views.notices, name="notices", shows="people"),
    page("reach-me/", views.reach_me, name="reach-me", shows="nothing"),
]
