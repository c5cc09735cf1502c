"""
The lines of a case file about what was communicated: who was told what and when, by notice and by e-mail, whether it arrived and
was read; what was written in supervision; and the days on which something restricted was noted.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from kith.casefile.line import Line
from kith.casefile.rules import Cause
from kith.casefile.told_queries import Mailed, Notice, Written
from kith.language import listed
from kith.message.mail_rules import MailStep
from kith.message.words import in_words
from kith.person.rules import shown
from kith.place.rules import day_bounds, local_day
from kith.policy.queries import role_label

NOTICES, MAILS, SUPERVISION = "message_message", "message_mailstep", "supervision_note"
RESTRICTED_HERE, RESTRICTED_ELSEWHERE = "restricted here", "restricted elsewhere"
"""In place of a table: a day on which something restricted was noted here, or came from a record elsewhere."""
UNHEARD = "mail not delivered"
"""The kind of notice that follows from a mail that did not arrive."""
OUTSIDE = later("somebody of another team")


def notice_lines(notices: Iterable[Notice], hidden: Collection[str]) -> list[Line]:
    """
    Return a line for each time that members were told something, for each step of the mails with it that counts, and for each
    time that somebody read. Those told the same by one act stand in one line, as does what one read at one moment.
    """
    known = [one for one in notices if one.thing_id not in hidden]
    lines = [_told(list(some)) for _key, some in groupby(known, key=lambda one: (one.told_at, one.act_id, one.kind))]
    steps = {each.id: (each, one) for one in known for each in one.mailed if each.what in _MAILS}
    lines += [_mailed(each, one) for each, one in steps.values()]
    read = sorted(
        ((one.read_at, one.to, one) for one in known if one.read_at), key=lambda item: (item[0], item[1], item[2].id)
    )
    return lines + [
        _read(at, to, [one for _at, _to, one in some]) for (at, to), some in groupby(read, key=lambda item: item[:2])
    ]


def _told(some: list[Notice]) -> Line:
    first = some[0]
    words = _("to %(who)s: “%(what)s”") % {
        "who": listed(dict.fromkeys(one.to or str(OUTSIDE) for one in some)), "what": in_words(first.kind, 1),
    }  # fmt: skip
    return Line(
        key=first.id, table=NOTICES, happened_at=first.told_at, recorded_at=first.told_at, who=first.who or "Kith",
        role=role_label(first.role) if first.role and first.who else "", label=_("Notice"), words=words, entry_id=first.act_id,
        number=_AFTER_MAILS if first.kind == UNHEARD else 0,
    )  # fmt: skip


_MAILS: dict[str, Promise] = {
    MailStep.SENT: later("to %(who)s: taken by the mail server"),
    MailStep.REFUSED: later("to %(who)s: failed, the mail server refused it"),
    MailStep.BOUNCED: later("to %(who)s: failed, the mail server sent it back"),
    MailStep.NOT_REACHED: later("to %(who)s: did not leave, the mail server was not reached"),
    MailStep.GIVEN_UP: later("to %(who)s: given up, it did not arrive"),
}
"""The steps of a mail that tell whether somebody was reached, in the order in which they come."""
_AFTER_MAILS = 1 + len(_MAILS)


def _mailed(step: Mailed, one: Notice) -> Line:
    words = str(_MAILS[step.what]) % {"who": one.to or OUTSIDE}
    return Line(
        key=step.id, table=MAILS, happened_at=step.at, recorded_at=step.at, who="Kith", role="", label=_("E-mail"),
        words=f"{words} ({step.code})" if step.code.isdecimal() else words, entry_id=step.act_id,
        number=1 + list(_MAILS).index(step.what),
    )  # fmt: skip


def _read(at: datetime, to: str, some: list[Notice]) -> Line:
    what = listed(f"“{words}”" for words in dict.fromkeys(in_words(one.kind, 1) for one in some))
    return Line(
        key=some[0].id, table=NOTICES, happened_at=at, recorded_at=at, who=to or str(OUTSIDE), role="", label=_("Notice"),
        words=_("read: %(what)s") % {"what": what}, entry_id=some[0].read_act,
        number=_AFTER_MAILS + 1,
    )  # fmt: skip


_WRITTEN: dict[str, Promise] = {
    "note": later("a supervision note to %(to)s: “%(words)s”"),
    "answer": later("answered a supervision note, to %(to)s: “%(words)s”"),
    "came of it": later("what came of a supervision note, to %(to)s: “%(words)s”"),
}


def supervision_lines(written: Iterable[Written]) -> list[Line]:
    """Return a line for each note, and each answer, about the person; for all but the two whom it concerns its place alone."""
    return [_written(one) if one.is_open else _closed(one) for one in written]


def _written(one: Written) -> Line:
    words = str(_WRITTEN[one.kind]) % {"to": one.to or OUTSIDE, "words": shown(one.words)}
    return Line(
        key=one.id, table=SUPERVISION, happened_at=one.made_at, recorded_at=one.recorded_at, who=one.by, role="",
        label=_("Supervision"), words=words, entry_id=one.act_id,
    )  # fmt: skip


def _closed(one: Written) -> Line:
    return Line(
        key=one.id, table=SUPERVISION, happened_at=one.made_at, recorded_at=one.recorded_at, who="", role="", label="", words="",
        withheld=Cause.SUPERVISION,
    )  # fmt: skip


def restricted_lines(here: Iterable[datetime], elsewhere: Iterable[datetime]) -> list[Line]:
    """
    Return a place at the end of each day on which something restricted was noted: the same whatever it was, and however much.
    """
    days = {local_day(at): RESTRICTED_HERE for at in here} | {local_day(at): RESTRICTED_ELSEWHERE for at in elsewhere}
    lines = []
    for day, table in days.items():
        at = day_bounds(day)[1] - timedelta(microseconds=1)
        lines.append(Line("", table, at, at, "", "", "", "", withheld=Cause.RESTRICTED))
    return lines
