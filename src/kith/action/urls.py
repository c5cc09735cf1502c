"""The addresses of action."""

from django.urls import URLPattern

from kith.action import views
from kith.web.routes import page

_STEPS = {
    "edit": views.edit,
    "hold": views.hold,
    "done": views.done,
    "cancel": views.cancel,
    "correct": views.correct,
    "comment": views.comment,
    "take": views.take,
    "resume": views.resume,
}

urlpatterns: list[URLPattern] = [
    page("action/<uuid:action_id>/", views.action, name="action", shows="people"),
    page("person/<uuid:person_id>/action/add/", views.add, name="action-add", shows="people"),
    *(
        page(f"action/<uuid:action_id>/{step}/", view, name=f"action-{step}", shows="people")
        for step, view in _STEPS.items()
    ),
]
