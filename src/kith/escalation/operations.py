"""
The only writers of escalations: raising one, answering, handing on, the log of who was told, closing, and the look at what
was not escalated. What crosses a threshold opens one through `opening`; the clock moves it on through `moving`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, NotAllowed, Refusal, Stale, ids, operation
from kith.action.operations import NewAction, make
from kith.action.passing import cancel_because, complete_because
from kith.action.rules import ActionKind
from kith.caseload.queries import sight_of_person_on_team
from kith.escalation import queries
from kith.escalation.models import Escalation, RouteStep, Spared, Told
from kith.escalation.opening import (
    Asking,
    about_in,
    ask,
    asking,
    barred,
    end_step,
    kept_from,
    note_steps,
    open_or_join,
    thing_of_track,
)
from kith.escalation.queries import EscalationRow, SparedRow
from kith.escalation.rules import READ_BACK, Crossing, Ended, State, Track, lacks_for_closing
from kith.message.parts import Tell
from kith.person.rules import tidy
from kith.place.rules import local_day
from kith.team.queries import MemberInfo, rules_for
from kith.team.rules import ON_CALL, add_service_days, end_of_service_day, is_service_day

LONGEST = 2_000
"""Characters of a worry, a decision, what was said, an outcome."""
WORRIED = "WORRIED"
"""The rule of a worried colleague: it needs no threshold."""
WORRIES = {
    "review": (2, "clinical-review"),
    "urgent": (2, "urgent-review"),
    "emergency": (4, "emergency"),
}
"""What a worried colleague may ask for, with its level and the route it takes; harm and neglect are a concern (`safeguarding`)."""
LATEST_TOLD = timedelta(days=7)
LOOK_SERVICE_DAYS = 1
LOOKS = ("clinical-supervisor", "team-lead", "safeguarding-lead", ON_CALL)
"""Who looks at what was not escalated, first choice first: each may, by the decision rights."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line for the communication log: who was told, how, what they said, whether it was read back, when (None: now)."""

    who: str
    how: str
    said: str = ""
    read_back: str = "later"
    told_at: datetime | None = None


@operation("escalation.raise", sight=sight_of_person_on_team)
def raise_(*, act: Act, team_id: UUID, person_id: UUID, worry: str, wanted: str = "review") -> UUID:
    """
    Raise an escalation because one is worried, without any threshold; return its id. Never withheld.

    Raises:
        Refusal: without words, over 2,000 characters, or when what is wanted is none of review, urgent, emergency.
    """
    if wanted not in WORRIES:
        raise Refusal(_("Choose what you ask for."), field="wanted")
    level, route = WORRIES[wanted]
    sentence = _words(worry, "worry", _("Say what worries you."))
    crossing = Crossing(WORRIED, "", level, route, sentence)
    [key] = open_or_join(
        act=act, team_id=team_id, person_id=person_id, crossings=[crossing], source_kind="worry", source_id=act.id
    )
    return key


@operation("escalation.respond", sight=queries.sight_of_escalation)
def respond(*, act: Act, escalation_id: UUID, version: int, decision: str) -> UUID:
    """
    Answer an escalation: the clock stops, the step is done, and seeing it through is one's own work from now on.

    By whoever its route has asked so far, whoever takes the duty, or a role that may close it.

    Raises:
        NotAllowed: for anybody else. Refusal: without a decision, or when it is answered or closed already. Stale.
    """
    return answer(act, as_opened(act.thing.row["escalation"], version), decision)


def answer(act: Act, row: EscalationRow, decision: str) -> UUID:
    """
    Answer an escalation as it was loaded. Inside an operation.

    Raises:
        NotAllowed: for whom its route has not asked. Refusal: without a decision, or when it is answered or closed already.
    """
    if row.state is not State.OPEN:
        raise Refusal(_("%(name)s has answered this already.") % {"name": row.answered_by or _("Somebody")})
    decision = _words(decision, "decision", _("Say what you decided."))
    team = asking(team_id=row.team_id, at=act.at)
    own = _own(act, team)
    if not _may_answer(act, row, own, team):
        raise NotAllowed(_may_answer_words(row), rule="P6")
    end_step(act, row.id, Ended.ANSWERED)
    said = _("Answered") if row.track is Track.SAFEGUARDING else decision
    complete_because(act=act, team_id=row.team_id, action_ids=[row.ask_id], outcome=said)
    through = _see_through(act, row, own, team)
    _write(
        act, row, state=State.ANSWERED, answered_at=act.at, answered_by_id=own.id, decision=decision, through_id=through
    )  # fmt: skip
    _tell(act, row, row.opened_by_id, "escalation answered")
    if row.asked_account_id:
        _tell(act, row, row.asked_account_id, "escalation answered")
    return row.id


