"""The addresses of safeguarding. Those of a concern say no more than that something is restricted."""

from django.urls import URLPattern

from kith.safeguarding import views
from kith.web.routes import page

_PRESSES = {
    "answer": views.take, "on": views.hand_on, "step": views.record, "told": views.tell, "name": views.name, "source": views.source,
    "task": views.task,
}  # fmt: skip

urlpatterns: list[URLPattern] = [
    page("person/<uuid:person_id>/concern/", views.raise_, name="concern-raise", shows="people"),
    page("restricted/<slug:team>/", views.queue, name="safeguarding", shows="people"),
    page("restricted/of/<uuid:concern_id>/", views.restricted, name="restricted", shows="people"),
    *(
        page(f"restricted/of/<uuid:concern_id>/{press}/", view, name=f"restricted-{press}", shows="people")
        for press, view in _PRESSES.items()
    ),
]
