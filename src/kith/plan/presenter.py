"""Plans in words: what a section says as text that can be compared, from its lines."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.plan.rules import Content, Does, Goal, Sign
from kith.policy.queries import role_label
from kith.web.words import first_up, full_day


def content_words(content: Content) -> str:
    """Return what a section says as text: its own, then a line for each goal or sign."""
    lines = [content.text, *map(goal_words, content.goals), *map(sign_words, content.signs)]
    return "\n".join(filter(None, lines))


def goal_words(goal: Goal) -> str:
    """Return a goal as a line: what, who does it, by when, how it is going."""
    by = _("by %(day)s") % {"day": full_day(goal.by)} if goal.by else ""
    return ". ".join(filter(None, (goal.what, ", ".join(filter(None, (goal.who, by))), goal.going)))


def sign_words(sign: Sign) -> str:
    """Return a sign as a line: what is seen, what is done, within what time, who may start it."""
    words = {"sees": sign.sees, "response": sign.response.rstrip("."), "how": how_words(sign), "who": who_starts(sign)}
    return _("%(sees)s: %(response)s. %(how)s. %(who)s") % words


def how_words(sign: Sign) -> str:
    """Return what kind of response it is and within what time: 'Escalation, within 4 hours'."""
    if sign.does is Does.EMERGENCY:
        return _("Emergency help at once")
    hours = sign.within_hours or 0
    time = ngettext("within %(n)d hour", "within %(n)d hours", hours) % {"n": hours}
    return (_("Escalation, %(time)s") if sign.does is Does.ESCALATION else _("Work of the team, %(time)s")) % {
        "time": time
    }


def who_starts(sign: Sign) -> str:
    """Return who may start the response: 'Anybody starts it.'"""
    return (
        _("%(role)s starts it") % {"role": first_up(role_label(sign.starts))} if sign.starts else _("Anybody starts it")
    )