@operation("escalation.hand_on", sight=queries.sight_of_escalation)
def hand_on(*, act: Act, escalation_id: UUID, version: int, why: str) -> UUID:
    """
    Hand an open escalation on to the next step of its route at once, rather than wait for its time; the reason is logged.

    Raises:
        Refusal: without a reason, when it is answered or closed, or when it stands at the last step. Stale.
    """
    return send_on(act, as_opened(act.thing.row["escalation"], version), why)


def send_on(act: Act, row: EscalationRow, why: str) -> UUID:
    """Hand an open escalation on, as it was loaded. Inside an operation. Raises Refusal as `hand_on`."""
    why = _words(why, "why", _("Say why it goes on."))
    route = queries.route_of(row, team_id=row.team_id)
    if row.state is not State.OPEN:
        raise Refusal(_("%(name)s has answered this already.") % {"name": row.answered_by or _("Somebody")})
    if row.step >= len(route.steps):
        raise Refusal(_("This is the last step of its route: the on-call cover answers."))
    team = asking(team_id=row.team_id, at=act.at)
    not_asked = barred(team, [row.person_id], {row.person_id: row.opened_by_id})[row.person_id]
    for members_kept_from in kept_from(team, [row.id] if row.track is Track.SAFEGUARDING else []).values():
        not_asked = not_asked.of_matter(team, members_kept_from)
    asked = team.ask(route, row.step, not_asked)
    until = team.respond_by(asked.step)
    end_step(act, row.id, Ended.HANDED_ON)
    said = _("Sent on") if row.track is Track.SAFEGUARDING else why
    cancel_because(act=act, team_id=row.team_id, action_ids=[row.ask_id], reason=said)
    first = queries.worst_reason(escalation_id=row.id)
    worst = Crossing(first.rule, first.table, first.level, row.route, first.sentence)
    action_id = ask(act, team, row.person_id, row.id, worst, asked, until, not_asked)
    note_steps(act, team, row.id, row.person_id, row.route, asked, until, round_=row.round)
    _write(act, row, step=asked.step.step, asked_at=act.at, respond_by=until, ask_id=action_id)
    log(act, row, Line(_("The next step of the route"), "message", why))
    return row.id


@operation("escalation.tell", sight=queries.sight_of_escalation)
def tell(
    *, act: Act, escalation_id: UUID, who: str, how: str, said: str = "", read_back: str = "later",
    told_at: datetime | None = None,
) -> UUID:  # fmt: skip
    """
    Write a line of the communication log: who was told, how, when (default now), what they said, whether they read it back.

    No line is ever changed; a correction is a new line.

    Raises:
        Refusal: without a name, or a way, for a read-back that is not known, or a moment to come or before the escalation opened.
    """
    row: EscalationRow = act.thing.row["escalation"]
    log(act, row, Line(who, how, said, read_back, told_at))
    return row.id


@operation("escalation.close", sight=queries.sight_of_escalation)
def close(*, act: Act, escalation_id: UUID, version: int, outcome: str) -> UUID:
    """
    Close an answered escalation with its outcome, once its log says who was told. By a role that may close its level.

    Raises:
        NotAllowed: for a role that may not; the sentence says who may. Refusal: with the list of what is missing. Stale.
    """
    return end(act, as_opened(act.thing.row["escalation"], version), outcome)


def end(act: Act, row: EscalationRow, outcome: str) -> UUID:
    """Close an answered escalation as it was loaded. Inside an operation. Raises NotAllowed and Refusal as `close`."""
    rules = rules_for(team_id=row.team_id, at=act.at)
    rule = rules.closing[row.level]
    if not rules.may_close(row.level, act.role):
        raise NotAllowed(_("%(sentence)s (%(rule)s)") % {"sentence": _(rule.sentence), "rule": rule.id}, rule=rule.id)
    if row.state is State.CLOSED:
        raise Refusal(_("This escalation is closed already."))
    outcome = _short(outcome)
    missing = lacks_for_closing(state=row.state, was_told=queries.was_told(escalation_id=row.id), outcome=outcome)
    if missing:
        raise Refusal(_missing_words(missing), field="outcome" if missing == ["outcome"] else "")
    assert row.through_id is not None
    said = _("Closed") if row.track is Track.SAFEGUARDING else outcome
    complete_because(act=act, team_id=row.team_id, action_ids=[row.through_id], outcome=said)
    _write(act, row, state=State.CLOSED, outcome=outcome, closed_at=act.at, closed_by_id=act.account_id)
    _tell(act, row, row.opened_by_id, "escalation closed")
    return row.id


