"""The plan check in words: what changed, what is open, each warning sign with what was agreed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from kith.action.presenter import owner_words, standing_words
from kith.action.queries import ActionRow
from kith.action.rules import ActionKind
from kith.contact.check_queries import Change, LastMet, SightingRow, Signs
from kith.contact.check_rules import FINISHED_HERE, MOST_WORK, NOT_NOW, SignAnswer, case_of
from kith.contact.check_shows import ChangeLine, PlanCheckShow, SignAsked, WorkLine
from kith.contact.forms import way_options
from kith.person.rules import shown
from kith.plan.presenter import how_words
from kith.plan.rules import HEADINGS, Does, Section, Sign
from kith.policy.queries import right_of, role_label
from kith.web.words import first_up, moment

FACTS = {
    "condition": later("Condition"),
    "allergy": later("Allergy"),
    "observation": later("Observation"),
    "encounter": later("Hospital or clinic"),
    "care plan": later("Care plan"),
    "goal": later("Goal"),
    "care team": later("Care team"),
    "medicine": later("Medicine"),
}
STATES = {
    "open": later("Escalation, not answered"),
    "answered": later("Escalation, in hand"),
    "closed": later("Escalation, closed"),
    "missed": later("Contact missed"),
    "cancelled": later("Contact cancelled"),
}
RESPONSES = {
    "work": later("started: work is given."),
    "escalation": later("started: an escalation."),
    "emergency": later("emergency: the team is told."),
    "proposed": later("proposed to whoever may start it."),
    "not started": later("not started"),
}


def check_show(
    called: str,
    last: LastMet | None,
    changed: tuple[Sequence[Change], int],
    signs: Signs,
    work: Sequence[ActionRow],
    *,
    has_plan: bool,
    role: str,
    at: datetime,
) -> PlanCheckShow:
    """Return the plan check as it is asked: lines of what changed newest first, work the soonest due first."""
    found, number = changed
    return PlanCheckShow(
        called=called,
        since=_since(last, at),
        said=shown(last.said) if last else "",
        changes=[_change(one, at) for one in found],
        more=number - len(found),
        work=[_work(one, at) for one in work[:MOST_WORK]],
        more_work=max(0, len(work) - MOST_WORK),
        signs=[_sign(one, role) for one in signs.signs],
        number=signs.number if signs.signs else 0,
        unsigned=bool(signs.signs) and not signs.is_signed,
        has_plan=has_plan,
    )


def _since(last: LastMet | None, at: datetime) -> str:
    if last is None:
        return ""
    ways = {option.value: option.label for option in way_options()}
    when = moment(last.happened_at, at)
    if not last.who:
        return _("Since the last contact: %(way)s, %(when)s") % {"way": ways[last.way], "when": when}
    words = {"way": ways[last.way], "when": when, "who": last.who}
    return _("Since the last contact: %(way)s, %(when)s, %(who)s") % words


def _change(one: Change, at: datetime) -> ChangeLine:
    words = shown(one.words)
    if one.kind == "plan":
        head, words = _("Plan"), _("%(section)s: “%(why)s”") % {
            "section": _(HEADINGS[Section(one.what)].title), "why": words
        }  # fmt: skip
    elif one.kind == "fact":
        head = str(FACTS[one.what])
    elif one.kind == "usual":
        head = _("Usual NEWS2 %(score)s") % {"score": one.what.removesuffix(".0")}
    elif one.kind == "detail":
        head = _("New address") if one.what == "address" else _("New phone or e-mail")
    else:
        head = str(STATES[one.what])
    return ChangeLine(first_up(moment(one.at, at)), head, words)


def _work(one: ActionRow, at: datetime) -> WorkLine:
    stands, words = standing_words(one, at)
    is_noticed = one.kind is ActionKind.NOTICED
    return WorkLine(
        one.id, one.version, shown(one.what), stands, words, owner_words(one),
        _("Done now") if one.kind in FINISHED_HERE else "", is_noticed,
    )  # fmt: skip


def _sign(one: Sign, role: str) -> SignAsked:
    decides = right_of("contact.respond", role, case_of(one)).decides
    named = role_label(one.starts) if one.starts else ""
    return SignAsked(
        one.id,
        shown(one.sees),
        shown(one.response),
        how_words(one),
        _right(one, named, decides=decides),
        _("Start this response") if decides else _("Propose it: %(role)s decides") % {"role": named},
        one.does is Does.EMERGENCY,
    )


def _right(one: Sign, named: str, *, decides: bool) -> str:
    if one.does is Does.EMERGENCY:
        return ""
    if one.does is Does.ESCALATION or not named:
        return _("You may start this.")
    return (
        _("You may start this, as %(role)s.") if decides else _("Agreed: %(role)s starts this. You propose it.")
    ) % {"role": named}


def start_words(sign: Sign, answer: SignAnswer, role: str, at: datetime) -> str:
    """Return what saving starts for a sign that was seen, before it is saved; '' for an escalation, which says so itself."""
    if sign.does is not Does.WORK and answer.does != NOT_NOW:
        return ""
    words = {"response": shown(sign.response).rstrip("."), "sees": shown(sign.sees)}
    if answer.does == NOT_NOW:
        return _("Not started for “%(sees)s”: a supervisor looks at it the same day.") % words
    if not right_of("contact.respond", role, case_of(sign)).decides:
        return _("Saving proposes “%(response)s” to somebody who may start it.") % words
    words["when"] = moment(at + timedelta(hours=sign.within_hours or 1), at)
    return _("Saving makes “%(response)s” your work, by %(when)s.") % words


def moved_words(what: str) -> str:
    """Return that open work was changed by somebody else meanwhile, so that the answer to it was not carried out."""
    return _("“%(what)s” was changed by somebody meanwhile: nothing was done with it here. Open it and look.") % {
        "what": shown(what)
    }


def seen_words(one: SightingRow) -> str:
    """Return a sign that was seen as a line: what, what was agreed, and what became of it."""
    words = {"sees": shown(one.sees), "agreed": shown(one.agreed).rstrip("."), "what": str(RESPONSES[one.response])}
    if one.reason:
        words["what"] = words["what"].rstrip(".")
    said = [_("%(sees)s. Agreed: %(agreed)s.") % words, first_up(words["what"])]
    return ": ".join([" ".join(said), shown(one.reason)]) if one.reason else " ".join(said)
