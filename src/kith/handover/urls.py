"""The addresses of handover."""

from django.urls import URLPattern

from kith.handover import asking_pages, closing_pages, hands_views, joining_pages, knowing_pages, merge_views, views
from kith.web.routes import page

_STEPS = {
    "plan": hands_views.plan,
    "settle": hands_views.settle,
    "confirm": hands_views.confirm,
    "withdraw": hands_views.withdraw,
    "ill": hands_views.ill,
    "remove": hands_views.remove,
}

urlpatterns: list[URLPattern] = [
    page("team/<slug:team>/hands/", hands_views.own_hands, name="hands-own", shows="team"),
    page("team/<slug:team>/hands/<uuid:member_id>/", hands_views.hands_page, name="hands", shows="people"),
    *(
        page(f"team/<slug:team>/hands/<uuid:member_id>/{step}/", view, name=f"hands-{step}", shows="people")
        for step, view in _STEPS.items()
    ),
    page("list-entry/<uuid:entry_id>/close/", closing_pages.close, name="entry-close", shows="people"),
    page("list-entry/<uuid:entry_id>/again/", closing_pages.again, name="entry-again", shows="people"),
    page("find/join/", joining_pages.join, name="find-join", shows="nothing"),
    page("find/ask/", asking_pages.ask_to_see, name="find-ask", shows="nothing"),
    page("asks/<uuid:ask_id>/", asking_pages.answer_ask, name="ask", shows="people"),
    page("asks/<uuid:ask_id>/withdraw/", asking_pages.withdraw_ask, name="ask-withdraw", shows="nothing"),
    page("person/<uuid:person_id>/note/", joining_pages.note, name="person-note", shows="people"),
    page("joined/", joining_pages.own, name="joined-own", shows="people"),
    page("person/<uuid:person_id>/joined/", joining_pages.end_joining, name="person-joined", shows="people"),
    page("person/<uuid:person_id>/know/", knowing_pages.know, name="person-know", shows="people"),
    page("person/<uuid:person_id>/open-again/", knowing_pages.open_again, name="person-open-again", shows="people"),
    page("team/<slug:team>/doubles/", merge_views.doubles, name="doubles", shows="people"),
    page(
        "team/<slug:team>/doubles/<uuid:alike_id>/", merge_views.doubles_import, name="doubles-import", shows="people"
    ),
    page(
        "person/<uuid:person_id>/same/<uuid:other_id>/apart/", merge_views.tell_apart, name="same-apart", shows="people"
    ),
    page(
        "person/<uuid:person_id>/same/<uuid:other_id>/again/",
        merge_views.compare_again,
        name="same-again",
        shows="people",
    ),
    page("person/<uuid:person_id>/same/<uuid:other_id>/", merge_views.same, name="same", shows="people"),
    page("person/<uuid:person_id>/unmerge/", merge_views.unmerge, name="unmerge", shows="people"),
    page("person/<uuid:person_id>/death/", views.death, name="person-death", shows="people"),
    page("person/<uuid:person_id>/death/undo/", views.undo_death, name="person-death-undo", shows="people"),
]
