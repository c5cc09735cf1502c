"""What rows around the plan and the contacts say in a case file: reviews, key events, agreements, series, absences, carers."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from kith.casefile.rules import Form
from kith.casefile.said import Around, Image, Said, joined
from kith.contact.away_rules import AwayKind
from kith.contact.series_presenter import KIND_WORDS, every_words, weekday_name
from kith.contradiction.finding_rules import Side
from kith.contradiction.rules import Finds
from kith.contradiction.words import headline_of, instruction_words, kind_label
from kith.language import listed
from kith.network.presenter import STATES
from kith.person.rules import shown
from kith.plan.agreeing_presenter import BY_WORDS, title_of
from kith.plan.agreeing_rules import Agrees
from kith.plan.rules import EVENT_WORDS, Section
from kith.policy.queries import roles
from kith.web.words import first_up, plain_day


def review(one: Form, before: Image, around: Around) -> Said | None:
    """Say that a plan was looked through, what came of it, and when next."""
    now = one.image
    words = _("looked through version %(number)s: %(outcome)s") % {
        "number": now["number"],
        "outcome": shown(now["outcome"]),
    }
    without = _("not with them: %(why)s") % {"why": shown(now["without"])} if now["without"] else ""
    next_on = _("next by %(day)s") % {"day": _day(now["next_on"])}
    return Said(_("Plan"), joined(words, without, next_on), _at(now["reviewed_at"]))


def event(one: Form, before: Image, around: Around) -> Said | None:
    """Say that something happened which a plan has to follow."""
    now = one.image
    if before:
        return None
    words = _("the plan is to be looked through: %(what)s") % {"what": _(EVENT_WORDS[now["kind"]])}
    return Said(_("Plan"), joined(words, shown(now["words"])), _at(now["true_at"]))


def set_aside(one: Form, before: Image, around: Around) -> Said | None:
    """Say what was written while somebody else was faster, and not taken into the plan."""
    now = one.image
    goals = [shown(each.get("what", "")) for each in now["goals"]]
    signs = [f"{shown(each.get('sees', ''))}: {shown(each.get('response', ''))}" for each in now["signs"]]
    text = "; ".join(filter(None, (shown(now["text"]), *goals, *signs)))
    values = {"part": title_of(Section(now["section"])), "text": text}
    return Said(_("Plan"), first_up(_("not taken into the plan, %(part)s: %(text)s") % values))


def agreement(one: Form, before: Image, around: Around) -> Said | None:
    """Say who agreed to which version, by which right, and what they did not agree to."""
    now = one.image
    by = _(BY_WORDS[Agrees(now["by"])]) % {"who": shown(now["who"]), "called": _("the person")}
    words = _("%(by)s, version %(number)s") % {"by": by, "number": now["number"]}
    shows = _("what shows it: %(why)s") % {"why": shown(now["shown_by"])} if now["shown_by"] else ""
    objects = _("not agreed: %(what)s") % {"what": shown(now["objects_to"])} if now["objects_to"] else ""
    return Said(_("Plan"), joined(words, shows, objects), _at(now["agreed_at"]))


def keeping(one: Form, before: Image, around: Around) -> Said | None:
    """Say that a part of a child's plan was kept from their parents, or shown to them again."""
    now = one.image
    told = _("kept from their parents: %(part)s") if now["is_kept"] else _("shown to their parents again: %(part)s")
    why = _("because: %(why)s") % {"why": shown(now["reason"])}
    return Said(_("Plan"), joined(told % {"part": title_of(Section(now["section"]))}, why))


def series(one: Form, before: Image, around: Around) -> Said | None:
    """Say that contacts were planned in series, or that the series ended and why."""
    now = one.image
    if before and now["state"] == before.get("state"):
        return None
    if now["state"] == "ended":
        words = _("a series of contacts ended: %(why)s") % {"why": shown(now["ended_because"])}
        return Said(_("Contact"), first_up(words), _at(now["ended_at"]))
    days = listed(weekday_name(int(each)) for each in now["weekdays"])
    often = _("on %(days)s") % {"days": days} if now["weekdays"] else every_words(now["every_days"] or 1)
    values = {
        "often": often,
        "who": around.name(now["member_id"]) or shown(now["by_other"]),
        "first": _day(now["first_day"]),
        "last": _day(now["last_day"]),
    }
    words = _("contacts planned in series: %(often)s, %(who)s, %(first)s to %(last)s") % values
    return Said(_("Contact"), joined(words, shown(now["reason"])))


