"""What is shared about a person, in words: who works with them and why, what they object to, what was told; and their sheet."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.agency import rules
from kith.agency.presenter import (
    BASIS_WORDS,
    HOW_WORDS,
    days_words,
    purpose_words,
    service_words,
    telling_words,
    to_person_words,
    told_words,
)
from kith.agency.queries import Involved
from kith.agency.rules import PURPOSES, Allowed, Bar, Barred, Standing, Told
from kith.agency.shows import (
    DisclosureLine,
    InvolvedLine,
    ObjectionLine,
    OverrideLine,
    SharingShow,
    ToldPerson,
    ToldShow,
)
from kith.agency.told_queries import DisclosureRow, ObjectionRow, OverrideRow
from kith.language import listed
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import local_day
from kith.web.words import first_up, moment, plain_day


def sharing_show(
    who: Who,
    involved: Sequence[Involved],
    standings: Mapping[UUID, Standing],
    objections: Sequence[ObjectionRow],
    overrides: Sequence[OverrideRow],
    shared: Sequence[DisclosureRow],
    *,
    may: Collection[str],
    at: datetime,
) -> SharingShow:
    """Return the page: with whom something about a person is shared. `may`: the commands that the reader decides."""
    today = local_day(at)
    lines = [involved_line(one, standings.get(one.agency_id), at) for one in involved]
    is_now = [one.from_day <= today and (one.until_day is None or one.until_day >= today) for one in involved]
    return SharingShow(
        who,
        [line for line, now in zip(lines, is_now, strict=True) if now],
        [line for line, now in zip(lines, is_now, strict=True) if not now],
        [objection_line(one) for one in objections if one.withdrawn_at is None],
        [objection_line(one) for one in objections if one.withdrawn_at is not None],
        [override_line(one, at) for one in overrides],
        [disclosure_line(one, at) for one in shared],
        shared[0].number if shared else 0,
        "agency.involve" in may,
        "agency.override" in may,
    )


def involved_line(one: Involved, standing: Standing | None, at: datetime) -> InvolvedLine:
    """Return that an agency works with a person, and what it may be told now."""
    found = (
        rules.may_share(standing, purpose=one.purpose, at=at) if standing and one.purpose in rules.PURPOSES else None
    )
    is_open = one.until_day is None
    since = days_words(one.from_day, one.until_day)
    if one.ended_because:
        since = _("%(days)s: %(why)s") % {"days": since, "why": ended_words(one.ended_because)}
    return InvolvedLine(
        one.id,
        shown(one.name),
        service_words(one.service),
        purpose_words(one.purpose),
        str(BASIS_WORDS[one.basis]),
        shown(one.why),
        shown(one.contact),
        since,
        telling_words(one.told_how, one.told_by, one.untold_because),
        told_words(found.fields) if isinstance(found, Allowed) else "",
        _agreement_words(found) if isinstance(found, Allowed) else "",
        found.sentence if isinstance(found, Barred) and is_open else "",
        isinstance(found, Barred) and found.because is Bar.OBJECTION,
        _("They object, and it is shared all the same.") if isinstance(found, Allowed) and found.override_id else "",
        is_open,
    )


def ended_words(because: str) -> str:
    """Return why an agency works with somebody no longer."""
    return {"died": _("they have died"), "merged": _("recorded twice")}.get(because) or shown(because)


def _agreement_words(found: Allowed) -> str:
    until = plain_day(found.until_day) if found.until_day else ""
    return _("By version %(number)d of the agreement, until %(day)s.") % {"number": found.number, "day": until}


def about_words(agency: str, purpose: str) -> str:
    """Return what is not to be shared: with an agency ('' for any), for a purpose ('' for all)."""
    whom = shown(agency) or _("any agency")
    if not purpose:
        return _("Nothing to %(whom)s") % {"whom": whom}
    return _("Not to %(whom)s: %(what)s") % {"whom": whom, "what": purpose_words(purpose)}


def objection_line(one: ObjectionRow) -> ObjectionLine:
    """Return what a person does not want shared."""
    values = {"day": plain_day(one.on_day), "who": shown(one.said_by)}
    said = _("Said by %(who)s on %(day)s.") % values if one.said_by else _("Said on %(day)s.") % values
    withdrawn = ""
    if one.withdrawn_at is not None:
        values = {"day": plain_day(local_day(one.withdrawn_at)), "who": shown(one.withdrawn_words)}
        withdrawn = _("Taken back on %(day)s: %(who)s") % values
    return ObjectionLine(one.id, about_words(one.agency, one.purpose), shown(one.words), said, withdrawn)


def override_line(one: OverrideRow, at: datetime) -> OverrideLine:
    """Return what is shared although a person objects."""
    values = {"agency": shown(one.agency), "purpose": purpose_words(one.purpose)}
    days = days_words(local_day(one.since), one.until_day)
    if one.by:
        days = _("%(who)s, %(days)s") % {"who": shown(one.by), "days": days}
    ended = ""
    if one.ended_at is not None:
        ended = _("Ended on %(day)s: %(why)s") % {
            "day": plain_day(local_day(one.ended_at)),
            "why": shown(one.ended_because),
        }
    is_open = rules.overrides(rules.Override(one.id, one.purpose, one.since, one.until_day, one.ended_at), at)
    return OverrideLine(
        one.id,
        _("%(agency)s: %(purpose)s") % values,
        shown(one.reason),
        shown(one.ground),
        days,
        telling_words(one.told_how, one.told_by, one.untold_because),
        is_open,
        ended,
    )


def disclosure_line(one: DisclosureRow, at: datetime) -> DisclosureLine:
    """Return one thing that was shared."""
    whom = ", ".join(filter(None, (shown(one.contact), shown(one.agency))))
    why = _("%(purpose)s. %(basis)s (version %(number)d of the agreement).") % {
        "purpose": purpose_words(one.purpose), "basis": BASIS_WORDS[one.basis], "number": one.agreement,
    }  # fmt: skip
    return DisclosureLine(
        first_up(moment(one.shared_at, local_day(at))),
        whom,
        str(HOW_WORDS[one.how]),
        why,
        told_words(one.fields),
        shown(one.words),
        shown(one.by),
        one.is_against,
    )


# The sheet for the person


def told_show(
    who: Who,
    involved: Sequence[Involved],
    standings: Mapping[UUID, Standing],
    objections: Sequence[ObjectionRow],
    overrides: Sequence[OverrideRow],
    shared: Sequence[DisclosureRow],
    *,
    team: str,
    at: datetime,
) -> ToldShow:
    """
    Return the sheet for the person in plain words: who helps, what each knows, what they said no to, what was told.

    What is shared against their word without their knowing is not on it: whoever prints it is told so.
    """
    untold = {one.id for one in overrides if one.told_how == Told.NOT}
    kept = [one for one in overrides if one.id in untold and _holds(one, at)] + [one for one in shared if one.is_untold]
    sheet = _("Printed %(day)s by %(team)s. Ask us if anything here is wrong, or if you want us to stop.")
    return ToldShow(
        who.person_id,
        who.called,
        [_told_person(one, standings.get(one.agency_id), untold, at) for one in involved],
        [_no(one) for one in objections if one.withdrawn_at is None],
        [_all_the_same(one) for one in overrides if _holds(one, at) and one.id not in untold],
        [_shared(one) for one in shared if not one.is_untold],
        bool(kept),
        sheet % {"day": plain_day(local_day(at)), "team": team},
    )


def _told_person(one: Involved, standing: Standing | None, untold: Collection[UUID], at: datetime) -> ToldPerson:
    line = involved_line(one, standing, at)
    found = rules.may_share(standing, purpose=one.purpose, at=at) if standing and one.purpose in PURPOSES else None
    purpose = _(PURPOSES[one.purpose].to_person) if one.purpose in PURPOSES else one.purpose
    why = _("%(purpose)s. %(basis)s.") % {"purpose": purpose, "basis": _BASIS_TO_YOU[one.basis]()}
    is_kept = isinstance(found, Allowed) and found.override_id in untold
    told = to_person_words(found.fields) if isinstance(found, Allowed) and not is_kept else []
    nothing = _("You do not want us to tell them anything for this.") if line.is_objected or is_kept else ""
    return ToldPerson(line.agency, line.service, why, told, nothing or _("We may tell them nothing for this now."))


_BASIS_TO_YOU = {
    "direct care": lambda: _("It is part of your care"),
    "consent": lambda: _("You agreed to it"),
    "legal duty": lambda: _("The law asks us to"),
    "vital interests": lambda: _("Your life was at risk"),
}


def _no(one: ObjectionRow) -> str:
    whom = shown(one.agency) or _("anybody")
    values = {"whom": whom, "what": purpose_words(one.purpose), "words": shown(one.words), "day": plain_day(one.on_day)}
    if one.purpose:
        return _("On %(day)s you said: “%(words)s” (%(whom)s: %(what)s)") % values
    return _("On %(day)s you said: “%(words)s” (%(whom)s)") % values


def _holds(one: OverrideRow, at: datetime) -> bool:
    return rules.overrides(rules.Override(one.id, one.purpose, one.since, one.until_day, one.ended_at), at)


def _all_the_same(one: OverrideRow) -> str:
    values = {
        "agency": shown(one.agency), "what": purpose_words(one.purpose), "why": shown(one.reason).rstrip("."),
        "ground": shown(one.ground), "day": plain_day(one.until_day),
    }  # fmt: skip
    return (
        _("%(agency)s, %(what)s: we decided to tell them all the same until %(day)s. Why: %(why)s (%(ground)s).")
        % values
    )


def _shared(one: DisclosureRow) -> tuple[str, str]:
    values = {
        "whom": ", ".join(filter(None, (shown(one.contact), shown(one.agency)))), "how": HOW_WORDS[one.how],
        "what": listed(to_person_words(one.fields)),
    }  # fmt: skip
    return plain_day(local_day(one.shared_at)), _("%(whom)s, %(how)s: %(what)s.") % values
