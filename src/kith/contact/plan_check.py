"""
The plan check of a contact, kept in the act that records it: what was answered, and what follows from each sign that was seen.

A sign that was seen has its agreed response started, asked of whoever may start it, or the reason for none: an emergency and an
escalation are withheld from nobody. Two signs, or a sign and a crossed threshold, join one escalation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Thing, ids, operation
from kith.action.finishing import FINISHED_WHERE, complete, settle_noticed
from kith.action.operations import NewAction, comment, make
from kith.action.queries import ActionRow, by_ids
from kith.action.rules import UNFINISHED, ActionKind
from kith.contact import check_queries as queries
from kith.contact.check_queries import SightingRow, Signs
from kith.contact.check_rules import (
    ASKED,
    DONE,
    FINISHED_HERE,
    NO_EVENT,
    NOT_NOW,
    NOT_SEEN,
    RANG,
    SEEN,
    START,
    STILL_OPEN,
    Check,
    Event,
    SignAnswer,
    WorkAnswer,
    case_of,
    for_table,
    level_of,
    route_of,
)
from kith.contact.models import PlanCheck, Sighting
from kith.contact.observing import SOURCE, Met
from kith.contact.observing_rules import KEY_EVENTS
from kith.escalation.opening import open_or_join
from kith.escalation.operations import spare
from kith.escalation.rules import SIGN_SEEN, Crossing
from kith.person.queries import identity
from kith.person.rules import tidy
from kith.place.rules import local_day
from kith.plan.parts import KEY_EVENT, KeyEvent, KeyEventKind
from kith.plan.rules import Does, Sign
from kith.policy.queries import decide
from kith.proposal.operations import propose
from kith.team.queries import MemberInfo, day_on_team, members, team_by_id

ORIGIN = "sighting"
LONGEST = 1_000
"""Characters of what was said first, of a reason, of words about work."""
KINDS = {
    Event.HOSPITAL: KeyEventKind.DISCHARGE,
    Event.CRISIS: KeyEventKind.CRISIS,
    Event.HOME: KeyEventKind.HOME,
    Event.CARER: KeyEventKind.CARER,
}
WORK, ESCALATION, EMERGENCY, PROPOSED, NOT_STARTED = "work", "escalation", "emergency", "proposed", "not started"


def with_events(
    observations: dict[str, dict[str, str]] | None, check: Check | None
) -> dict[str, dict[str, str]] | None:
    """Return what was observed, with the worst of the key events that the check brought: the table of these says what follows."""
    word = for_table(check.events) if check else ""
    if not word or (observations and KEY_EVENTS in observations):
        return observations
    return {**(observations or {}), KEY_EVENTS: {"event": word}}


def keep_check(act: Act, met: Met, check: Check | None) -> None:
    """
    Keep the plan check of a contact that was made, and let follow what follows. Inside an operation; nothing without a check.

    Three statements where nothing was seen and no work was answered; for each sign those of its response.

    Raises:
        Refusal: where neither a sign was answered nor why there was no check, or both; for what is no sign of that version, no
            answer or no event; for a response that is not started without a reason; for work that is finished elsewhere.
    """
    if check is None:
        return
    not_made, said = _words(check.not_made, "not_made"), _words(check.said, "said")
    if not_made and check.is_answered:
        raise Refusal(_("The plan check was made or it was not: take the answers or the reason out."), field="not_made")
    signs = _signs_of(met, check)
    if signs.signs and not (check.signs or not_made):
        raise Refusal(
            _("Answer the warning signs, or say why the plan check was not made."), field="sign-all"
        )  # fmt: skip
    if strange := [one for one in check.events if one not in (*Event, NO_EVENT)]:
        raise Refusal(_("Choose what happened since last time."), field=f"event-{strange[0]}")
    moved = [_settle_work(act, met, one, by_ids(action_ids=[one.action_id]).get(one.action_id)) for one in check.work]
    PlanCheck(
        id=ids.new(), team_id=met.team_id, person_id=met.person_id, contact_id=met.contact_id, number=signs.number,
        said=said, signs={str(one.sign): one.answer for one in check.signs}, work=dict(moved),
        events=list(check.events), not_made=not_made, act_id=act.id,
    ).save(force_insert=True)  # fmt: skip
    _tell_events(act, met, check.events)
    if seen := [one for one in check.signs if one.answer == SEEN]:
        _respond_to(act, met, signs, seen)


def _signs_of(met: Met, check: Check) -> Signs:
    """Return the signs as they stood on the page; every answer is to one of them."""
    found = queries.signs_at(person_id=met.person_id, number=check.number) if check.number else queries.NO_SIGNS
    for one in check.signs:
        if found.of(one.sign) is None:
            raise Refusal(_("This is no warning sign of the plan: open the page again."), field=f"sign--{one.sign}")
        if one.answer not in (SEEN, NOT_SEEN):
            raise Refusal(_("Choose seen or not seen."), field=f"sign--{one.sign}")
    return found


def _tell_events(act: Act, met: Met, events: Sequence[str]) -> None:
    """Let the plan follow what happened since last time: several events of one contact start one refresh."""
    for one in events:
        if one != NO_EVENT:
            told = KeyEvent(met.team_id, met.person_id, KINDS[Event(one)], met.happened_at, SOURCE, met.contact_id)
            act.add(KEY_EVENT, told)


# Open work


def _settle_work(act: Act, met: Met, one: WorkAnswer, now: ActionRow | None) -> tuple[str, dict[str, object]]:
    """
    Let open work have its answer; return what is kept of it. What somebody changed meanwhile stays as it is now: said, not done.

    Raises:
        Refusal: for work of somebody else, an answer that is none, work that is finished elsewhere, or without its words.
    """
    words, field = _words(one.words, f"work-words-{one.action_id}"), f"work-{one.action_id}"
    if now is None or now.person_id != met.person_id or one.answer not in (DONE, STILL_OPEN, ASKED):
        raise Refusal(_("Choose what became of this work."), field=field)
    kept: dict[str, object] = {"answer": one.answer, "words": words}
    if now.version != one.version or now.state not in UNFINISHED:
        return str(one.action_id), kept | {"moved": True}
    if one.answer == ASKED:
        comment(act=act, action_id=now.id, text=_("Asked about at a contact: %(words)s") % {"words": words or "?"})
    if one.answer == DONE:
        _finish(act, now, words, field)
    return str(one.action_id), kept


def _finish(act: Act, now: ActionRow, words: str, field: str) -> None:
    if now.kind not in FINISHED_HERE:
        raise Refusal(str(FINISHED_WHERE[now.kind]), field=field)
    finish = settle_noticed if now.kind is ActionKind.NOTICED else complete
    try:
        finish(act=act, action_id=now.id, version=now.version, outcome=words)
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field=f"work-words-{now.id}") from refusal


# Signs that were seen


@dataclass(frozen=True, slots=True)
class _Seen:
    """A sign that was seen, as the page had it, with its answer and the id of its sighting; `gone`: it is no sign any more."""

    id: UUID
    sign: Sign
    answer: SignAnswer
    number: int
    gone: bool


def _respond_to(act: Act, met: Met, signs: Signs, seen: list[SignAnswer]) -> None:
    now = queries.signs_now(person_id=met.person_id)
    is_dead = identity(person_id=met.person_id).is_dead
    for answer in seen:
        sign = signs.of(answer.sign)
        assert sign is not None
        one = _Seen(ids.new(), sign, answer, signs.number, gone=now.of(answer.sign) is None)
        if is_dead:
            _keep(act, met, one, NOT_STARTED, _("They have died."))
        else:
            _respond(act, met, one)


def _respond(act: Act, met: Met, one: _Seen) -> None:
    why = _words(one.answer.why, f"why-{one.sign.id}")
    if one.answer.does not in (START, NOT_NOW, RANG):
        raise Refusal(_("Choose what is done about this."), field=f"does--{one.sign.id}")
    if one.answer.does == NOT_NOW and not why:
        raise Refusal(_("Say why it is not started."), field=f"why-{one.sign.id}")
    if one.sign.does is Does.EMERGENCY:
        _keep(act, met, one, EMERGENCY, why)
        _escalate(act, met, one, _emergency_words(one, why))
    elif one.answer.does == NOT_NOW or one.gone:
        _not_started(act, met, one, why or _("The sign was taken out of the plan meanwhile."))
    elif one.sign.does is Does.ESCALATION:
        _keep(act, met, one, ESCALATION)
        _escalate(act, met, one, _seen_words(one.sign))
    else:
        _start_work(act, met, one)


def _start_work(act: Act, met: Met, one: _Seen) -> None:
    """Give the work to whoever met them where they may start it; else propose it; where nobody may be asked, to the duty lead."""
    thing = Thing(ORIGIN, one.id, met.team_id, met.person_id, {"case": case_of(one.sign)})
    if decide(act, "contact.respond", thing).decides:
        _keep(act, met, one, WORK)
        make(act=act, rows=[_work(act, met.team_id, met.person_id, one.id, one.sign, _own(act, met.team_id).id)])
        return
    try:
        with transaction.atomic():
            _keep(act, met, one, PROPOSED)
            _propose(act, one)
    except Refusal:
        _keep(act, met, one, WORK)
        day = day_on_team(
            team=team_by_id(team_id=met.team_id), day=local_day(act.at), at=act.at, person_id=met.person_id
        )
        owner_id = day.answering or _own(act, met.team_id).id
        make(act=act, rows=[_work(act, met.team_id, met.person_id, one.id, one.sign, owner_id)])


def _propose(act: Act, one: _Seen) -> None:
    body = msgspec.json.encode({"sighting_id": one.id}).decode()
    reason = _("Seen at a contact: %(sees)s") % {"sees": one.sign.sees}
    propose(act=act, command="contact.respond", command_version=1, body=body, reason=reason)


@operation("contact.respond", sight=queries.sight_of_sighting)
def respond(*, act: Act, sighting_id: UUID) -> UUID:
    """
    Start what was agreed for a warning sign that was seen: work of whoever starts it, due within the hours agreed; return it.

    Raises:
        Refusal: where it is started already, or one is not on the team now.
    """
    row: SightingRow = act.thing.row["sighting"]
    if queries.is_started(sighting_id=row.id):
        raise Refusal(_("This is started already."))
    owner = _own(act, row.team_id)
    [action_id] = make(act=act, rows=[_work(act, row.team_id, row.person_id, row.id, act.thing.row["sign"], owner.id)])
    return action_id


def _work(act: Act, team_id: UUID, person_id: UUID, sighting_id: UUID, sign: Sign, owner_id: UUID) -> NewAction:
    words = {"response": sign.response.rstrip("."), "sees": sign.sees}
    return NewAction(
        team_id=team_id,
        person_id=person_id,
        what=_("%(response)s (seen: %(sees)s)") % words,
        owner_id=owner_id,
        due_at=act.at + timedelta(hours=sign.within_hours or 1),
        origin_kind=ORIGIN,
        origin_id=sighting_id,
    )


def _own(act: Act, team_id: UUID) -> MemberInfo:
    """Return the actor as a member of the team; a team lead for whoever is none."""
    there = members(team_id=team_id, at=act.at)
    mine = [one for one in there if one.account_id == act.account_id]
    found = [one for one in mine if one.role == act.role] or mine or [one for one in there if one.role == "team-lead"]
    return (found or there)[0]


def _escalate(act: Act, met: Met, one: _Seen, sentence: str) -> None:
    open_or_join(
        act=act, team_id=met.team_id, person_id=met.person_id, crossings=[_crossing(one.sign, sentence)],
        source_kind=ORIGIN, source_id=one.id, happened_at=met.happened_at,
    )  # fmt: skip


def _not_started(act: Act, met: Met, one: _Seen, why: str) -> None:
    """Keep why nothing was started; a supervisor looks at it, as at what was not escalated."""
    _keep(act, met, one, NOT_STARTED, why)
    try:
        spare(
            act=act, team_id=met.team_id, person_id=met.person_id, reason=why, source_kind=ORIGIN, source_id=one.id,
            crossings=[_crossing(one.sign, _seen_words(one.sign))],
        )  # fmt: skip
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field=f"why-{one.sign.id}") from refusal


def _crossing(sign: Sign, sentence: str) -> Crossing:
    return Crossing(SIGN_SEEN, "", level_of(sign), route_of(sign), sentence)


def _seen_words(sign: Sign) -> str:
    words = {"sees": sign.sees, "response": sign.response.rstrip(".")}
    return _("A warning sign of the plan is seen: %(sees)s. Agreed: %(response)s.") % words


def _emergency_words(one: _Seen, why: str) -> str:
    if one.answer.does == RANG:
        return f"{_seen_words(one.sign)} {_('999 was rung.')}"
    told = _("999 was not rung: %(why)s") % {"why": why} if why else _("Nothing is said of whether 999 was rung.")
    return f"{_seen_words(one.sign)} {told}"


def _keep(act: Act, met: Met, one: _Seen, response: str, reason: str = "") -> None:
    Sighting(
        id=one.id, team_id=met.team_id, person_id=met.person_id, contact_id=met.contact_id, number=one.number,
        sign=UUID(one.sign.id), sees=one.sign.sees, agreed=one.sign.response, response=response, reason=reason,
        seen_at=met.happened_at, account_id=act.account_id, act_id=act.id,
    ).save(force_insert=True)  # fmt: skip


def _words(text: str, field: str) -> str:
    words = "\n".join(filter(None, map(tidy, text.splitlines())))
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field=field)
    return words
