"""The addresses of access."""

from django.urls import URLPattern

from kith.access import views
from kith.web.routes import page

urlpatterns: list[URLPattern] = [
    page("", views.home, name="home", shows="nothing"),
    page("sign-in", views.sign_in, name="sign-in", who="anyone", shows="nothing"),
    page("sign-out", views.sign_out, name="sign-out", who="signed in", shows="nothing"),
    page("lock", views.lock, name="lock", who="signed in", shows="nothing"),
    page("locked", views.locked, name="locked", who="anyone", shows="nothing"),
    page("display", views.display, name="display", shows="nothing"),
    page("choose-role", views.choose_role, name="choose-role", who="signed in", shows="nothing"),
]
