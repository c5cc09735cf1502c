"""The addresses of jobs: health, for whatever watches the server."""

from kith.jobs import views
from kith.web.routes import page

urlpatterns = [
    page("healthz", views.alive, name="alive", who="anyone", shows="nothing"),
    page("readyz", views.ready, name="ready", who="anyone", shows="nothing"),
]
