"""How partners stand to somebody's plan, in words, for the meeting that speaks of them; which are told as it closes."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from kith.alignment.presenter import lines_of
from kith.alignment.queries import PartnerState
from kith.alignment.rules import STATE_WORDS
from kith.mdt.partner_queries import Partner, decided_cases
from kith.mdt.partner_sending import confirm_by, field_of, purpose_words
from kith.mdt.queries import Whole
from kith.mdt.shows import PartnerLine, ToldPerson, ToldShow
from kith.person.rules import shown
from kith.place.rules import date_words, local_day
from kith.web.words import plain_day


def partner_lines(found: Iterable[PartnerState]) -> list[str]:
    """
    Return how each partner agency stands to the plan, since when, and whether the plan says something else to it by now.

    What an agency is told is composed by its agreement, previewed and sent on the page of the person's partners.
    """
    return [_words(one) for one in found]


def _words(one: PartnerState) -> str:
    words = {"agency": one.agency, "state": _(STATE_WORDS[one.state]), "day": plain_day(local_day(one.since))}
    said = _("%(agency)s: %(state)s, %(day)s") % words
    return _("%(said)s; the plan says something else to them by now") % {"said": said} if one.is_again else said


def told_show(found: Iterable[Partner], whole: Whole, forbidden: str, at: datetime) -> ToldShow:
    """Return which partners are told as a meeting closes: of each person about whom was decided and who has one."""
    lines: dict[object, list[PartnerLine]] = {}
    for one in found:
        lines.setdefault(one.case_id, []).append(_line(one, at))
    people = [
        ToldPerson(case.person_id, case.name, lines[case.id])
        for case in decided_cases(whole)
        if case.person_id and case.id in lines
    ]
    return ToldShow(people, forbidden)


def _line(one: Partner, at: datetime) -> PartnerLine:
    return PartnerLine(
        name=field_of(one.key),
        agency=shown(one.agency),
        purpose=purpose_words(one.purpose),
        contact=shown(one.contact.name) if one.contact else "",
        contact_id=one.contact.id if one.contact else None,
        until=date_words(confirm_by(one, at)),
        why_not=one.why_not,
        seen=one.draft.seen,
        parts=[(part.heading, lines_of(part.text)) for part in one.draft.parts] if one.may else [],
        code=one.draft.needs_code(),
    )
