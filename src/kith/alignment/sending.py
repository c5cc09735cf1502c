"""Asking a partner whether a summary is right: version, work of waiting, disclosure, link and mail, in one act."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, ids, operation
from kith.action.operations import NewAction, make
from kith.action.passing import cancel_because
from kith.action.rules import ActionKind
from kith.agency.disclosing import Disclosed, disclose
from kith.agency.queries import ContactRow, contacts_of
from kith.agency.rules import PURPOSES, Allowed
from kith.alignment import queries, sights
from kith.alignment.code_rules import without_codes
from kith.alignment.drafting import Draft, draft, stored
from kith.alignment.models import Request, Summary
from kith.alignment.queries import FOR_WHAT, RequestRow
from kith.alignment.rules import State, answer_by, latest_day
from kith.alignment.times import times
from kith.door import links
from kith.door.rules import Ended
from kith.message.outward import Outward
from kith.message.outward import send as send_mail
from kith.person.rules import tidy
from kith.team.queries import MemberInfo, own_member, team_by_id
from kith.web.words import long_day

LONGEST_QUESTION = 500


@dataclass(frozen=True, slots=True)
class ToSend:
    """
    What somebody sends: to which contact, to be answered by which day, leaving out which parts, with which question ('' for none).

    `seen` is what a draft says of all that they looked at (`Draft.seen`), with what they then took out.
    """

    agency_id: UUID
    purpose: str
    contact_id: UUID
    by: date
    seen: str
    left_out: Sequence[str] = ()
    question: str = ""


@operation("alignment.send", sight=sights.sight_of_person)
def send(*, act: Act, team_id: UUID, person_id: UUID, to: ToSend) -> UUID:
    """
    Send a summary to a contact at an agency and ask whether it is right; return the request. Whoever sends it waits for it.

    What is the same as the last version is no new one. The team's earlier requests for this purpose that are not answered are
    over; of two who send at once the second waits for the first. What another team asked them stays as it is.

    Raises:
        Stale: where something else would leave than the sender looked at; `extra` is it as it is now.
        Refusal: where nothing may be told, or nothing is left to be asked; for somebody who is not at the agency now or has no
            e-mail; for a day that is past or over 14 days away; for a sender who is not on the team.
    """
    if to.purpose not in PURPOSES:
        raise Refusal(_("Choose what it is for."), field="purpose")
    _hold(team_id, person_id, to)
    to = replace(to, question=_question(to.question))
    new = draft(
        team_id=team_id, person_id=person_id, agency_id=to.agency_id, purpose=to.purpose, at=act.at, left_out=to.left_out
    )  # fmt: skip
    if new.allowed is None:
        raise Refusal(new.barred, rule="P10")
    if not any(one.is_asked for one in new.parts):
        raise Refusal(_("Nothing is left that they could confirm. Leave a part in, or ring them."), field="left_out")
    if new.seen != to.seen:
        raise Stale(_("Something has changed since you looked at it. Nothing was sent: look again."), extra=new)
    contact, until = _contact(act, to), _until(act, to.by, new.allowed)
    owner = own_member(team_id=team_id, account_id=act.account_id, at=act.at, role=act.role)
    if owner is None:
        raise Refusal(_("Only a member of the team can own its work."), rule="P1")
    _end_earlier(act, team_id, person_id, to)
    summary_id, number = _version(act, team_id, person_id, to, new)
    return _ask(act, person_id, to, new, Asked(summary_id, number, contact, until, owner))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which version is asked about, whom, until when, and who waits."""

    summary_id: UUID
    number: int
    contact: ContactRow
    until: datetime
    owner: MemberInfo


def _question(text: str) -> str:
    question = "\n".join(filter(None, map(tidy, text.splitlines())))
    if len(question) > LONGEST_QUESTION:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST_QUESTION:,}"}, field="question")
    if without_codes(question) != question:
        raise Refusal(
            _("Leave out the number, which may open a door. They ring the team where they need it."), field="question"
        )
    return question


def _contact(act: Act, to: ToSend) -> ContactRow:
    there = contacts_of(agency_ids=[to.agency_id], at=act.at)
    found = next((one for one in there if one.id == to.contact_id), None)
    if found is None:
        raise Refusal(_("Choose somebody who works at this agency now."), field="contact")
    return found


def _until(act: Act, day: date, allowed: Allowed) -> datetime:
    if allowed.until_day and day > allowed.until_day:
        words = {"day": long_day(allowed.until_day)}
        raise Refusal(_("Their agreement ends on %(day)s: choose that day or one before it.") % words, field="by")
    last = latest_day(act.at, times())
    until = answer_by(day, act.at)
    if until is None or day > last:
        words = {"day": long_day(last)}
        raise Refusal(
            _("Choose a day to come, %(day)s at the latest: a link opens for 14 days at most.") % words, field="by"
        )
    return until


