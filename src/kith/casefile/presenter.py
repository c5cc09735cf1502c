"""A case file in words: its days and lines, what is withheld, the page as it stood, what was released and given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from math import ceil
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from kith.casefile.chronology import Made
from kith.casefile.line import Line
from kith.casefile.queries import ExportRow, FileRow, Kept
from kith.casefile.rules import LATE_RULE, PURPOSES, RELEASABLE, Answer, Cause, Purpose, is_late
from kith.casefile.said import at_words
from kith.casefile.shows import DayShow, ExportShow, FileLine, FileShow, GivenShow, LineShow, ReleaseShow, StoodShow
from kith.casefile.stood import Running, Seen, Stood, Work
from kith.casefile.told import SUPERVISION
from kith.caseload.rules import tier_words
from kith.escalation.presenter import LEVELS
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import local_day
from kith.trail.proving import Proofs
from kith.web.shows import Filled, Option
from kith.web.words import clock, days, first_up, full_day, plain_day

LINES_ON_A_PAGE = 100
CAUSES = {
    Cause.THIRD: later("Withheld: what a third party told us"),
    Cause.MARKED: later("Withheld: marked as about somebody else"),
    Cause.SUPERVISION: later("Withheld: said in supervision; the two whom it concerns can read it"),
    Cause.RESTRICTED: later("Withheld: restricted; ask the safeguarding lead"),
}
HELD = later("Something restricted is held; ask the safeguarding lead")
STATES = {
    "planned": later("planned"),
    "made": later("made"),
    "missed": later("missed"),
    "cancelled": later("called off"),
    "paused": later("paused"),
}


def why_not_released(cause: Cause) -> str:
    """Return why what is withheld for a cause is not released from a case file."""
    if cause is Cause.SUPERVISION:
        return _(
            "This was said in supervision: ask one of the two whom it concerns. It is not released from a case file."
        )
    return _("This is restricted: ask the safeguarding lead. It is not released from a case file.")


def why_not_withheld(table: str) -> str:
    """Return why a line of a table is not withheld by hand; '' where it can be."""
    if table == "trail":
        return _("Who acted and who looked is not withheld: it tells of our own doing.")
    if table == SUPERVISION:
        return _("This is shown to the two whom it concerns alone, and withheld from everybody else.")
    return ""


def purpose_options() -> list[Option]:
    """Return what a case file may be for."""
    return [Option(one, _(PURPOSES[one])) for one in Purpose]


def file_line(row: FileRow) -> FileLine:
    """Return a case file that was asked for, in two lines."""
    words = _("%(purpose)s: %(first)s to %(last)s") % {
        "purpose": _(PURPOSES[Purpose(row.purpose)]),
        "first": plain_day(row.first_day),
        "last": plain_day(row.last_day),
    }
    more = _("As it stood at %(at)s. Asked by %(who)s, %(when)s: %(why)s")
    values = {"at": at_words(row.as_at), "who": row.asked_by, "when": at_words(row.asked_at), "why": shown(row.reason)}
    return FileLine(row.id, words, more % values)


def about(row: FileRow) -> list[str]:
    """Return what a case file is, in sentences."""
    span = {"first": plain_day(row.first_day), "last": plain_day(row.last_day)}
    return [
        _("As it stood at %(at)s: nothing that was recorded later is in it.") % {"at": at_words(row.as_at)},
        _("From %(first)s to %(last)s, by when things happened or were recorded.") % span,
        _asked_words(row),
        _(
            "What is withheld keeps its place. Safeguarding concerns are not part of a case file, whether or not there are any."
        ),
        _("“Late” marks what was recorded more than 24 hours after it happened (%(rule)s).") % {"rule": LATE_RULE},
    ]


def _asked_words(one: FileRow | ExportRow) -> str:
    values = {"who": one.asked_by, "when": at_words(one.asked_at), "why": shown(one.reason)}
    return _("Asked for by %(who)s, %(when)s: %(why)s") % values


def file_show(
    file: Made, *, who: Who, page: int, exports: Iterable[ExportRow], account_id: UUID, at: datetime, form: Filled
) -> FileShow:
    """Return a page (from 1) of a case file."""
    pages = max(1, ceil(len(file.lines) / LINES_ON_A_PAGE))
    page = min(max(1, page), pages)
    lines = file.lines[(page - 1) * LINES_ON_A_PAGE : page * LINES_ON_A_PAGE]
    return FileShow(
        file_id=file.row.id,
        who=who,
        title=_("Case file: %(purpose)s") % {"purpose": _(PURPOSES[Purpose(file.row.purpose)]).lower()},
        about=about(file.row),
        counts=counts_words(file.lines),
        stood=stood_show(file),
        days=_days(lines),
        page=page,
        pages=pages,
        releases=[_release(one, file, account_id) for one in file.kept if one.kind == "release"],
        exports=[_export(one, account_id, at) for one in exports],
        form=form,
    )


def counts_words(lines: Sequence[Line]) -> str:
    """Return how many lines there are, how many late and how many withheld; what is restricted is not counted."""
    lines = [one for one in lines if one.withheld is not Cause.RESTRICTED]
    late, withheld = sum(one.is_late for one in lines), sum(one.withheld is not None for one in lines)
    return _("%(lines)s, %(late)d late, %(withheld)d withheld") % {
        "lines": _number_of_lines(len(lines)),
        "late": late,
        "withheld": withheld,
    }


def days_of(file: Made) -> list[DayShow]:
    """Return all days of a case file, as it is given."""
    return _days(file.lines)


def _days(lines: Sequence[Line]) -> list[DayShow]:
    return [
        DayShow(full_day(day), _lines(list(found)))
        for day, found in groupby(lines, key=lambda one: local_day(one.happened_at))
    ]


def _lines(lines: Sequence[Line]) -> list[LineShow]:
    """Return the lines of a day; withheld ones for the same cause in a row stand as one, with how many they are."""
    found: list[LineShow] = []
    for (cause, look), some in groupby(lines, key=lambda one: (one.withheld, _look(one))):
        together = list(some)
        if cause:
            found.append(_withheld(cause, together))
        elif look:
            found.append(replace(_line(together[0]), times=len(together)))
        else:
            found += [_line(one) for one in together]
    return found


def _look(one: Line) -> tuple[str, str, str] | None:
    """Return what makes looks in a row one line: the same person, in the same way, in the same minute; None for other lines."""
    return (one.who, one.words, clock(one.happened_at)) if one.is_look else None


def _withheld(cause: Cause, lines: Sequence[Line]) -> LineShow:
    if cause is Cause.RESTRICTED:
        return LineShow("", "", "", "", withheld=str(CAUSES[cause]))
    number = _number_of_lines(len(lines))
    keys = list(dict.fromkeys(one.key for one in lines)) if cause in RELEASABLE else []
    words = _("%(what)s, %(number)s") % {"what": CAUSES[cause], "number": number}
    return LineShow(clock(lines[0].happened_at), "", "", "", withheld=words, keys=keys)


def _line(one: Line) -> LineShow:
    recorded = ""
    if one.recorded_at != one.happened_at:
        same_day = local_day(one.recorded_at) == local_day(one.happened_at)
        recorded = clock(one.recorded_at) if same_day else at_words(one.recorded_at)
    return LineShow(
        at=clock(one.happened_at),
        label=one.label,
        who=_("%(who)s, %(role)s") % {"who": one.who, "role": one.role} if one.role not in ("", one.who) else one.who,
        words=first_up(one.words),
        rule=one.rule,
        recorded=recorded,
        is_late=is_late(one.happened_at, one.recorded_at),
        keys=[one.key],
        is_released=one.is_released,
        can_mark=not why_not_withheld(one.table) and not one.is_released,
        is_look=one.is_look,
    )


def stood_show(file: Made) -> StoodShow:
    """Return the page of the person as it stood, in groups of sentences; what is withheld stands with its cause alone."""
    stood, name, withheld = file.stood, _Names(file.names), file.withheld
    own = withheld.get(str(file.row.person_id))
    matters = _kept_back(own) or (f"“{shown(stood.what_matters)}”" if stood.what_matters else _("Not asked yet"))
    seen = [_seen(one, name, withheld.get(one.id)) for one in (*stood.planned, *stood.past)]
    if stood.number_past > len(stood.past):
        seen.append(_("%(n)d more before that") % {"n": stood.number_past - len(stood.past)})
    groups = [
        (_("What matters most"), [matters]),
        (_("Who led"), _leads(stood, name)),
        (_("Escalations open"), [_running(one, name) for one in stood.running] or [_("None")]),
        (_("Work open"), [_kept_back(withheld.get(one.id)) or _work(one, name) for one in stood.work] or [_("None")]),
        (_("Contacts"), seen or [_("None planned, made or missed")]),
    ]
    return StoodShow(groups, str(HELD) if file.is_restricted else "")


def _kept_back(cause: Cause | None) -> str:
    return _("%(what)s, %(number)s") % {"what": CAUSES[cause], "number": _number_of_lines(1)} if cause else ""


def _number_of_lines(number: int) -> str:
    return ngettext("%(n)d line", "%(n)d lines", number) % {"n": number}


class _Names:
    """Names of members by id; what stands there for nobody, and for somebody of another team."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def __call__(self, key: str) -> str:
        return (self.names.get(key) or _("somebody of another team")) if key else _("nobody")


