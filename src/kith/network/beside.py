"""What stands beside a contact that is planned or recorded: what other services did of late, and who knows the person."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from kith.contact.rules import Way
from kith.contact.seams import Beside, Caution, Wish
from kith.contact.service_rules import Warned, service_of_role
from kith.contact.services import domains, services
from kith.language import listed
from kith.network import queries
from kith.network.figures import figures
from kith.network.rules import KNOWS_DAYS, REPEATED_DAYS, Knows, Meeting, guard
from kith.network.rules import Caution as Faces
from kith.place.rules import day_bounds, local_day
from kith.team.queries import MemberInfo, day_on_team, team_by_id
from kith.web.words import clock, first_up, near_day

MOST_SAID = 2
JUST = timedelta(days=2)
"""How long a visit at which nothing was assessed is still worth a sentence."""


def lately(person_id: UUID, role: str, at: datetime) -> Beside:
    """Return what other services than the role's own did with a person within 28 days. One statement."""
    since = at - timedelta(days=figures()[REPEATED_DAYS] + 1)
    found = queries.meetings(person_ids=[person_id], since=since, until=at, answers=False)
    own = service_of_role(services(), role)
    first = local_day(at) - timedelta(days=figures()[REPEATED_DAYS])
    return beside([one for one in found if one.is_made and one.counts and one.service != own and one.day >= first], at)


def beside(meetings: Sequence[Meeting], at: datetime) -> Beside:
    """Return what these meetings, in order, come to: a sentence for each service, the latest first, at most two."""
    by_service: dict[str, list[Meeting]] = {}
    known: dict[str, str] = {}
    for one in reversed(meetings):
        by_service.setdefault(one.service, []).append(one)
        for domain in one.domains:
            known.setdefault(domain, _("%(service)s, %(day)s") % _said(one, at))
    says = [words for of_service in by_service.values() if (words := _sentence(of_service, at))]
    return Beside(says[:MOST_SAID], known)


def _sentence(of_service: Sequence[Meeting], at: datetime) -> str:
    """Return one sentence of a service: when it was last there, or when it last assessed something, and what."""
    assessed = next((one for one in of_service if one.domains), None)
    if assessed:
        words = _said(assessed, at) | {"domains": listed(_label(code) for code in assessed.domains)}
        return first_up(_("%(service)s was in contact %(day)s and assessed this: %(domains)s.") % words)
    last = of_service[0]
    return first_up(_("%(service)s was in contact %(day)s.") % _said(last, at)) if at - last.at <= JUST else ""


def _said(one: Meeting, at: datetime) -> dict[str, str]:
    return {"service": service_words(one), "day": near_day(one.at, at)}


def _label(code: str) -> str:
    return _(domains()[code].label) if code in domains() else code


def service_words(one: Meeting) -> str:
    """Return the service of a meeting in words: its label, or the name that was written where no list knows it."""
    found = services().get(one.service)
    if found is None:
        return ""
    return one.name if found.code == "other" and one.name else _(found.label)


# Before a contact is planned


def cautions(wish: Wish, at: datetime) -> Caution:
    """
    Return what is to be said before a contact is planned: who knows the person, how many faces, who else comes that day.

    Four statements. Nobody is stopped by it.
    """
    day = local_day(wish.window_from)
    people = [wish.person_id, *(one.id for one in queries.household(person_id=wish.person_id))]
    found = queries.meetings(
        person_ids=people, since=at - queries.ALWAYS, until=day_bounds(day)[1], answers=False
    )  # fmt: skip
    warned, says = _faces(wish, [one for one in found if one.person_id == wish.person_id], at)
    if wish.way == Way.VISIT and (others := _same_day(wish, found)):
        warned.append(Warned.SAME_DAY)
        says.append(_also_there(others[0], at))
    return Caution([str(one) for one in warned], says)


def _faces(wish: Wish, found: Sequence[Meeting], at: datetime) -> tuple[list[Warned], list[str]]:
    day = local_day(wish.window_from)
    who = next((one for one in wish.members if one.id == wish.member_id), None)
    there = _there(wish, at) if who else []
    key = str(who.account_id) if who else wish.by_other.strip().lower()
    caution = guard(key, found, day=day, there=[str(one.account_id) for one in there], figures=figures())
    return faces_words(caution, who, wish.window_from, at) if caution else ([], [])


def faces_words(
    caution: Faces, who: MemberInfo | None, window_from: datetime, at: datetime
) -> tuple[list[Warned], list[str]]:
    """Return what the guard for new faces says of a member, None for somebody else, by code and in sentences."""
    warned, says = [], []
    if caution.is_new and who:
        warned.append(Warned.NEW_FACE)
        says.append(_new_face(who, caution.known[0], window_from, at))
    if caution.faces:
        warned.append(Warned.MANY_FACES)
        words = {"number": caution.faces, "days": caution.faces_days}
        says.append(_("It would be different face number %(number)d within %(days)d days.") % words)
    return warned, says


def _there(wish: Wish, at: datetime) -> list[MemberInfo]:
    """Return the members who are on shift on the day and may open the record. Two statements."""
    team = team_by_id(team_id=wish.team_id)
    rota = day_on_team(team=team, day=local_day(wish.window_from), at=at, person_id=wish.person_id)
    return [one for one in wish.members if one.id in rota.on_shift and one.id not in rota.closed]


def _new_face(who: MemberInfo, known: Knows, window_from: datetime, at: datetime) -> str:
    words = {
        "known": known.name,
        "number": known.number,
        "of": known.of,
        "days": figures()[KNOWS_DAYS],
        "day": near_day(window_from, at),
        "who": who.name,
    }
    return _(
        "%(known)s made %(number)d of the %(of)d contacts of the last %(days)d days and is on shift %(day)s;"
        " %(who)s has not met them yet."
    ) % words  # fmt: skip


def _same_day(wish: Wish, found: Iterable[Meeting]) -> list[Meeting]:
    day = local_day(wish.window_from)
    there = [one for one in found if one.day == day and one.is_visit and one.counts]
    at_home = [one for one in there if one.person_id == wish.person_id or one.home]  # in a care home, only their own
    return [one for one in at_home if one.service != wish.service]


def _also_there(one: Meeting, at: datetime) -> str:
    words = {"service": service_words(one), "day": near_day(one.at, at), "clock": clock(one.at), "who": one.name}
    if one.name and one.name != words["service"]:
        return first_up(_("%(service)s comes to this home %(day)s too: %(clock)s, %(who)s.") % words)
    return first_up(_("%(service)s comes to this home %(day)s too, %(clock)s.") % words)
