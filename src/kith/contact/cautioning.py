"""What is said before a contact is planned, once for each wish: pressed again, with or without a reason, it is planned."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.contact import forms
from kith.contact.seams import Caution, Wish, seams
from kith.contact.service_rules import AGAIN, AGAIN_WORDS, ANYWAY, ANYWAY_WORDS, Warned
from kith.contact.serving import UNHEARD, Heard, Served, service_of
from kith.contact.shows import CautionShow
from kith.team.queries import MemberInfo
from kith.web import typed
from kith.web.shows import Option


def caution_before(
    form: Mapping[str, str], *, person_id: UUID, team_id: UUID, members: Sequence[MemberInfo], at: datetime
) -> Caution:
    """
    Return what is to be said before the contact of a form is planned; nothing where it was said of the same wish.

    What was said comes back with the form, so that the same form means the same however often it is sent (P13).

    Raises:
        Refusal: as the fields of the form: who, how, when.
    """
    if typed.text(form, "heard_of") == _wish(form):
        return Caution()
    by, (window_from, _window_to) = forms.by_of(form), forms.window_of(form)
    role = next((one.role for one in members if one.id == by.member_id), "")
    service = service_of(Served(typed.text(form, "service")), role=role, by_other=by.by_other)
    wish = Wish(person_id, team_id, by.member_id, by.by_other, service, by.way, window_from, members)
    return seams.cautions(wish, at)


def heard_of(form: Mapping[str, str]) -> Heard:
    """Return what was said before, and the reason that was pressed, as a form brings it back."""
    if not typed.text(form, "heard_of") or typed.text(form, "heard_of") != _wish(form):
        return UNHEARD
    warned = tuple(filter(None, typed.text(form, "heard").split(",")))
    return Heard(warned, typed.text(form, "anyway_because"), typed.text(form, "again_because"))


def caution_show(caution: Caution, form: Mapping[str, str]) -> CautionShow | None:
    """Return what is said above the buttons, each reason one press; None where there is nothing to say."""
    if not caution.warned:
        return None
    faces = {Warned.NEW_FACE, Warned.MANY_FACES} & {Warned(one) for one in caution.warned}
    return CautionShow(
        caution.says,
        ",".join(caution.warned),
        _wish(form),
        [Option(str(one), _(ANYWAY_WORDS[one])) for one in ANYWAY] if faces else [],
        [Option(str(one), _(AGAIN_WORDS[one])) for one in AGAIN] if Warned.SAME_DAY in caution.warned else [],
    )


def _wish(form: Mapping[str, str]) -> str:
    """Return what the caution is about, as one text: whoever changes it is told afresh."""
    return "|".join(typed.text(form, name) for name in ("team", "who", "by_other", "service", "way", "day"))
