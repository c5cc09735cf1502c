"""Summaries and requests in words. No query, no clock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from kith.agency.queries import ContactRow, Involved
from kith.agency.rules import FIELDS, PURPOSES
from kith.alignment.added_forms import PLACES, is_adding
from kith.alignment.added_presenter import kind_options, weekday_options
from kith.alignment.copy_queries import CopyRow
from kith.alignment.drafting import Draft
from kith.alignment.queries import AnswerRow, RequestRow, SummaryRow
from kith.alignment.rules import QUESTION, STATE_WORDS, Answered, Figures, Part, Said, Settled, State
from kith.alignment.shows import (
    OwedLine,
    OwedShow,
    PartnerShow,
    PartnersShow,
    PartShow,
    PastShow,
    RequestShow,
    SaidShow,
    SendShow,
    StateShow,
)
from kith.message.outward import Sent
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import local_day
from kith.web.shows import Filled, Option
from kith.web.words import first_up, moment, near_day

_MARKS: Mapping[State, tuple[str, str]] = {
    State.SENT: ("up", "quiet"),
    State.COLLECTED: ("up", "due"),
    State.ALIGNED: ("done", "done"),
    State.NOT_ALIGNED: ("late", "late"),
    State.NO_ANSWER: ("late", "late"),
    State.WITHDRAWN: ("none", "quiet"),
    State.NOT_FOR_THEM: ("ask", "due"),
}
_SETTLED = {
    Settled.ANOTHER_WAY: later("Asked another way"),
    Settled.WITHOUT: later("Going on without"),
    Settled.ESCALATED: later("Escalated"),
}
_WAYS = {Settled.ESCALATED: later("I have escalated it")}
_MORE = {Settled.ESCALATED: later("Saying so here escalates nothing: do that first.")}
_SAID: Mapping[Said, tuple[str, str, object]] = {
    Said.YES: ("done", "done", later("Yes")),
    Said.NO: ("late", "late", later("No, because")),
    Said.NOT_OURS: ("ask", "due", later("Not theirs")),
}
_TO_QUESTION: Mapping[Said, tuple[str, str, object]] = {
    Said.YES: ("done", "done", later("Yes")),
    Said.NO: ("none", "due", later("No")),
    Said.NOT_OURS: ("ask", "due", later("Not theirs")),
}
"""A no to a question goes against nothing."""
TO_WORDS = {
    "person": later("the person"),
    "carer": later("a carer"),
    "parent": later("a parent"),
    "other": later("somebody else"),
}
GIVEN_WORDS = {"by hand": later("by hand"), "post": later("by post"), "read out": later("read out to them")}


def state_show(row: RequestRow, at: datetime) -> StateShow:
    """Return how a request stands, with the moment that matters."""
    mark, tone = _MARKS[row.state]
    words = str(_(STATE_WORDS[row.state]))
    today = local_day(at)
    if row.kept is State.SENT:
        more = _("answer by %(day)s") % {"day": near_day(local_day(row.answer_by), today)}
    else:
        more = moment(row.since, at)
    if row.settled_as:
        words = _("%(state)s: %(how)s") % {"state": words, "how": _lower(_SETTLED[Settled(row.settled_as)])}
        mark, tone = "done", "quiet"
    return StateShow(mark, tone, words, more)


def _lower(words: object) -> str:
    text = str(words)
    return text[:1].lower() + text[1:]


def purpose_words(purpose: str) -> str:
    """Return the label of a purpose."""
    return str(_(PURPOSES[purpose].label)) if purpose in PURPOSES else purpose


def usual_words(found: Figures) -> str:
    """Return how an agency usually answers: within how long, how often it was aligned; '' while nothing was asked."""
    if not found.asked:
        return ""
    if found.usual_hours is None or found.aligned is None:
        return _("Usual reply time: not told below 5 answers.")
    values = {
        "time": hours_words(found.usual_hours),
        "n": found.answered,
        "aligned": found.aligned,
        "asked": found.asked,
    }
    return _("Usually answers within %(time)s (%(n)s answers); %(aligned)s of %(asked)s were aligned.") % values


def hours_words(hours: float) -> str:
    """Return hours as people say them: hours up to two days, else days."""
    if hours < 48:
        number = max(1, round(hours))
        return ngettext("%(n)d hour", "%(n)d hours", number) % {"n": number}
    number = round(hours / 24)
    return ngettext("%(n)d day", "%(n)d days", number) % {"n": number}


# All partners of a person


def partners_show(
    who: Who,
    team_id: UUID,
    involved: Sequence[Involved],
    rows: Sequence[RequestRow],
    drafts: Mapping[tuple[UUID, str], Draft],
    usual: Mapping[UUID, Figures],
    copies: Sequence[CopyRow],
    at: datetime,
) -> PartnersShow:
    """
    Return the page of a person's partners: those involved now, then what was asked before, also under merged records and by
    another team.
    """
    own = [one for one in rows if (one.person_id, one.team_id) == (who.person_id, team_id)]
    newest = {(one.agency_id, one.purpose): one for one in own if one.is_newest}
    partners = [
        _partner(who, one, newest.get((one.agency_id, one.purpose)), drafts[one.agency_id, one.purpose], usual, at)
        for one in involved
    ]
    now = {one.id for key, one in newest.items() if key in {(each.agency_id, each.purpose) for each in involved}}
    past = [past_show(one, at) for one in rows if one.id not in now]
    return PartnersShow(
        who, partners, past, [copy_words(one, at) for one in copies], any(one.plan_version for one in drafts.values())
    )


def _partner(
    who: Who, one: Involved, row: RequestRow | None, draft: Draft, usual: Mapping[UUID, Figures], at: datetime
) -> PartnerShow:
    again = changed_words(draft) if draft.again.is_asked and row and row.kept is not State.WITHDRAWN else ""
    where = {"person_id": who.person_id, "agency_id": one.agency_id, "purpose": one.purpose}
    return PartnerShow(
        agency=shown(one.name),
        purpose=purpose_words(one.purpose),
        state=state_show(row, at) if row else None,
        holds=_holds(row) if row else "",
        again=again,
        barred=draft.barred,
        usual=usual_words(usual[one.agency_id]) if one.agency_id in usual else "",
        request=reverse("partner-request", kwargs={"request_id": row.id}) if row else "",
        send="" if draft.barred else reverse("partner-send", kwargs=where),
    )


def _holds(row: RequestRow) -> str:
    return _("%(who)s has version %(number)s") % {"who": shown(row.contact), "number": row.number}


def changed_words(draft: Draft) -> str:
    """Return what an agency would be told differently now, by heading."""
    before = {one.key: one for one in draft.last.parts} if draft.last else {}
    parts = {one.key: one for one in draft.whole}
    headings = [(parts.get(key) or before[key]).heading for key in draft.again.keys if key in parts or key in before]
    return ", ".join(dict.fromkeys(headings))


def past_show(row: RequestRow, at: datetime) -> PastShow:
    """Return an earlier request in a line."""
    values = {"agency": shown(row.agency), "number": row.number, "state": _lower(state_show(row, at).words)}
    words = _("%(agency)s, version %(number)s: %(state)s") % values
    more = ", ".join((shown(row.contact), first_up(moment(row.sent_at, at))))
    return PastShow(words, more, reverse("partner-request", kwargs={"request_id": row.id}))


# A summary before it is sent


def send_show(
    who: Who, here: str, agency: str, purpose: str, draft: Draft, contacts: Sequence[ContactRow], usual: str, latest: str,
    form: Filled, had: str, looked_at: Mapping[str, str],
) -> SendShow:  # fmt: skip
    """
    Return the page on which a summary is looked at and sent.

    `had` is which parts it shows, as its form carries them; `looked_at` which the page showed that the form came from, none for a
    first look: what is new or changed since is marked so.
    """
    before = {one.key: one.digest for one in draft.last.parts} if draft.last else {}
    keys = {one.key for one in draft.whole}
    return SendShow(
        who=who,
        here=here,
        agency=agency,
        purpose=purpose_words(purpose),
        number=draft.last.number if draft.last else 0,
        basis=str(draft.allowed.basis) if draft.allowed else "",
        barred=draft.barred,
        parts=[_part(one, before, looked_at) for one in draft.whole],
        gone=[f"{one.heading}: {shown(one.text)}" for one in draft.last.parts if one.key not in keys]
        if draft.last
        else [],
        not_known=[str(_(FIELDS[one].label)) for one in draft.nothing_known],
        not_agreed=[str(_(FIELDS[one].label)) for one in draft.not_agreed],
        contacts=[_contact(one) for one in contacts],
        usual=usual,
        latest=latest,
        seen=draft.seen,
        code=draft.needs_code(),
        had=had,
        form=form,
    )


def _part(one: Part, before: Mapping[str, str], looked_at: Mapping[str, str]) -> PartShow:
    news = ""
    if looked_at and one.key not in looked_at:
        news = _("New since you looked")
    elif looked_at and looked_at[one.key] != one.digest:
        news = _("Changed since you looked")
    elif before and one.key not in before:
        news = _("New to them")
    elif before and before[one.key] != one.digest:
        news = _("Changed since they have it")
    return PartShow(one.key, one.heading, lines_of(one.text), one.is_asked, news)


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as they are shown."""
    return [shown(line) for line in text.splitlines() if line.strip()]


