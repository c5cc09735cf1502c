"""Which function stands behind each seam: sight, right, trail, parts, who looks, and the language of the reader."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

import kith.act.seams
import kith.language
import kith.policy.seams
import kith.web.seams
from kith.access import queries as access
from kith.access.announcing import announced
from kith.access.rules import may_see
from kith.act.context import RefusedAct
from kith.act.refusals import Refusal
from kith.act.seams import Part
from kith.act.types import Act, Thing
from kith.config.sentences import Sentences
from kith.config.spoken import say
from kith.message.informing import informed
from kith.policy.queries import decide
from kith.team.queries import places_of
from kith.trail import writing as trail
from kith.web.middleware import context_of
from kith.web.routes import Request


def wire() -> None:
    """Fill the seams."""
    act, web, policy = kith.act.seams.seams, kith.web.seams.seams, kith.policy.seams.seams
    act.sees, act.decides, act.seats_of = may_see, decide, access.seats_of
    act.entry, act.write_refusals, act.announces = entry_part, write_refusals, announced
    act.informs = informed
    policy.places_of = places_of
    act.say = say
    kith.language.speak_by(Sentences())
    web.viewer_of, web.refusal_page = viewer_of, refusal_page
    from kith.config.parts import FOLLOWS, PARTS

    act.parts.update(PARTS)
    act.follows.update(FOLLOWS)
    from kith.board.governed import without_records
    from kith.config.frame import frame

    web.frame, web.without_records = frame, without_records
    from kith.config.sent_again import page

    web.used_key_page = page
    from kith.board.seams import seams as board
    from kith.contact.seams import seams as contact
    from kith.escalation.seams import seams as escalation
    from kith.huddle.on_person import on_person
    from kith.network.beside import cautions, lately
    from kith.preparation import around
    from kith.safeguarding.raising import open_concern

    board.additions[:] = [on_person, around.on_person]
    board.asks[:] = [around.asked_today]
    from kith.handover.seams import seams as handover
    from kith.huddle.seams import seams as huddle
    from kith.mdt import merging as held
    from kith.mdt.to_huddle import put_here
    from kith.preparation import merging as prepared

    handover.moves[:] = [prepared.move, held.move]
    handover.puts_back[:] = [prepared.put_back, held.put_back]
    huddle.puts[:], huddle.meets = [put_here], around.meets_next
    escalation.concern = open_concern
    contact.lately, contact.cautions = lately, cautions
    from kith.agency.seams import seams as agency
    from kith.alignment.asking import holds
    from kith.alignment.beside import figures_beside, partners_beside
    from kith.alignment.operations import link_ended
    from kith.alignment.queries import FOR_WHAT
    from kith.casefile.queries import records_of
    from kith.contradiction.beside import on_plan
    from kith.door.seams import seams as door
    from kith.plan.seams import seams as plan

    plan.additions[:] = [on_plan, partners_beside]
    agency.additions[:] = [figures_beside]
    agency.records = lambda person_id: records_of(person_id=person_id)
    door.holds[FOR_WHAT], door.tells[FOR_WHAT] = holds, link_ended
    from kith.config.describing import DESCRIBED, words
    from kith.proposal.seams import seams as proposal

    proposal.described.update(DESCRIBED)
    proposal.words = words
    from kith.config.proposable import page as proposable

    web.proposable_page = proposable
    from kith.config.live import gate
    from kith.web.live import hub

    hub.gate = gate()


def entry_part(act: Act, command: str, thing: Thing | None) -> Part:
    """Return the trail's piece of the wrapper's last statement."""
    work = act.work
    assert work is not None
    people = work.person_ids | ({thing.person_id} if thing and thing.person_id else set())
    sql, values = trail.entry(
        entry_id=work.act_id,
        happened_at=act.at,
        account_id=act.account_id,
        role=act.role,
        purpose=act.purpose,
        channel=act.channel,
        command=command,
        team_id=work.team_id or (thing.team_id if thing else None),
        person_ids=people,
        thing_kind=thing.kind if thing else "",
        thing_id=thing.id if thing else None,
        key=act.key,
        detail=work.detail,
    )
    return Part(sql, values)


def write_refusals(refused: list[RefusedAct]) -> None:
    """Put refusals on the trail, one entry each."""
    from kith.act import ids

    for one in refused:
        trail.write_entry(
            entry_id=ids.new(),
            happened_at=one.act.at,
            account_id=one.act.account_id,
            role=one.act.role,
            purpose=one.act.purpose,
            channel=one.act.channel,
            command=one.command,
            reason=one.reason,
            team_id=one.team_id,
            person_ids=[one.person_id] if one.person_id else [],
            thing_kind=one.thing_kind,
            thing_id=one.thing_id,
            key=one.act.key,
        )


def viewer_of(request: Request) -> Any:
    """
    Return who looks, and set the database's context to them; None for a stranger and while the session is locked.

    The session names account and role; it locks when idle for 30 minutes. Anything that changes on the server (seats, an
    ended account) is read afresh at each request.
    """
    from kith.access.session import current, is_locked

    if (known := current(request)) is None:
        context_of(request, account_id=None, role="")
        request.is_locked = is_locked(request)
        return None
    context_of(request, account_id=known.account_id, role=known.role)
    return access.viewer(account_id=UUID(known.account_id), role=known.role)


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal that no form has caught, with the page that says what to do next."""
    from kith.config.faults import refusal_page as page

    return page(request, refusal)