def _leads(stood: Stood, name: _Names) -> list[str]:
    lines = []
    for one in stood.places:
        values = {"named": name(one.named_lead_id), "deputy": name(one.deputy_id), "tier": tier_words(one.tier)}
        parts = [_("Named lead %(named)s, deputy %(deputy)s; risk tier: %(tier)s") % values]
        if one.cadence_days:
            parts.append(_("seen every %(days)s") % {"days": days(one.cadence_days)})
        lines.append("; ".join(parts))
    return lines or [_("On nobody's list")]


def _running(one: Running, name: _Names) -> str:
    words = _("%(level)s: %(who)s asked, answer due by %(when)s")
    return words % {"level": LEVELS.get(one.level, ""), "who": name(one.asked_id), "when": at_words(one.respond_by)}


def _work(one: Work, name: _Names) -> str:
    words = _("%(what)s: %(who)s answers for it, due %(when)s")
    told = words % {"what": shown(one.what), "who": name(one.owner_id), "when": at_words(one.due_at)}
    return f"{told}; {_('waiting: %(why)s') % {'why': shown(one.hold_reason)}}" if one.hold_reason else told


def _seen(one: Seen, name: _Names, cause: Cause | None) -> str:
    who = name(one.member_id) if one.member_id else shown(one.by_other)
    values = {"state": STATES[one.state], "when": at_words(one.at), "who": who}
    told = _("%(when)s, %(state)s, %(who)s") % values
    words = _kept_back(cause) or shown(one.words)
    return f"{told}: {words}" if words else told


