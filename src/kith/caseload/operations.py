"""
The only writers of lists: putting people on, who leads them, how closely they are followed.

Taking somebody off is a closing (handover), which says why, who holds them now and who was told.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.access.operations import keep_reach, keep_reach_of_many, open_reach
from kith.act import Act, NotVisible, Refusal, ids, operation
from kith.caseload import queries
from kith.caseload.models import Intake
from kith.caseload.parts import Looked
from kith.caseload.rules import LIST_CHANGES, CameBy, ListState, RiskTier
from kith.caseload.writing import ON_THE_LIST, as_opened, write
from kith.language import later
from kith.message.parts import Tell
from kith.person.operations import Details, register
from kith.person.rules import tidy
from kith.place.rules import date_words, local_day
from kith.policy.in_force import has_floor
from kith.team.queries import (
    MemberInfo,
    TeamInfo,
    day_on_team,
    has_duty_lead_within,
    members,
    sight_of_team,
    team_by_id,
)
from kith.team.rules import is_service_day
from kith.web.words import cannot_lead

WAS_NAMED_LEAD = later("was the named lead")
"""Why a former named lead still reaches somebody, should they leave the team meanwhile."""
REACH_AFTER_LEAD = timedelta(days=30)
"""How long a former named lead reaches somebody after the change: what they knew is passed on, then it ends by itself."""
DUTY_WITHIN_DAYS = 14
LONGEST_CADENCE = 366
OVERRIDE_DAYS = 31
KITH_ROLE = "kith"


@dataclass(frozen=True, slots=True)
class Listed:
    """Who was newly put on a list, and the import they belong to."""

    person_ids: list[UUID]
    intake_id: UUID | None


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Who leads somebody over time and how closely they are followed; `cadence_days` None: no rhythm agreed."""

    named_lead_id: UUID | None
    deputy_id: UUID | None
    risk_tier: str
    cadence_days: int | None
    state: str


@operation("caseload.add_person", sight=sight_of_team)
def add_person(*, act: Act, team_id: UUID, details: Details, came_by: str = "added", came_from: str = "") -> UUID:
    """
    Record somebody new and put them on a team's list; return the person.

    Raises:
        Refusal: while nobody has approved the rule tables of its place. As person.register: no name, a wrong or taken NHS
            number (`extra` is the person who has it, when the actor reaches them; a hidden one says only whom to ask), neither
            number nor reason. Or an unknown way of coming.
    """
    if came_by not in set(CameBy) - {CameBy.IMPORT}:
        raise Refusal(_("Choose how they come to us."), field="came_by")
    _has_opened(act)
    person_id = register(act=act, team_id=team_id, details=details, why=ON_THE_LIST)
    _enter(act, team_id, [person_id], came_by=came_by, came_from=tidy(came_from), intake_id=None)
    return person_id


@operation("caseload.put_on_list", sight=sight_of_team)
def put_on_list(
    *,
    act: Act,
    team_id: UUID,
    person_ids: list[UUID],
    came_by: str = "added",
    came_from: str = "",
    intake_label: str | None = None,
) -> Listed:
    """
    Put people whom the actor reaches on a team's list; those on it already stay as they are.

    With a label they are one intake, to be looked through. At most six statements, however many people.

    Raises:
        NotVisible: when the actor does not reach somebody.
        Refusal: while nobody has approved the rule tables of its place; for an import while the team has no duty lead in the
            next 14 days; from the database for the dead.
    """
    if came_by not in set(CameBy):
        raise Refusal(_("Choose how they come to us."), field="came_by")
    _has_opened(act)
    if came_by == CameBy.IMPORT and not has_duty_lead_within(
        team_id=team_id, first=local_day(act.at), days=DUTY_WITHIN_DAYS
    ):
        raise Refusal(
            _("Nobody takes the team's duty in the next 14 days. Publish a rota with a duty lead, then import again."),
            field="team",
            rule="P2",
        )
    _check_reached(person_ids)
    open_reach(act=act, person_ids=person_ids, team_id=team_id, why=ON_THE_LIST)
    intake_id = _begin_intake(act, team_id, intake_label) if intake_label else None
    put_on = _enter(act, team_id, person_ids, came_by=came_by, came_from=came_from, intake_id=intake_id)
    act.concerns(*put_on, **({"intake_id": intake_id} if intake_id else {}))
    return Listed(put_on, intake_id)