@operation("escalation.spare", sight=sight_of_person_on_team)
def spare(
    *,
    act: Act,
    team_id: UUID,
    person_id: UUID,
    crossings: list[Crossing],
    reason: str,
    source_kind: str = "",
    source_id: UUID | None = None,
) -> UUID:
    """
    Keep that a crossing was not escalated, and why; a supervisor has work to look at it by the end of the next service day.

    Raises Refusal without a reason, for an emergency, and for a safeguarding concern: both are always escalated.
    """
    reason = _words(reason, "not_escalated", _("Say why you do not escalate."))
    worst = max(crossings, key=lambda one: one.level)
    if any(one.level == 4 for one in crossings):
        raise Refusal(_("An emergency is always escalated: call 999, then save."), field="not_escalated")
    if any(one.track is Track.SAFEGUARDING for one in crossings):
        raise Refusal(
            _("A safeguarding concern always goes to the safeguarding lead, who decides: take the reason out."),
            field="not_escalated",
        )
    team = asking(team_id=team_id, at=act.at)
    not_asked = barred(team, [person_id], {person_id: act.account_id})[person_id]
    able = [one for one in team.members.values() if _may_look(one) and one.id not in not_asked.never]
    if not able:
        raise Refusal(_("Nobody can look at this today: escalate it."), field="not_escalated")
    owner = min(able, key=lambda one: LOOKS.index(one.role)).id
    today = local_day(act.at)
    due = end_of_service_day(
        today if _is_still_today(act.at, team) else add_service_days(today, LOOK_SERVICE_DAYS, team.team.calendar)
    )
    key = ids.new()
    new = NewAction(
        team_id, person_id, _("Look at what was not escalated"), owner, due, ActionKind.SPARED, origin_kind="spared", origin_id=key
    )  # fmt: skip
    [look_id] = make(act=act, rows=[new])
    Spared(
        id=key, team_id=team_id, person_id=person_id, rules=" ".join(one.rule for one in crossings), level=worst.level,
        sentence=worst.sentence, facts=worst.facts, reason=reason, source_kind=source_kind or "person",
        source_id=source_id or act.id,
        account_id=act.account_id, made_at=act.at, look_id=look_id, act_id=act.id,
    ).save(force_insert=True)  # fmt: skip
    account_id = team.members[owner].account_id
    act.add("message", Tell(team_id, account_id, "not escalated", "spared", key, person_id))
    return key


@operation("escalation.look_at", sight=queries.sight_of_spared)
def look_at(*, act: Act, spared_id: UUID, version: int, said: str) -> UUID:
    """
    Look at a crossing that was not escalated, and say what one thinks of it; whoever chose it is told.

    Raises:
        Refusal: without words, by the one who chose it, or when somebody has looked already. Stale.
    """
    row: SparedRow = act.thing.row["spared"]
    if row.version != version or row.seen_at:
        raise Stale(_("Somebody has looked at this meanwhile."), extra=row)
    if row.account_id == act.account_id:
        raise NotAllowed(_("Somebody else looks at what you chose not to escalate."), rule="P6")
    said = _words(said, "said", _("Say what you think of it."))
    Spared.objects.filter(id=row.id, version=version).update(
        seen_at=act.at, seen_by_id=act.account_id, said=said, version=F("version") + 1, act_id=act.id
    )
    complete_because(act=act, team_id=row.team_id, action_ids=[row.look_id], outcome=said)
    act.add("message", Tell(row.team_id, row.account_id, "spared looked at", "spared", row.id, row.person_id))
    return row.id


def _is_still_today(at: datetime, team: Asking) -> bool:
    day = local_day(at)
    return is_service_day(day, team.team.calendar) and at < end_of_service_day(day)


def _may_look(member: MemberInfo) -> bool:
    return member.role in LOOKS


