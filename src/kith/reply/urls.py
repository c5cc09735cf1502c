"""The addresses that a partner's link opens. What stands in them is the link."""

from kith.reply import views
from kith.web.routes import page

urlpatterns = [
    page("answer/<str:token>", views.cover, name="partner-link", who="link", shows="nothing"),
    page("answer/<str:token>/open", views.opened, name="link-open", who="link", shows="people"),
    page("answer/<str:token>/send", views.sent, name="link-send", who="link", shows="people"),
    page("answer/<str:token>/not-for-me", views.turned_away, name="link-turn-away", who="link", shows="nothing"),
]
