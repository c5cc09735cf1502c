"""The addresses of action."""

from django.urls import URLPattern

from kith.action import offer_views, views
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

_PRESSES = {
    "take": offer_views.take_offer,
    "withdraw": offer_views.withdraw_offer,
    "keep": offer_views.keep_offer,
    "again": offer_views.offer_again,
}

urlpatterns: list[URLPattern] = [
    page("action/<uuid:action_id>/", views.action, name="action", shows="people"),
    page("person/<uuid:person_id>/action/add/", views.add, name="action-add", shows="people"),
    *(
        page(f"action/<uuid:action_id>/{step}/", view, name=f"action-{step}", shows="people")
        for step, view in _STEPS.items()
    ),
    page("action/<uuid:action_id>/offer/", offer_views.hand_on, name="action-offer", shows="people"),
    page("action/<uuid:action_id>/help/", offer_views.ask_help, name="action-help", shows="people"),
    page("action/<uuid:action_id>/remind/", offer_views.remind, name="action-remind", shows="people"),
    page("list-entry/<uuid:entry_id>/offer/", offer_views.offer_person, name="list-entry-offer", shows="people"),
    page("offer/<uuid:offer_id>/", offer_views.offer, name="offer", shows="people"),
    *(
        page(f"offer/<uuid:offer_id>/{press}/", view, name=f"offer-{press}", shows="people")
        for press, view in _PRESSES.items()
    ),
    page("team/<slug:team>/offers/", offer_views.offers, name="offers", shows="people"),
    page("team/<slug:team>/open-work/", offer_views.work, name="work", shows="people"),
]