def _may_answer(act: Act, row: EscalationRow, own: MemberInfo, team: Asking) -> bool:
    asked = set(RouteStep.objects.filter(escalation_id=row.id).values_list("member_id", flat=True))
    return own.id in asked or own.id == team.there.duty or team.rules.may_close(row.level, act.role)


def _may_answer_words(row: EscalationRow) -> str:
    words = {"who": row.asked or _("the on-call cover")}
    return _("%(who)s is asked to answer this. Ring them; or raise what worries you beside it.") % words


def _own(act: Act, team: Asking) -> MemberInfo:
    mine = [one for one in team.members.values() if one.account_id == act.account_id]
    if not mine:
        raise NotAllowed(_("Only a member of the team can answer its escalations."), rule="P6")
    return next((one for one in mine if one.role == act.role), mine[0])


def _see_through(act: Act, row: EscalationRow, own: MemberInfo, team: Asking) -> UUID:
    """Make the work of seeing an answered escalation to its end: the answerer's, by the end of the next service day."""
    day = add_service_days(local_day(act.at), 1, team.team.calendar)
    is_restricted = row.track is Track.SAFEGUARDING
    new = NewAction(
        row.team_id,
        about_in(row.track, row.person_id),
        _("Restricted: see it through") if is_restricted else _("See the escalation through and close it"),
        own.id,
        end_of_service_day(day),
        ActionKind.SEE_THROUGH,
        origin_kind=thing_of_track(row.track),
        origin_id=row.id,
    )
    [action_id] = make(act=act, rows=[new])
    return action_id


def log(act: Act, row: EscalationRow, line: Line) -> None:
    """Write a line of the log of an escalation as it was loaded. Inside an operation. Raises Refusal as `tell`."""
    told_at = line.told_at or act.at
    if not row.opened_at.replace(second=0, microsecond=0) <= told_at <= act.at:
        raise Refusal(_("Enter when they were told: since it was raised, and not to come."), field="told_at")
    note_told(act=act, team_id=row.team_id, person_id=row.person_id, escalation_id=row.id, line=line)


def note_told(*, act: Act, team_id: UUID, person_id: UUID, escalation_id: UUID, line: Line) -> None:
    """
    Store a line of the log. Inside an operation that answers for the moment; one statement.

    Raises:
        Refusal: without a name or a way, or for a read-back that is not known.
    """
    if line.read_back not in READ_BACK:
        raise Refusal(_("Choose whether they said it back."), field="read_back")
    Told(
        id=ids.new(),
        team_id=team_id,
        person_id=person_id,
        escalation_id=escalation_id,
        who=_words(line.who, "who", _("Say who was told.")),
        how=_words(line.how, "how", _("Say how they were told.")),
        said=_short(line.said),
        read_back=line.read_back,
        told_at=line.told_at or act.at,
        account_id=act.account_id,
        act_id=act.id,
    ).save(force_insert=True)


def _missing_words(missing: Sequence[str]) -> str:
    words = {
        "answer": _("somebody has to answer it first"),
        "told": _("write down who was told, and how"),
        "outcome": _("say what came of it"),
    }
    return _("Not yet: %(missing)s.") % {"missing": "; ".join(words[one] for one in missing)}


def as_opened(row: EscalationRow, version: int) -> EscalationRow:
    """Return an escalation if it is still as the actor opened it. Raises Stale otherwise."""
    if row.version != version:
        raise Stale(_("This escalation moved on while you were writing. Nothing of yours is saved yet."), extra=row)
    return row


def _write(act: Act, row: EscalationRow, **values: object) -> None:
    """Write an escalation if nobody has written it since it was loaded. One statement."""
    changed = Escalation.objects.filter(id=row.id, version=row.version).update(
        version=F("version") + 1, act_id=act.id, **values
    )
    if changed != 1:
        raise Stale(
            _("This escalation moved on while you were writing. Nothing of yours is saved yet."),
            extra=queries.one(escalation_id=row.id),
        )


def _tell(act: Act, row: EscalationRow, account_id: UUID, kind: str) -> None:
    thing, about = thing_of_track(row.track), about_in(row.track, row.person_id)
    act.add("message", Tell(row.team_id, account_id, kind, thing, row.id, about))


def _short(text: str) -> str:
    words = "\n".join(filter(None, map(tidy, text.splitlines())))
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"})
    return words


def _words(text: str, field: str, missing: str) -> str:
    if not (words := _short(text)):
        raise Refusal(missing, field=field)
    return words