def gather_intake(*, act: Act, team_id: UUID, person_ids: list[UUID], label: str) -> Listed:
    """
    Let those of these people whom imports put on the list one by one, and whom nobody leads yet, be one intake.

    Inside an operation; one statement. When nobody is left, no intake is begun.
    """
    intake_id = ids.new()
    with connection.cursor() as cursor:
        cursor.execute(
            "with gathered as (update caseload_listentry set intake_id = %s, act_id = %s where team_id = %s"
            "   and person_id = any(%s::uuid[]) and came_by = 'import' and state <> 'ended'"
            "   and intake_id is null and named_lead_id is null and looked_through_at is null returning person_id),"
            " begun as (insert into caseload_intake (id, team_id, label, came_at, act_id)"
            "   select %s, %s, %s, %s, %s where exists (select 1 from gathered))"
            " select person_id from gathered",
            [intake_id, act.id, team_id, person_ids, intake_id, team_id, tidy(label), act.at, act.id],
        )
        gathered = [person for (person,) in cursor.fetchall()]
    act.concerns(*gathered, **({"intake_id": intake_id} if gathered else {}))
    return Listed(gathered, intake_id if gathered else None)


@operation("caseload.set_leads", sight=queries.sight_of_entry)
def set_leads(*, act: Act, entry_id: UUID, version: int, named_lead_id: UUID | None, deputy_id: UUID | None) -> UUID:
    """Say who leads somebody over time, and who when the named lead is not on shift. Raises as `arrange`."""
    before = _arrangement(as_opened(act.thing.row["entry"], version))
    return _arrange(act, version, replace(before, named_lead_id=named_lead_id, deputy_id=deputy_id))


@operation("caseload.set_entry", sight=queries.sight_of_entry)
def set_entry(*, act: Act, entry_id: UUID, version: int, risk_tier: str, cadence_days: int | None) -> UUID:
    """Set the risk tier and how many days may pass between contacts. Raises as `arrange`."""
    before = _arrangement(as_opened(act.thing.row["entry"], version))
    return _arrange(act, version, replace(before, risk_tier=risk_tier, cadence_days=cadence_days))


@operation("caseload.arrange", sight=queries.sight_of_entry)
def arrange(*, act: Act, entry_id: UUID, version: int, arrangement: Arrangement) -> UUID:
    """
    Set leads, tier, cadence and state of a list entry together; whoever newly leads is told.

    One names oneself; others are offered to lead and accept (P3). A deputy stands in and is told.

    Raises:
        Refusal: when the entry has ended, a lead is not a member now or is somebody else who has not accepted, lead and deputy
            are one, or a value is not known.
        Stale: when somebody changed it first; `extra` is the entry as it is now.
    """
    return _arrange(act, version, arrangement)


@operation("caseload.override_day_lead", sight=queries.sight_of_person_on_team)
def override_day_lead(*, act: Act, team_id: UUID, person_id: UUID, day: date, member_id: UUID, reason: str) -> UUID:
    """
    Let somebody on shift lead a person on one day, for a reason; said again it replaces what was said before.

    Raises:
        Refusal: when the person is not on the list, the day is past, far off or no service day, the member is not on
            shift then, or no reason is given.
    """
    entry = act.thing.row["entry"]
    if entry is None:
        raise Refusal(_("This person is not on the team's list: put them on it first."))
    if not (reason := tidy(reason)):
        raise Refusal(_("Say why somebody else leads that day."), field="reason")
    today = local_day(act.at)
    if not today <= day <= today + timedelta(days=OVERRIDE_DAYS):
        raise Refusal(_("Choose a day from today to a month ahead."), field="day")
    team = team_by_id(team_id=team_id)
    if not is_service_day(day, team.calendar):
        raise Refusal(
            _("%(day)s is not a service day: the on-call cover answers.") % {"day": date_words(day)}, field="day"
        )
    there = day_on_team(team=team, day=day, at=act.at, person_id=person_id)
    if member_id in there.closed:
        raise Refusal(
            _("This member knows the person, so cannot lead them. Choose another."), field="member", rule="P2"
        )
    if member_id not in there.on_shift:
        raise Refusal(
            _("Choose somebody who is on shift on %(day)s.") % {"day": date_words(day)}, field="member", rule="P2"
        )
    account_id = _override(act, team_id, person_id, day, member_id, reason)
    act.add("looked", Looked(team_id, person_id))
    act.add("message", Tell(team_id, account_id, "day lead", "list entry", entry.id, person_id))
    act.concerns(member_id=member_id, day=day)
    return entry.id  # type: ignore[no-any-return]  # the row of a Thing is untyped


