"""The hands of a member in words: what they hold, whom it could go to and why, and what is still open of a leave."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from kith.contact.seams import Caution
from kith.handover.hands import Accepted, Holding, LeaveRow, Line
from kith.handover.rules import SETTLED, Held, Standing
from kith.handover.shows import Bundle, Group, HandsShow, LineShow
from kith.place.rules import date_words, local_day
from kith.team.queries import MemberInfo, TeamInfo
from kith.web.shows import Filled, Option
from kith.web.words import cannot_own, deadline, moment

DUTY = "duty"
MEMBER = "member:"
TITLES: Mapping[Held, object] = {
    Held.NAMED_LEAD: later("Named lead for"),
    Held.DEPUTY: later("Deputy for"),
    Held.ACTION: later("Open actions"),
    Held.CONTACT: later("Planned contacts"),
    Held.SERIES: later("Series of contacts"),
    Held.OFFER: later("Offers that wait for an answer"),
    Held.OVERRIDE: later("Leads for a day"),
    Held.DUTY: later("Takes the duty"),
    Held.SECOND: later("Second in line"),
}
BY_ITSELF: Mapping[Held, object] = {
    Held.NAMED_LEAD: later("the deputy leads meanwhile, else the duty lead"),
    Held.DEPUTY: later("the duty lead answers meanwhile"),
    Held.ACTION: later("waits until they are back"),
    Held.CONTACT: later("made by them"),
    Held.SERIES: later("goes on; contacts while they are away are made by others"),
    Held.OFFER: later("stays with whoever offers it"),
    Held.OVERRIDE: later("passes to whoever takes the duty"),
    Held.DUTY: later("the second in line takes it"),
    Held.SECOND: later("somebody on shift stands in"),
}
MARKS: Mapping[Standing, tuple[str, str]] = {
    Standing.OPEN: ("late", "late"),
    Standing.OFFERED: ("wait", "wait"),
    Standing.DECLINED: ("late", "late"),
    Standing.TO_DUTY: ("done", "done"),
    Standing.STAYS: ("", "quiet"),
}


@dataclass(frozen=True, slots=True)
class Colleagues:
    """
    Who could take something: the members but the one who goes, who may not open whose record, who met whom how often; and
    what is said of planned contacts where they go to whoever has the duty then.
    """

    there: Sequence[MemberInfo]
    away: Collection[UUID]
    closed: Collection[tuple[UUID, UUID]]
    met: Mapping[tuple[UUID, UUID], int]
    cautions: Mapping[UUID, Caution] = field(default_factory=dict)

    def options(self, person_id: UUID | None) -> list[Option]:
        """Return who can open a record and is here, who knows the person best first, each with why."""
        able = [one for one in self.there if person_id is None or (one.account_id, person_id) not in self.closed]
        here = [one for one in able if one.id not in self.away]
        ranked = sorted(here, key=lambda one: -self._times(one, person_id))
        return [Option(f"{MEMBER}{one.id}", self._words(one, person_id)) for one in ranked]

    def knowing(self, person_id: UUID | None) -> list[str]:
        """Return why some are not listed: who knows the person, by name."""
        names = {one.name for one in self.there if (one.account_id, person_id) in self.closed}
        return [cannot_own(name) for name in sorted(names)]

    def _times(self, one: MemberInfo, person_id: UUID | None) -> int:
        return self.met.get((one.id, person_id), 0) if person_id else 0

    def _words(self, one: MemberInfo, person_id: UUID | None) -> str:
        number = self._times(one, person_id)
        if not number:
            return f"{one.name}, {one.role_label}"
        words = ngettext("%(name)s: %(n)d contact in 4 months", "%(name)s: %(n)d contacts in 4 months", number)
        return words % {"name": one.name, "n": number}


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of the page as they stand."""

    plan: Filled
    ill: Filled
    remove: Filled
    lines: Filled