def _contact(one: ContactRow) -> Option:
    reached = one.email or _("no e-mail address: ring %(telephone)s") % {"telephone": one.telephone}
    untold = "" if one.telephone else _("no telephone: a code can be told in person alone")
    return Option(str(one.id), shown(one.name), ", ".join(filter(None, (shown(one.does), reached, untold))))


# One request


def request_show(
    who: Who,
    row: RequestRow,
    of: SummaryRow,
    answer: AnswerRow | None,
    *,
    code: str,
    mail: Sent | None,
    again: str,
    may_send: bool,
    form: Filled,
    at: datetime,
) -> RequestShow:
    """Return a request with what was sent, what was said of it and what can be done."""
    values = {"agency": shown(row.agency), "number": row.number}
    where = {"person_id": row.person_id, "agency_id": row.agency_id, "purpose": row.purpose}
    can_settle = row.kept in (State.NO_ANSWER, State.NOT_FOR_THEM) and not row.settled_as
    return RequestShow(
        who=who,
        here=reverse("partner-request", kwargs={"request_id": row.id}),
        title=_("%(agency)s, version %(number)s") % values,
        state=state_show(row, at),
        agency=shown(row.agency),
        contact=shown(row.contact),
        telephone=row.telephone,
        code=code,
        has_code=bool(row.link_id) and row.needs_code and row.kept is State.SENT,
        mail=mail_words(mail, at),
        number=row.number,
        parts=[*(_said(one, answer) for one in of.parts), *_question(of, answer)],
        answered=_answered(answer, at) if answer else "",
        adds=[_added(one) for one in answer.adds] if answer else [],
        owner=shown(row.owner),
        history=_history(row, answer, at),
        again=again,
        send=reverse("partner-send", kwargs=where) if may_send else "",
        version=row.version,
        can_answer=row.kept is State.SENT or (row.kept is State.NO_ANSWER and not row.settled_as),
        can_withdraw=row.kept is State.SENT,
        can_settle=can_settle,
        ways=[Option(one, str(_WAYS.get(one, words)), str(_MORE.get(one, ""))) for one, words in _SETTLED.items()],
        kinds=kind_options(),
        weekdays=weekday_options(at),
        adding=range(PLACES),
        is_adding=is_adding(form.values),
        form=form,
    )


