"""What each form of a row says in a case file: what changed since the form before, when it happened, and by which rule."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from kith.action.presenter import STEPS
from kith.board.trail_words import COMMANDS
from kith.casefile.rules import Form
from kith.caseload.rules import tier_words
from kith.contact.check_presenter import RESPONSES
from kith.contact.check_rules import SEEN
from kith.escalation.presenter import HOWS, LEVELS, READ_BACK
from kith.handover.closing_rules import holder_words, how_words, reason_words, whom_words
from kith.huddle.outcome_rules import Outcome, disposition
from kith.person.rules import shown
from kith.plan.rules import HEADINGS, Section
from kith.web.words import clock, first_up, nhs_number, plain_day

Image = Mapping[str, Any]
NOTHING: Image = {}


@dataclass(frozen=True, slots=True)
class Around:
    """
    What words of a form need beside it: names of members and of agencies by id, work by id and act, what work is called by id.
    """

    names: Mapping[str, str]
    work: Mapping[tuple[str, str], Image]
    called: Mapping[str, str]

    def name(self, key: Any) -> str:
        """Return the name of a member or an account; '' for nobody."""
        return (self.names.get(str(key)) or _("somebody of another team")) if key else ""

    def agency(self, key: Any) -> str:
        """Return the name of an agency."""
        return shown(self.names.get(str(key), "")) or _("an agency of another place")


@dataclass(frozen=True, slots=True)
class Said:
    """
    One line: what, when it happened (None: as it was recorded), the rule it rests on, and the table that holds the rule.

    `label` names what kind of thing it is: 'Contact', 'Escalation'.
    """

    label: str
    words: str
    happened_at: datetime | None = None
    rule: str = ""
    table: str = ""


def at_words(at: datetime) -> str:
    """Return a moment in full, as a record states it: '8 June 2026 8:22am'."""
    return _("%(day)s %(time)s") % {"day": plain_day(at), "time": clock(at)}


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _when(text: str | None) -> str:
    at = _at(text)
    return at_words(at) if at else _("no time")


def _changed(now: Image, before: Image, *names: str) -> bool:
    return any(now.get(name) != before.get(name) for name in names)


def joined(*parts: str) -> str:
    """Return parts as sentences after one another, the empty ones left out."""
    return ". ".join(first_up(part).rstrip(".") for part in parts if part)


_PERSON: Mapping[str, str | Promise] = {
    "given": later("given name"),
    "family": later("family name"),
    "known_as": later("likes to be called"),
    "birth_date": later("born"),
    "nhs_number": later("NHS number"),
    "what_matters": later("what matters most"),
    "needs": later("what to know before meeting them"),
    "speaking": later("how to speak with them"),
    "getting_in": later("how to get in"),
    "visit_risk": later("risk to a visitor"),
}


def _of_person(name: str, value: Any) -> str:
    """Return what stands of somebody in words: days and NHS numbers as they are read; '' for nothing."""
    if not value:
        return ""
    if name == "birth_date":
        return plain_day(date.fromisoformat(value))
    return nhs_number(value) if name == "nhs_number" else shown(str(value))


def _person(one: Form, before: Image, around: Around) -> Said:
    now, parts = one.image, []
    for name, label in _PERSON.items():
        if _changed(now, before, name) and (now.get(name) or before.get(name)):
            values = {
                "what": label,
                "now": _of_person(name, now.get(name)) or _("nothing"),
                "was": _of_person(name, before.get(name)),
            }
            told = _("%(what)s: %(now)s (before: %(was)s)") if values["was"] else _("%(what)s: %(now)s")
            parts.append(told % values)
    if _changed(now, before, "is_dead") and (now["is_dead"] or before):
        parts.append(_("has died") if now["is_dead"] else _("the death was taken back"))
    return Said(
        _("Who they are"),
        joined(*parts),
        _at(now.get("died_at")) if now["is_dead"] and not before.get("is_dead") else None,
    )


def _plan(one: Form, before: Image, around: Around) -> Said:
    now = one.image
    goals = [shown(each.get("what", "")) for each in now["goals"]]
    signs = [f"{shown(each.get('sees', ''))}: {shown(each.get('response', ''))}" for each in now["signs"]]
    title = _(HEADINGS[Section(now["section"])].title)
    what = "; ".join(part for part in (shown(now["text"]), *goals, *signs) if part) or _("nothing")
    why = _("because: %(why)s") % {"why": shown(now["reason"])}
    return Said(_("Plan"), joined(f"{title}: {what}", why), _at(now["true_at"]))


def _plan_signed(one: Form, before: Image, around: Around) -> Said:
    words = _("signed what version %(n)d of the plan says") % {"n": one.image["number"]}
    return Said(_("Plan"), first_up(words), _at(one.image["signed_at"]))


def _entry(one: Form, before: Image, around: Around) -> Said:
    now, parts = one.image, []
    if not before:
        parts.append(_("put on the list"))
    if _changed(now, before, "named_lead_id") and (before or now["named_lead_id"]):
        parts.append(_("named lead: %(who)s") % {"who": around.name(now["named_lead_id"]) or _("nobody")})
    if _changed(now, before, "deputy_id") and (before or now["deputy_id"]):
        parts.append(_("deputy: %(who)s") % {"who": around.name(now["deputy_id"]) or _("nobody")})
    if _changed(now, before, "risk_tier") and (before or now["risk_tier"] != "not assessed"):
        parts.append(_("risk tier: %(tier)s") % {"tier": tier_words(now["risk_tier"])})
    if _changed(now, before, "cadence_days") and now["cadence_days"]:
        parts.append(_("to be seen every %(n)d days") % {"n": now["cadence_days"]})
    if now["state"] == "ended" and before.get("state") != "ended":
        parts.append(_("left the list"))
    return Said(_("Who leads"), joined(*parts))


def _override(one: Form, before: Image, around: Around) -> Said:
    day = plain_day(date.fromisoformat(one.image["day"]))
    words = _("%(who)s leads on %(day)s, because: %(why)s")
    return Said(
        _("Who leads"),
        words % {"who": around.name(one.image["member_id"]), "day": day, "why": shown(one.image["reason"])},
    )


def _fact(one: Form, before: Image, around: Around) -> Said | None:
    now = one.image
    if before and not _changed(now, before, "label", "number", "text", "status", "is_in_error"):
        return None
    value = f"{now['number']:g} {now['unit']}".strip() if now["number"] is not None else shown(now["text"])
    words = f"{shown(now['label'])}: {value}" if value else shown(now["label"])
    words = _("marked as wrong: %(what)s") % {"what": words} if now["is_in_error"] else words
    source = _("noted here") if now["source_system"].startswith("kith") else _("from a record elsewhere")
    return Said(_("Known"), f"{first_up(words)} ({source})", _at(now["starts_at"]) if not before else None)


_CONTACTS: Mapping[str, str | Promise] = {
    "planned": later("%(way)s planned with %(who)s for %(when)s"),
    "made": later("%(way)s made by %(who)s"),
    "missed": later("%(way)s missed by %(who)s"),
    "cancelled": later("%(way)s with %(who)s called off"),
    "paused": later("%(way)s with %(who)s for %(when)s paused: the person is away"),
}
_WAYS: Mapping[str, str | Promise] = {
    "visit": later("visit"),
    "phone": later("call"),
    "message": later("message"),
    "clinic": later("clinic"),
    "video": later("video call"),
}


def _contact(one: Form, before: Image, around: Around) -> Said | None:
    now = one.image
    if before and not _changed(now, before, "state", "member_id", "window_from", "reason", "note", "happened_at"):
        return None
    values = {
        "way": _WAYS[now["way"]],
        "who": around.name(now["member_id"]) or shown(now["by_other"]),
        "when": _when(now["window_from"]),
    }
    words = str(_CONTACTS[now["state"]]) % values
    return Said(_("Contact"), joined(words, shown(now["reason"]), shown(now["note"])), _at(now["happened_at"]))


def _check(one: Form, before: Image, around: Around) -> Said | None:
    now = one.image
    if before:
        return None
    if now["not_made"]:
        return Said(_("Contact"), _("Plan check not made: %(why)s") % {"why": shown(now["not_made"])})
    looked = [answer == SEEN for answer in now["signs"].values()]
    words = {"seen": sum(looked), "not_seen": len(looked) - sum(looked), "number": now["number"]}
    told = _("Plan check, signs of version %(number)s: %(seen)s seen, %(not_seen)s not seen") % words
    said = _("said first: “%(words)s”") % {"words": shown(now["said"])} if now["said"] else ""
    return Said(_("Contact"), joined(told if now["number"] else _("Plan check: no warning signs"), said))


def _sighting(one: Form, before: Image, around: Around) -> Said | None:
    now = one.image
    if before:
        return None
    words = {"sees": shown(now["sees"]), "agreed": shown(now["agreed"]).rstrip("."), "number": now["number"]}
    told = _("warning sign seen: %(sees)s. Agreed in version %(number)s: %(agreed)s") % words
    what = str(RESPONSES[now["response"]])
    return Said(_("Contact"), joined(first_up(told), first_up(what), shown(now["reason"])), _at(now["seen_at"]))


def _step(one: Form, before: Image, around: Around) -> Said:
    now = one.image
    work = around.work.get((now["action_id"], one.act_id), NOTHING)
    kind = STEPS.get(now["kind"], later("Changed"))
    parts = [_("“%(what)s”: %(kind)s") % {"what": shown(around.called.get(now["action_id"], "")), "kind": kind}]
    if now["text"] and now["text"] != work.get("what"):
        parts.append(shown(now["text"]))
    if work.get("state") in ("open", "held") and now["kind"] in ("add", "change", "take", "accept", "pass", "reopen"):
        owner = {"who": around.name(work["owner_id"]), "when": _when(work["due_at"])}
        parts.append(_("answerable: %(who)s, due %(when)s") % owner)
    return Said(_("Action"), joined(*parts), _at(now["event_at"]))


_OFFERS: Mapping[str, str | Promise] = {
    "accepted": later("accepted to lead: %(who)s"),
    "declined": later("did not accept to lead: %(why)s"),
    "withdrawn": later("offer to lead withdrawn"),
    "lapsed": later("offer to lead lapsed without an answer"),
}


def _offer(one: Form, before: Image, around: Around) -> Said | None:
    now = one.image
    if not now["entry_id"] or (before and not _changed(now, before, "state")):
        return None
    if now["state"] == "waiting":
        to = around.name(now["to_member_id"]) or _("the team")
        values = {"who": to, "when": _when(now["answer_by"])}
        return Said(_("Who leads"), _("Offered to %(who)s to lead, answer by %(when)s") % values)
    words = str(_OFFERS[now["state"]]) % {"who": around.name(now["taken_by_id"]), "why": shown(now["reason"])}
    return Said(_("Who leads"), first_up(words))


_DECIDED: Mapping[str, str | Promise] = {
    "waiting": later("proposed: %(what)s"),
    "approved": later("approved: %(what)s"),
    "refused": later("refused: %(what)s"),
    "came back": later("came back, because something had changed: %(what)s"),
    "withdrawn": later("taken back: %(what)s"),
    "lapsed": later("lapsed without an answer: %(what)s"),
}


def _proposal(one: Form, before: Image, around: Around) -> Said | None:
    now = one.image
    if before and not _changed(now, before, "state", "questions", "asked"):
        return None
    parts = [str(_DECIDED[now["state"]]) % {"what": COMMANDS.get(now["command"], now["command"])}]
    if now["state"] == "waiting":
        asked = around.name(now["asked"][-1]) if now["asked"] else _("nobody")
        parts += [
            shown(now["reason"]),
            _("asked: %(who)s, answer by %(when)s") % {"who": asked, "when": _when(now["answer_by"])},
        ]
    return Said(_("Decision"), joined(*parts, shown(now["words"])), None, now["rule"], "decision-rights")


def _escalation(one: Form, before: Image, around: Around) -> Said | None:
    now = one.image
    level = LEVELS.get(now["level"], "")
    if not before:
        words = _("opened: %(level)s, answer due by %(when)s") % {"level": level, "when": _when(now["respond_by"])}
        return Said(_("Escalation"), first_up(words), _at(now["opened_at"]), now["route"], "routes")
    if now["state"] != before["state"] and now["state"] == "answered":
        words = _("answered by %(who)s: %(what)s") % {
            "who": around.name(now["answered_by_id"]),
            "what": shown(now["decision"]),
        }
        return Said(_("Escalation"), first_up(words), _at(now["answered_at"]))
    if now["state"] != before["state"] and now["state"] == "closed":
        words = _("closed: %(what)s") % {"what": shown(now["outcome"])}
        return Said(_("Escalation"), first_up(words), _at(now["closed_at"]), "", "closing")
    if now["level"] != before["level"]:
        return Said(_("Escalation"), _("Now: %(level)s") % {"level": level})
    return None


def _reason(one: Form, before: Image, around: Around) -> Said:
    now = one.image
    facts = ", ".join(f"{name} {value}" for name, value in sorted(now["facts"].items()))
    words = joined(_("a threshold was crossed: %(what)s") % {"what": shown(now["sentence"])}, facts)
    return Said(_("Escalation"), words, _at(now["happened_at"]), now["rule"], now["table_name"])


_ENDS: Mapping[str, str | Promise] = {
    "answered": later("step %(n)d of the route was answered"),
    "moved on": later("step %(n)d of the route was not answered in time: it went on by itself"),
    "handed on": later("step %(n)d of the route was sent on"),
    "nobody there": later("step %(n)d of the route: nobody was there, passed over"),
    "worse": later("step %(n)d of the route ended, because it had become worse"),
}


def _route(one: Form, before: Image, around: Around) -> Said | None:
    now = one.image
    if now["end"] and now["end"] != before.get("end"):
        return Said(
            _("Escalation"),
            first_up(str(_ENDS[now["end"]]) % {"n": now["step"]}),
            _at(now["ended_at"]),
            now["rule"],
            "routes",
        )
    if before:
        return None
    values = {"n": now["step"], "who": around.name(now["member_id"]) or _("nobody"), "when": _when(now["respond_by"])}
    words = _("Step %(n)d of the route asks %(who)s, answer due by %(when)s") % values
    return Said(_("Escalation"), words, _at(now["asked_at"]), now["rule"], "routes")


def _told(one: Form, before: Image, around: Around) -> Said:
    now = one.image
    words = _("told %(who)s, %(how)s") % {"who": shown(now["who"]), "how": HOWS.get(now["how"], now["how"])}
    answer = f"“{shown(now['said'])}”" if now["said"] else ""
    return Said(_("Told"), joined(words, answer, str(READ_BACK[now["read_back"]])), _at(now["told_at"]))


def _spared(one: Form, before: Image, around: Around) -> Said | None:
    now = one.image
    if not before:
        words = _("not escalated, though it crossed: %(what)s") % {"what": shown(now["sentence"])}
        words = joined(words, _("because: %(why)s") % {"why": shown(now["reason"])})
        return Said(_("Decision"), words, _at(now["made_at"]), now["rules"])
    if _changed(now, before, "seen_at"):
        words = _("looked at what was not escalated: %(what)s") % {"what": shown(now["said"])}
        return Said(_("Decision"), first_up(words), _at(now["seen_at"]))
    return None


def _item(one: Form, before: Image, around: Around) -> Said | None:
    now = one.image
    if not before:
        return Said(_("Huddle"), _("Put on the agenda: %(why)s") % {"why": shown(now["why"])})
    if not now["outcome"] or not _changed(now, before, "outcome", "decision", "reason"):
        return None
    words = joined(disposition(Outcome(now["outcome"])), shown(now["decision"]), shown(now["reason"]))
    return Said(_("Huddle"), _("Decided: %(what)s") % {"what": words}, _at(now["settled_at"]))


def _raised(one: Form, before: Image, around: Around) -> Said | None:
    now = one.image
    words = "" if before else _("raised: %(what)s") % {"what": shown(now["what"])}
    told = ""
    if now["told_who"] and _changed(now, before, "told_who", "said"):
        values = {"who": shown(now["told_who"]), "how": shown(now["told_how"]), "said": shown(now["said"])}
        told = _("told %(who)s, %(how)s: “%(said)s”") % values
    return Said(_("Huddle"), joined(words, told), _at(now["told_at"]) if before else None)


def _remark(one: Form, before: Image, around: Around) -> Said | None:
    if before:
        return None
    return Said(_("Huddle"), _("Said: %(what)s") % {"what": shown(one.image["text"])}, _at(one.image["said_at"]))


def _closing(one: Form, before: Image, around: Around) -> Said:
    now = one.image
    values = {
        "why": reason_words(now["reason"]),
        "who": f"{holder_words(now['holder'])} {shown(now['held_by'])}".strip(),
    }
    words = _("left the list: %(why)s; held now by: %(who)s") % values
    return Said(
        _("Decision"), joined(words, shown(now["because"]), shown(now["untold_because"])), _at(now["closed_at"])
    )


def _closing_told(one: Form, before: Image, around: Around) -> Said:
    now = one.image
    who = f"{whom_words(now['whom'])} {shown(now['name'])}".strip()
    values = {"who": who, "how": how_words(now["how"]), "day": plain_day(date.fromisoformat(now["day"]))}
    return Said(_("Told"), first_up(_("told that they leave the list: %(who)s, %(how)s, %(day)s") % values))


SAYS: Mapping[str, Callable[[Form, Image, Around], Said | None]] = {
    "person_person": _person,
    "plan_version": _plan,
    "plan_signoff": _plan_signed,
    "caseload_listentry": _entry,
    "caseload_override": _override,
    "record_fact": _fact,
    "contact_contact": _contact,
    "contact_plancheck": _check,
    "contact_sighting": _sighting,
    "action_step": _step,
    "action_offer": _offer,
    "proposal_proposal": _proposal,
    "escalation_escalation": _escalation,
    "escalation_reason": _reason,
    "escalation_routestep": _route,
    "escalation_told": _told,
    "escalation_spared": _spared,
    "huddle_item": _item,
    "huddle_raised": _raised,
    "huddle_remark": _remark,
    "handover_closing": _closing,
    "handover_told": _closing_told,
}