def away(one: Form, before: Image, around: Around) -> Said | None:
    """Say that the person is away, where and until when."""
    now = one.image
    values = {
        "where": str(KIND_WORDS[AwayKind(now["kind"])]),
        "first": _day(now["from_day"]),
        "back": _day(now["back_day"]),
    }
    if now["from_day"] == now["back_day"]:
        return Said(_("Away"), _("Not away after all: %(where)s, %(first)s") % values)
    return Said(_("Away"), joined(_("%(where)s from %(first)s, back %(back)s") % values, shown(now["why"])))


def carer(one: Form, before: Image, around: Around) -> Said | None:
    """Say who cares for them, what they do and need, and when that ended."""
    now = one.image
    if now["ended_at"] and not before.get("ended_at"):
        return Said(
            _("Carer"), _("Cares no longer: %(why)s") % {"why": shown(now["ended_because"])}, _at(now["ended_at"])
        )
    who = ", ".join(filter(None, (shown(now["name"]) or _("somebody with a record here"), shown(now["relation"]))))
    needs = _("needs: %(what)s") % {"what": shown(now["needs"])} if now["needs"] else ""
    return Said(_("Carer"), joined(f"{who}: {shown(now['does'])}", needs))


def carer_assessment(one: Form, before: Image, around: Around) -> Said | None:
    """Say what became of an assessment of a carer's own needs."""
    now = one.image
    values = {"state": str(STATES[now["state"]]), "day": _day(now["on_date"])}
    return Said(_("Carer"), joined(_("assessment of their own needs: %(state)s, %(day)s") % values, shown(now["note"])))


def _at(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str) -> str:
    return plain_day(date.fromisoformat(text))


def item(one: Form, before: Image, around: Around) -> Said | None:
    """Say what an agency or the team does for them, that it was confirmed, or that it stopped and why."""
    now = one.image
    if now["stopped_day"] and not before.get("stopped_day"):
        words = _("not done any more from %(day)s: %(what)s") % {"day": _day(now["stopped_day"]), "what": _item(now)}
        return Said(_("What is done"), joined(first_up(words), shown(now["stopped_because"])))
    told = _("told by %(who)s, %(day)s") % {"who": shown(now["told_by"]), "day": _day(now["confirmed_day"])}
    return Said(_("What is done"), joined(_item(now), told))


def _item(now: Image) -> str:
    role = roles().get(now["role"])
    whose = role.label if role else _("an agency")
    does = instruction_words(now["kind"], now["instruction"], now["words"])
    return first_up(f"{whose}: {kind_label(now['kind'])}, {shown(now['subject'])}: {does}")


def contradiction(one: Form, before: Image, around: Around) -> Said | None:
    """Say that two things contradict, and how that was settled or why it is none."""
    now = one.image
    state = now["state"]
    if before and state == before.get("state"):
        return None
    left, right = (Side(**now[name]) if now[name] else None for name in ("left", "right"))
    what = headline_of(Finds(now["kind"]), left, right, now["about"])
    if state == "open":
        again = _("open again: %(what)s") if before else _("found: %(what)s")
        return Said(_("Contradiction"), first_up(again % {"what": what}), _at(now["found_at"]))
    if state == "not one":
        words = _("none: %(what)s") % {"what": what}
        return Said(_("Contradiction"), joined(first_up(words), shown(now["because"])), _at(now["settled_at"]))
    words = first_up(_("settled: %(what)s") % {"what": what})
    told = _("told: %(how)s") % {"how": shown(now["how_told"])}
    return Said(_("Contradiction"), joined(words, shown(now["holds"]), told), _at(now["settled_at"]))


def agreed(one: Form, before: Image, around: Around) -> Said | None:
    """Say who agreed on what holds, and how."""
    now = one.image
    return Said(
        _("Contradiction"), _("agreed: %(who)s, %(how)s") % {"who": shown(now["who"]), "how": shown(now["how"])}
    )


AROUND = {
    "plan_review": review,
    "plan_event": event,
    "plan_setaside": set_aside,
    "plan_agreement": agreement,
    "plan_keeping": keeping,
    "contact_series": series,
    "contact_away": away,
    "network_carer": carer,
    "network_carerassessment": carer_assessment,
    "contradiction_item": item,
    "contradiction_contradiction": contradiction,
    "contradiction_agreed": agreed,
}