def mail_words(mail: Sent | None, at: datetime) -> str:
    """Return what became of the mail that carried the link; '' for none."""
    if mail is None:
        return ""
    words = {
        "queued": _("The mail waits to leave"),
        "sending": _("The mail is being handed over"),
        "sent": _("The mail was taken by the mail server"),
        "given up": _("The mail did not arrive: ring them"),
        "set aside": _("The mail was not sent"),
    }
    said = words.get(mail.state, _("The mail waits to leave"))
    return _("%(what)s, %(when)s (%(address)s)") % {"what": said, "when": moment(mail.at, at), "address": mail.address}


def _said(part: Part, answer: AnswerRow | None) -> SaidShow:
    said: Answered | None = answer.answers.get(part.key) if answer else None
    mark, tone, words = _SAID[said.said] if said else ("", "", "")
    matter = answer.matters.get(part.key) if answer else None
    return SaidShow(
        part.key, part.heading, lines_of(part.text), part.is_asked, mark, tone, str(words), shown(said.because) if said else "",
        str(matter) if matter else "", _sayings(_SAID),
    )  # fmt: skip


def _sayings(words: Mapping[Said, tuple[str, str, object]]) -> list[Option]:
    return [Option(one, str(label)) for one, (_mark, _tone, label) in words.items()]