def hands_show(
    *,
    team: TeamInfo,
    member: MemberInfo,
    lines: Sequence[Line],
    accepted: Sequence[Accepted],
    leave: LeaveRow | None,
    colleagues: Colleagues,
    duty_name: str,
    forms: Forms,
    at: datetime,
    is_own: bool,
    can_prepare: bool,
    can_remove: bool,
) -> HandsShow:
    """Return the page. Without a leave each line is shown as it is; with one, with where it goes and what is open."""
    counting = [line for line in lines if line.standing is not Standing.STAYS]
    loose = [line for line in counting if line.standing not in SETTLED]
    chooses = leave is not None and leave.state == "planned" and can_prepare
    told = [line for line in lines if _has_a_line(line, leave)]
    groups = [
        _group(held, [line for line in told if line.holding.held is held], leave, colleagues, duty_name, at, chooses)
        for held in Held
    ]
    rest = [line.holding for line in lines if line not in told and _matters(line.holding, leave)]
    return HandsShow(
        team_slug=team.slug,
        member_id=member.id,
        name=member.name,
        is_own=is_own,
        can_prepare=can_prepare,
        can_remove=can_remove,
        groups=[*[group for group in groups if group.number], *_taken(accepted)],
        bundles=[_bundle(held, [one for one in rest if one.held is held], leave, at) for held in _kinds(rest)],
        duty_name=duty_name,
        plan_form=forms.plan,
        ill_form=forms.ill,
        remove_form=forms.remove,
        lines_form=forms.lines,
        leave_words=_leave_words(leave) if leave else "",
        version=leave.version if leave else 0,
        number=len(counting) + len(accepted),
        number_open=len(loose),
        number_to_choose=sum(line.standing in (Standing.OPEN, Standing.DECLINED) for line in loose),
        open_words=_open_words(loose),
        is_confirmed=leave is not None and leave.state != "planned",
        today=local_day(at),
    )


def field_of(holding: Holding) -> str:
    """Return the name of a line's list box."""
    return f"to-{holding.held.replace(' ', '-')}-{holding.id}"


def _has_a_line(line: Line, leave: LeaveRow | None) -> bool:
    """Say whether a thing has a line of its own: what must be settled or is, and without a leave work and contacts."""
    if leave is None:
        return line.holding.held in (Held.ACTION, Held.CONTACT, Held.SERIES, Held.OFFER)
    return line.standing is not Standing.STAYS


def _matters(holding: Holding, leave: LeaveRow | None) -> bool:
    """Say whether a leave touches something: of days, those on which the member is away."""
    return leave is None or holding.day is None or leave.away.has(holding.day)


def _kinds(rest: Sequence[Holding]) -> list[Held]:
    return [held for held in Held if any(one.held is held for one in rest)]


def _bundle(held: Held, things: Sequence[Holding], leave: LeaveRow | None, at: datetime) -> Bundle:
    names = [LineShow(what=_what(one, at), more="", href=_href(one)) for one in things]
    return Bundle(str(TITLES[held]), len(things), names, str(BY_ITSELF[held]) if leave else "")


def _leave_words(leave: LeaveRow) -> str:
    if leave.last_day is None:
        return _("Leaves the team on %(day)s") % {"day": date_words(leave.first_day)}
    words = {"first": date_words(leave.first_day), "last": date_words(leave.last_day)}
    return _("Away %(first)s to %(last)s") % words


def _open_words(loose: Sequence[Line]) -> str:
    need = sum(line.standing is not Standing.OFFERED for line in loose)
    wait = len(loose) - need
    parts = []
    if need:
        parts.append(ngettext("%(n)d needs someone", "%(n)d need someone", need) % {"n": need})
    if wait:
        parts.append(ngettext("%(n)d waits for an answer", "%(n)d wait for an answer", wait) % {"n": wait})
    return ", ".join(parts)


def _group(
    held: Held,
    lines: Sequence[Line],
    leave: LeaveRow | None,
    colleagues: Colleagues,
    duty_name: str,
    at: datetime,
    chooses: bool,
) -> Group:
    shown = [_line(line, leave, colleagues, duty_name, at, chooses) for line in lines]
    return Group(str(TITLES[held]), len(lines), shown)