def _hold(team_id: UUID, person_id: UUID, to: ToSend) -> None:
    """Let nobody else of the team send this agency anything for this purpose until this act is over. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(p, 13)) from unnest(%s::text[]) p",
            [[f"{team_id} {person_id} {to.agency_id} {to.purpose}"]],
        )


def _end_earlier(act: Act, team_id: UUID, person_id: UUID, to: ToSend) -> None:
    for one in queries.requests_of(person_ids=[person_id]):
        if (one.team_id, one.agency_id, one.purpose) == (team_id, to.agency_id, to.purpose) and one.is_newest:
            if one.is_waiting:
                end(act, one, _("Another version was sent"), as_state=State.WITHDRAWN)
            elif one.again_at:
                Request.objects.filter(id=one.id).update(again_at=None, again_keys=[], act_id=act.id)


def end(act: Act, one: RequestRow, because: str, *, as_state: State) -> None:
    """
    Let nobody wait for an answer any more: the request ends, its link with it, and its work. Inside an operation.

    One that ended before stays as it ended. The link ends first: so does whoever comes by it.
    """
    links.end(act, for_what=FOR_WHAT, for_id=one.id, because=Ended.WITHDRAWN)
    if one.kept is State.SENT:
        Request.objects.filter(id=one.id, state=State.SENT).update(
            state=as_state, ended_at=act.at, ended_because=because, again_at=None, again_keys=[],
            version=one.version + 1, act_id=act.id,
        )  # fmt: skip
    cancel_because(act=act, team_id=one.team_id, action_ids=[one.action_id], reason=because)
    act.concerns(one.person_id, team_id=one.team_id, request_id=str(one.id))


def _version(act: Act, team_id: UUID, person_id: UUID, to: ToSend, new: Draft) -> tuple[UUID, int]:
    """Keep what is sent as the next version; where it is the same as the newest, that one. At most one statement."""
    assert new.allowed is not None
    digest = new.digest(to.question)
    if new.last and (new.last.digest, new.last.agreement_id) == (digest, new.allowed.agreement_id):
        return new.last.id, new.last.number
    row = Summary(
        id=ids.new(), team_id=team_id, person_id=person_id, agency_id=to.agency_id, purpose=to.purpose,
        number=new.last.number + 1 if new.last else 1, agreement_id=new.allowed.agreement_id,
        plan_version=new.plan_version, fields=new.fields, parts=stored(new.parts), left_out=sorted(new.left_out),
        question=to.question, digest=digest, author_id=act.account_id, role=act.role, act_id=act.id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Stale(
            _("A colleague has just sent them another version. Nothing of yours was sent: look again.")
        ) from None
    return row.id, row.number


def _ask(act: Act, person_id: UUID, to: ToSend, new: Draft, asked: Asked) -> UUID:
    key, contact, team = ids.new(), asked.contact, team_by_id(team_id=asked.owner.team_id)
    who = f"{contact.name}, {queries.agency_name(agency_id=to.agency_id)}"
    words = _("Answer of %(who)s: is our plan right for them?") % {"who": who}
    work = NewAction(
        team.id, person_id, words, asked.owner.id, asked.until, ActionKind.PARTNER_ANSWER, "partner", who,
        origin_kind=FOR_WHAT, origin_id=key,
    )  # fmt: skip
    [action_id] = make(act=act, rows=[work])
    Request(
        id=key, team_id=team.id, person_id=person_id, agency_id=to.agency_id, summary_id=asked.summary_id,
        contact_id=contact.id, action_id=action_id, author_id=act.account_id, role=act.role, sent_at=act.at,
        answer_by=asked.until, looked_at=act.at, act_id=act.id,
    ).save(force_insert=True)  # fmt: skip
    shared = Disclosed(
        team.id, person_id, to.agency_id, to.purpose, new.fields, contact.id, for_what=FOR_WHAT, for_id=key
    )
    disclose(act, shared)
    wanted = links.Wanted(person_id, team.id, FOR_WHAT, key, contact.id, who, asked.until, new.needs_code(to.question))
    link = links.issue(act, wanted)
    send_mail(act, Outward(link.link_id, "ask", contact.id, contact.email, team.name, asked.until))
    act.concerns(
        person_id, team_id=team.id, agency_id=str(to.agency_id), request_id=str(key), summary_number=asked.number,
        fields=new.fields,
    )  # fmt: skip
    return key