def _release(one: Kept, file: Made, account_id: UUID) -> ReleaseShow:
    line = file.line(str(one.row_id))
    values = {"at": at_words(line.happened_at), "what": line.label, "by": line.who} if line else {}
    words = _("%(what)s, %(at)s, %(by)s") % values if line else _("A line that is not in these days")
    asked = {"who": one.by, "when": at_words(one.at), "why": shown(one.reason)}
    more = [_("Asked for by %(who)s, %(when)s: %(why)s") % asked]
    if one.second_at:
        more.append(_("Confirmed by %(who)s, %(when)s") % {"who": one.second, "when": at_words(one.second_at)})
    if one.ended_at:
        more.append(_ended(one.answer, one.second, one.ended_at, one.because))
    return ReleaseShow(one.id, one.row_id, words, more, one.waits, one.by_id == account_id)


def _ended(answer: str, by: str, at: datetime, because: str) -> str:
    """Return how a release or an export ended that was not agreed to."""
    if answer == Answer.WITHDRAWN:
        return _("Taken back, %(when)s") % {"when": at_words(at)}
    return _("Refused by %(who)s, %(when)s: %(why)s") % {"who": by, "when": at_words(at), "why": shown(because)}


def _export(one: ExportRow, account_id: UUID, at: datetime) -> ExportShow:
    words = [_asked_words(one)]
    if one.approved_at:
        words.append(_("Approved by %(who)s, %(when)s") % {"who": one.approved_by, "when": at_words(one.approved_at)})
        number = one.number_of_lines or 0
        words.append(ngettext("%(n)d line given", "%(n)d lines given", number) % {"n": number})
    is_over = at >= one.expires_at
    if one.ended_at:
        words.append(_ended(one.answer, one.approved_by, one.ended_at, one.because))
    else:
        until = _("It could be had until %(when)s") if is_over else _("To be had until %(when)s")
        words.append(until % {"when": at_words(one.expires_at)})
    return ExportShow(
        export_id=one.id,
        to_whom=shown(one.to_whom),
        words=words,
        waits=one.approved_at is None and not is_over and not one.answer,
        is_own=one.asked_by_id == account_id,
        can_have=one.approved_at is not None and not is_over,
        digest=one.digest,
    )


def given_show(file: Made, export: ExportRow, approved_by: str, approved_at: datetime, proofs: Proofs) -> GivenShow:
    """Return a case file as it is given."""
    told = _("Given to %(to)s. Approved by %(who)s, %(when)s.")
    said = told % {"to": shown(export.to_whom), "who": approved_by, "when": at_words(approved_at)}
    name = f"{shown(file.stood.given)} {shown(file.stood.family)}".strip()
    lines = [*about(file.row), said, counts_words(file.lines), proof_words(proofs)]
    return GivenShow(name, lines, stood_show(file))


def proof_words(proofs: Proofs) -> str:
    """Return which checkpoint of the trail proves the entries that are given, and how many of them."""
    if proofs.under is None:
        return _("No checkpoint of the trail had been made: its entries are given without proof.")
    made_at = datetime.fromisoformat(str(proofs.under.written["made_at"]))
    values = {
        "proved": sum(one.proof is not None for one in proofs.entries), "all": len(proofs.entries),
        "when": at_words(made_at), "n": proofs.under.count, "root": proofs.under.root,
    }  # fmt: skip
    return (
        _(
            "%(proved)d of %(all)d entries of the trail are proved under the checkpoint of %(when)s (%(n)d entries, root %(root)s):"
            " ask whoever keeps it, and run check.py."
        )
        % values
    )
