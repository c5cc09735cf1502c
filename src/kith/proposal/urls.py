"""The addresses of proposal."""

from django.urls import URLPattern

from kith.proposal import views
from kith.web.routes import page

_PRESSES = {
    "approve": views.approve,
    "refuse": views.refuse,
    "withdraw": views.withdraw,
    "instead": views.instead,
    "ask": views.ask,
    "answer": views.answer_question,
}

urlpatterns: list[URLPattern] = [
    page("proposals/send/", views.send, name="proposal-send", shows="people"),
    page("proposals/now/", views.override, name="proposal-now", shows="people"),
    page("proposal/<uuid:proposal_id>/", views.proposal, name="proposal", shows="people"),
    *(
        page(f"proposal/<uuid:proposal_id>/{press}/", view, name=f"proposal-{press}", shows="people")
        for press, view in _PRESSES.items()
    ),
    page("rights/", views.rights, name="rights", shows="nothing"),
]
