"""The addresses of escalation."""

from django.urls import URLPattern

from kith.escalation import views
from kith.web.routes import page

_PRESSES = {"answer": views.respond, "on": views.hand_on, "told": views.tell, "close": views.close}

urlpatterns: list[URLPattern] = [
    page("person/<uuid:person_id>/escalate/", views.raise_, name="escalate", shows="people"),
    page("escalation/<uuid:escalation_id>/", views.escalation, name="escalation", shows="people"),
    *(
        page(f"escalation/<uuid:escalation_id>/{press}/", view, name=f"escalation-{press}", shows="people")
        for press, view in _PRESSES.items()
    ),
    page("not-escalated/<uuid:spared_id>/", views.spared, name="spared", shows="people"),
]