@operation("caseload.look_through", sight=sight_of_team)
def look_through(*, act: Act, team_id: UUID, person_ids: list[UUID]) -> int:
    """Say that people brought in by an import have been looked through; return how many had not been."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update caseload_listentry set looked_through_at = %s, act_id = %s where team_id = %s"
            " and person_id = any(%s::uuid[]) and intake_id is not null and looked_through_at is null"
            " and state <> 'ended' returning person_id",
            [act.at, act.id, team_id, person_ids],
        )
        looked = [person for (person,) in cursor.fetchall()]
    act.concerns(*looked)
    return len(looked)


def _check_reached(person_ids: Sequence[UUID]) -> None:
    """Nobody is put on a list by an address typed by guess."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from access_personkey where id = any(%s::uuid[])", [list(person_ids)])
        if cursor.fetchone()[0] != len(set(person_ids)):
            raise NotVisible


def _begin_intake(act: Act, team_id: UUID, label: str) -> UUID:
    intake = Intake(id=ids.new(), team_id=team_id, label=tidy(label), came_at=act.at, act_id=act.id)
    intake.save(force_insert=True)
    return intake.id


def _has_opened(act: Act) -> None:
    """Refuse to take anybody on while the place of the acted-on team has no floor, or the team is not open. No statement."""
    team: TeamInfo = act.thing.row["info"]
    if not has_floor(place_id=team.place_id, at=act.at):
        sentence = _(
            "%(team)s is not open yet: two named people approve its place's rule tables first. Whoever runs Kith does it with"
            " kith policy publish."
        )
        raise Refusal(sentence % {"team": team.name}, field="team", rule="P11")
    if not team.opened_at:
        sentence = _("%(team)s is not open yet: its page of setting up says what is missing, and who opens it.")
        raise Refusal(sentence % {"team": team.name}, field="team", rule="P2")


def _enter(
    act: Act, team_id: UUID, person_ids: Sequence[UUID], *, came_by: str, came_from: str, intake_id: UUID | None
) -> list[UUID]:
    """Make active entries for those who have none, after their last one here; return whose they are. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into caseload_listentry (id, team_id, person_id, state, came_at, came_by, came_from, intake_id,"
            " ended_because, risk_tier, version, act_id, after_id)"
            " select n.id, %s, n.person, 'active', %s, %s, %s, %s, '', 'not assessed', 1, %s,"
            "   (select b.id from caseload_listentry b where b.team_id = %s and b.person_id = n.person and b.state = 'ended'"
            "     order by b.ended_at desc, b.id limit 1)"
            " from unnest(%s::uuid[], %s::uuid[]) n (id, person) where not exists (select 1 from caseload_listentry e"
            "   where e.team_id = %s and e.person_id = n.person and e.state <> 'ended') returning person_id",
            [
                team_id,
                act.at,
                came_by,
                came_from,
                intake_id,
                act.id,
                team_id,
                [ids.new() for _person in person_ids],
                list(person_ids),
                team_id,
            ],
        )
        return [person for (person,) in cursor.fetchall()]


def _arrangement(entry: queries.Entry) -> Arrangement:
    return Arrangement(entry.named_lead_id, entry.deputy_id, entry.risk_tier, entry.cadence_days, entry.state)


def _arrange(act: Act, version: int, wanted: Arrangement) -> UUID:
    entry = as_opened(act.thing.row["entry"], version)
    _check_arrangement(entry, wanted)
    leads = _new_leads(act, entry, wanted)
    write(
        act,
        entry,
        named_lead_id=wanted.named_lead_id,
        deputy_id=wanted.deputy_id,
        risk_tier=wanted.risk_tier,
        cadence_days=wanted.cadence_days,
        state=wanted.state,
    )
    if entry.named_lead_id and entry.named_lead_id != wanted.named_lead_id:
        _overlap(act, entry, entry.named_lead_id)
    if wanted.named_lead_id:
        act.add("looked", Looked(entry.team_id, entry.person_id))
    for what, member in leads:
        act.add("message", Tell(entry.team_id, member.account_id, what, "list entry", entry.id, entry.person_id))
    return entry.id


def overlap_after_leaving(*, act: Act, account_id: UUID, person_ids: Sequence[UUID]) -> None:
    """
    Let a named lead whose leaving is planned reach those they led for 30 days from now. Inside an operation; one statement.

    Not those whose record they have closed to themselves. It ends early when their access is removed.
    """
    until = act.at + REACH_AFTER_LEAD
    keep_reach_of_many(act=act, person_ids=person_ids, account_id=account_id, why=WAS_NAMED_LEAD, until=until)


def _overlap(act: Act, entry: queries.Entry, former_id: UUID) -> None:
    """
    Let a former named lead reach the person for 30 days more, should they leave the team by a date. Two statements.

    Not somebody who is not on the team any more, and not somebody who has closed the record to themselves.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select account_id from team_member where team_id = %s and id = %s and during @> act_moment()"
            " and not is_shut_out(account_id, %s)",
            [entry.team_id, former_id, entry.person_id],
        )
        row = cursor.fetchone()
    if row:
        until = act.at + REACH_AFTER_LEAD
        keep_reach(act=act, person_id=entry.person_id, account_id=row[0], why=WAS_NAMED_LEAD, until=until)


