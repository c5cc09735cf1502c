"""What a death does, in words, before it is recorded or taken back."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.action.queries import ActionRow
from kith.action.rules import ROUTINE
from kith.handover.queries import DeathRow, StoppedThing
from kith.handover.rules import AFTER_DEATH
from kith.handover.shows import DeathShow
from kith.language import _ as say
from kith.person.models import Person
from kith.person.presenter import who_of
from kith.person.rules import shown
from kith.web.shows import Filled
from kith.web.words import moment


def death_show(
    who: Person, form: Filled, *, at: datetime, waiting: Sequence[ActionRow], number_planned: int
) -> DeathShow:
    """Return the page that records a death: exactly what it stops on the viewer's teams, and what stays."""
    routine = [one for one in waiting if one.kind in ROUTINE]
    staying = [one for one in waiting if one.kind not in ROUTINE]
    visits = ngettext("%(n)d planned contact", "%(n)d planned contacts", number_planned) % {"n": number_planned}
    return DeathShow(
        who=who_of(who, at=at),
        form=form,
        stops=[*(shown(one.what) for one in routine), *([visits] if number_planned else [])],
        stays=[_("%(what)s (%(owner)s)") % {"what": shown(one.what), "owner": one.owner} for one in staying],
        asks=[say(work.what) for work in AFTER_DEATH.values()],
    )


def undo_show(
    who: Person, form: Filled, *, at: datetime, deaths: Sequence[DeathRow], stopped: Sequence[StoppedThing]
) -> DeathShow:
    """Return the page that takes a death back: how it was known, and how much comes back."""
    actions = sum(one.kind == "action" for one in stopped)
    contacts = len(stopped) - actions
    back = [
        ngettext("%(n)d action that was cancelled", "%(n)d actions that were cancelled", actions) % {"n": actions},
        ngettext("%(n)d planned contact", "%(n)d planned contacts", contacts) % {"n": contacts},
    ]
    first = min(deaths, key=lambda one: one.known_at, default=None)
    known = ""
    if first:
        known = _("Recorded %(when)s: %(how)s") % {"when": moment(first.known_at, at), "how": shown(first.how_known)}
    return DeathShow(
        who=who_of(who, at=at),
        form=form,
        stops=[words for words, number in zip(back, (actions, contacts), strict=True) if number],
        known=known,
    )
