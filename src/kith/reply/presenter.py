"""What a partner's link shows, as words: from what was kept when it was sent, never from the record."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from kith.agency.rules import PURPOSES
from kith.alignment.added_forms import PLACES, is_adding
from kith.alignment.added_presenter import kind_options, weekday_options
from kith.alignment.asking import Shown
from kith.alignment.rules import QUESTION, Said
from kith.door.rules import Held
from kith.door.tokens import pass_of, token_of
from kith.reply.forms import because_name, said_name
from kith.reply.shows import AskShow, CoverShow, Point
from kith.web.shows import Filled
from kith.web.words import moment


def cover_show(link: Held, *, team: str, form: Filled, at: datetime) -> CoverShow:
    """Return what stands before a link is opened."""
    where = {"token": token_of(link.id)}
    return CoverShow(
        team=team,
        until=moment(link.valid_until, at),
        needs_code=link.needs_code,
        open_to=reverse("link-open", kwargs=where),
        turn_away_to=reverse("link-turn-away", kwargs=where),
        form=form,
    )


def ask_show(link: Held, shown: Shown, *, form: Filled, at: datetime) -> AskShow:
    """Return the page of questions, with what was typed on it so far."""
    where = {"token": token_of(link.id)}
    return AskShow(
        team=shown.team,
        telephone=shown.telephone,
        waits=shown.waits,
        agency=shown.agency,
        contact=shown.contact,
        person=shown.person,
        purpose=_(PURPOSES[shown.purpose].label),
        until=moment(shown.answer_by, at),
        told=[(one.heading, one.text) for one in shown.told],
        points=points_of(shown),
        kinds=kind_options(),
        weekdays=weekday_options(at),
        adds=range(PLACES),
        is_adding=is_adding(form.values),
        sent=[_(one) for one in shown.sent_fields],
        not_sent=[_(one) for one in shown.not_sent_fields],
        send_to=reverse("link-send", kwargs=where),
        turn_away_to=reverse("link-turn-away", kwargs=where),
        not_ours=Said.NOT_OURS,
        carried=pass_of(link.id) if link.needs_code else "",
        form=form,
    )


def points_of(shown: Shown) -> Sequence[Point]:
    """Return what is asked, numbered; the sender's own question has the heading of a question."""
    return [
        Point(
            said_name(one.key), because_name(one.key), number,
            _("A question from %(name)s") % {"name": shown.team} if one.key == QUESTION else one.heading, one.text,
            is_question=one.key == QUESTION,
        )
        for number, one in enumerate(shown.asked, start=1)
    ]  # fmt: skip