def _line(
    line: Line, leave: LeaveRow | None, colleagues: Colleagues, duty_name: str, at: datetime, chooses: bool
) -> LineShow:
    thing, standing = line.holding, line.standing
    mark, tone = MARKS[standing] if leave else ("", "quiet")
    base = LineShow(what=_what(thing, at), more=_more(thing, at), href=_href(thing))
    if leave is None:
        return base
    open_line = chooses and standing in (Standing.OPEN, Standing.DECLINED)
    options = _options(thing, colleagues, duty_name) if open_line else []
    return LineShow(
        what=base.what,
        more=base.more,
        href=base.href,
        field=field_of(thing) if open_line else "",
        label=_("Who takes %(what)s") % {"what": base.what},
        options=options,
        why_not=colleagues.knowing(thing.person_id) if options and thing.held in (Held.ACTION, Held.NAMED_LEAD) else (),
        goes_to=_goes_to(line, duty_name),
        says=colleagues.cautions[thing.id].says if thing.id in colleagues.cautions else (),
        answer=_answer(line),
        mark=mark,
        tone=tone,
    )


def _options(thing: Holding, colleagues: Colleagues, duty_name: str) -> list[Option]:
    duty = Option(DUTY, _("Whoever takes the duty then (today %(name)s)") % {"name": duty_name or _("nobody")})
    if thing.held in (Held.ACTION, Held.NAMED_LEAD):
        return [*colleagues.options(thing.person_id), duty]
    return [duty]


def _goes_to(line: Line, duty_name: str) -> str:
    if line.standing is Standing.OFFERED:
        return line.holding.offer_to
    if line.standing is Standing.TO_DUTY:
        return _("whoever takes the duty then")
    return str(BY_ITSELF[line.holding.held]) if line.standing is Standing.STAYS else ""


def _answer(line: Line) -> str:
    thing = line.holding
    if line.standing is Standing.OFFERED:
        return _("%(name)s has not answered") % {"name": thing.offer_to}
    if line.standing is Standing.DECLINED:
        return _("%(name)s declined: “%(why)s”. Choose someone else") % {
            "name": thing.offer_to,
            "why": thing.offer_reason,
        }
    if line.standing is Standing.TO_DUTY:
        return _("Falls to the duty lead")
    return _("Needs someone") if line.standing is Standing.OPEN else ""


def _what(thing: Holding, at: datetime) -> str:
    if thing.held in (Held.DUTY, Held.SECOND) and thing.day:
        return date_words(thing.day)
    if thing.held in (Held.ACTION, Held.OFFER) and thing.words:
        return f"{thing.name}: {thing.words}" if thing.name else thing.words
    return thing.name


def _more(thing: Holding, at: datetime) -> str:
    if thing.held is Held.ACTION and thing.due_at:
        words = deadline(thing.due_at, at)
        if thing.return_date:
            back = {"why": thing.hold_reason, "day": date_words(thing.return_date)}
            return _("waiting: %(why)s, back %(day)s") % back
        return words
    if thing.held is Held.CONTACT and thing.from_at:
        return moment(thing.from_at, at)
    if thing.held is Held.OVERRIDE and thing.day:
        return _("on %(day)s: %(why)s") % {"day": date_words(thing.day), "why": thing.words}
    if thing.held is Held.OFFER and thing.due_at:
        return _("answer by %(when)s") % {"when": moment(thing.due_at, at)}
    return ""


def _href(thing: Holding) -> str:
    if thing.held is Held.ACTION:
        return reverse("action", kwargs={"action_id": thing.id})
    return reverse("person", kwargs={"person_id": thing.person_id}) if thing.person_id else ""


def _taken(accepted: Sequence[Accepted]) -> list[Group]:
    if not accepted:
        return []
    lines = [
        LineShow(
            what=f"{one.name}: {one.words}" if one.words and one.name else one.words or one.name,
            more="",
            goes_to=one.taken_by,
            answer=_("%(name)s accepted") % {"name": one.taken_by},
            mark="done",
            tone="done",
        )
        for one in accepted
    ]
    return [Group(_("Taken over"), len(lines), lines)]