def _check_arrangement(entry: queries.Entry, wanted: Arrangement) -> None:
    if wanted.risk_tier not in set(RiskTier):
        raise Refusal(_("Choose a risk tier."), field="risk_tier")
    if wanted.cadence_days is not None and not 0 < wanted.cadence_days <= LONGEST_CADENCE:
        raise Refusal(_("Enter a number of days from 1 to 366, or leave it empty."), field="cadence_days")
    if wanted.state not in set(ListState) - {ListState.ENDED}:
        raise Refusal(_("Choose waiting, active or closing; taking off the list is a step of its own."), field="state")
    if wanted.state != entry.state and ListState(wanted.state) not in LIST_CHANGES[entry.state]:
        words = {"now": entry.state, "then": wanted.state}
        raise Refusal(_("Somebody who is %(now)s cannot become %(then)s.") % words, field="state")
    if wanted.named_lead_id and wanted.named_lead_id == wanted.deputy_id:
        raise Refusal(_("Choose two members: the deputy leads when the named lead is away."), field="deputy")


def _new_leads(act: Act, entry: queries.Entry, wanted: Arrangement) -> list[tuple[str, MemberInfo]]:
    """Return who newly leads, and as what. Two statements, none when the leads stay as they are."""
    chosen = [
        ("named lead", "named_lead", wanted.named_lead_id, entry.named_lead_id),
        ("deputy", "deputy", wanted.deputy_id, entry.deputy_id),
    ]
    new = [(what, field, member) for what, field, member, before in chosen if member and member != before]
    there = {one.id: one for one in members(team_id=entry.team_id, at=act.at)} if new else {}
    closed = queries.closed_to(team_id=entry.team_id, person_id=entry.person_id) if new else frozenset()
    for what, field, member in new:
        if member not in there:
            raise Refusal(_("Choose somebody who is on the team now."), field=field, rule="P2")
        if member in closed:
            raise Refusal(cannot_lead(there[member].name), field=field, rule="P2")
        if what == "named lead" and not _has_accepted(act, there[member]):
            words = {"name": there[member].name}
            raise Refusal(
                _("%(name)s leads this person once they accept: offer it to them. Until then nothing changes.") % words,
                field=field,
                rule="P3",
            )
    return [(what, there[member]) for what, _field, member in new]


def _has_accepted(act: Act, named: MemberInfo) -> bool:
    """Say whether a new named lead has said yes: by doing it themselves, by an operation that asked them, by an import's file."""
    return act.is_nested or named.account_id == act.account_id or act.role == KITH_ROLE


def _override(act: Act, team_id: UUID, person_id: UUID, day: date, member_id: UUID, reason: str) -> UUID:
    """Store who leads that day, in place of whoever was said before; return the account. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into caseload_override (id, team_id, person_id, day, member_id, reason, act_id)"
            " values (%s, %s, %s, %s, %s, %s, %s) on conflict (team_id, person_id, day) do update"
            " set member_id = excluded.member_id, reason = excluded.reason, act_id = excluded.act_id"
            " returning (select account_id from team_member where id = member_id)",
            [ids.new(), team_id, person_id, day, member_id, reason, act.id],
        )
        account_id: UUID = cursor.fetchone()[0]
    return account_id