def _question(of: SummaryRow, answer: AnswerRow | None) -> list[SaidShow]:
    """Return the sender's own question with what was said to it, also that nothing was, where there is one."""
    if not of.question:
        return []
    said = answer.answers.get(QUESTION) if answer else None
    mark, tone, words = (
        _TO_QUESTION[said.said] if said else ("none", "quiet", _("Not answered")) if answer else ("", "", "")
    )
    return [
        SaidShow(
            QUESTION, _("We also asked"), lines_of(of.question), is_asked=True, mark=mark, tone=tone, said=str(words),
            because=shown(said.because) if said else "", matter="", sayings=_sayings(_TO_QUESTION), is_question=True,
        )
    ]  # fmt: skip


def _answered(answer: AnswerRow, at: datetime) -> str:
    values = {"who": shown(answer.contact), "when": moment(answer.at, at), "author": shown(answer.author)}
    if answer.how == "link":
        return _("Answered by %(who)s by link, %(when)s") % values
    return _("Answered by %(who)s by telephone, %(when)s; written down by %(author)s") % values


def _added(one: Mapping[str, str]) -> str:
    return ": ".join(filter(None, (shown(one["what"]), shown(one.get("how", "")))))


def _history(row: RequestRow, answer: AnswerRow | None, at: datetime) -> list[tuple[str, str]]:
    """Return what happened, first first: sent, opened, reminded, and how it ended."""
    found = [
        (_("Sent to %(who)s by %(author)s") % {"who": shown(row.contact), "author": shown(row.author)}, row.sent_at)
    ]
    if row.opened_at:
        found.append((_("Opened by whoever holds the link"), row.opened_at))
    if answer:
        found.append((_("Answered: %(state)s") % {"state": _lower(_(STATE_WORDS[answer.verdict]))}, answer.at))
    elif row.ended_at:
        said = _lower(_(STATE_WORDS[row.kept]))
        found.append(
            (_("Ended: %(state)s") % {"state": ", ".join(filter(None, (said, shown(row.because))))}, row.ended_at)
        )
    lines = [(words, first_up(moment(when, at))) for words, when in sorted(found, key=lambda one: one[1])]
    if row.reminders:
        words = ngettext("Reminded %(n)d time", "Reminded %(n)d times", row.reminders) % {"n": row.reminders}
        lines.insert(1, (words, ""))
    if row.settled_as:
        lines.append((f"{_SETTLED[Settled(row.settled_as)]}: {shown(row.settled_because)}", ""))
    return lines


# What partners owe a team


def owed_show(
    team: str, name: str, rows: Sequence[RequestRow], people: Mapping[UUID, str], account_id: UUID, at: datetime
) -> OwedShow:
    """Return a team's list: what is to be settled, whom to ask again, who is waited for; the reader's own first."""

    def lines(chosen: Sequence[RequestRow]) -> list[OwedLine]:
        found = [_owed(one, people.get(one.person_id, ""), account_id, at) for one in chosen]
        return sorted(found, key=lambda one: not one.is_yours)

    settle = [one for one in rows if one.is_waiting and one.kept is not State.SENT]
    again = [one for one in rows if one.again_at and one.is_newest]
    return OwedShow(
        team, name, lines(settle), lines(again), lines([one for one in rows if one.kept is State.SENT]), [], at
    )


def _owed(row: RequestRow, person: str, account_id: UUID, at: datetime) -> OwedLine:
    waits = row.owner_account_id or row.author_id
    return OwedLine(
        person=person,
        address=reverse("partner-request", kwargs={"request_id": row.id}),
        partner=_("%(who)s, %(agency)s") % {"who": shown(row.contact), "agency": shown(row.agency)},
        state=state_show(row, at),
        owner=shown(row.owner or row.author),
        is_yours=waits == account_id,
    )


# Copies of the plan


def copy_words(one: CopyRow, at: datetime) -> str:
    """Return that a copy was given, in a line."""
    to = TO_WORDS[one.given_to] if one.given_to == "person" else f"{TO_WORDS[one.given_to]}, {shown(one.who)}"
    values = {
        "number": one.number,
        "to": to,
        "how": GIVEN_WORDS[one.how],
        "who": shown(one.author),
        "when": moment(one.given_at, at),
    }
    return _("Version %(number)s to %(to)s, %(how)s, by %(who)s, %(when)s") % values


def given_options() -> tuple[list[Option], list[Option]]:
    """Return to whom and how a copy is given."""
    to = [Option(key, first_up(str(words))) for key, words in TO_WORDS.items()]
    return to, [Option(key, first_up(str(words))) for key, words in GIVEN_WORDS.items()]
