"""
A case file made: the lines of its span, in the order in which things happened, as the record stood at its moment.

Late entries are marked (CASE-1), what others told us is withheld with its place (CASE-2), and concerns never come in.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.board.trail_words import COMMANDS, LOOKS
from kith.casefile.line import Line
from kith.casefile.queries import (
    TABLES,
    Acted,
    FileRow,
    Kept,
    acted_on,
    forms_of,
    kept_of,
    names_of,
    records_of,
)
from kith.casefile.rules import (
    PLAN_TEXTS,
    Cause,
    Form,
    cause_of,
    contradictions_withheld,
    hidden_ids,
    is_hidden,
    is_noted_here,
    kept_from_parents,
    left_again,
    shared_untold,
)
from kith.casefile.said import NOTHING, Around, Image, Said
from kith.casefile.saying import said
from kith.casefile.stood import Stood, as_it_stood
from kith.casefile.told import RESTRICTED_HERE, SUPERVISION, notice_lines, restricted_lines, supervision_lines
from kith.casefile.told_queries import notices_about, restricted_at, written_about
from kith.contradiction.models import SIDES
from kith.place.rules import day_bounds
from kith.policy.floor_rules import RIGHTS
from kith.policy.in_force import in_force
from kith.policy.queries import right_for, role_label
from kith.policy.reading import table_names
from kith.policy.seams import seams
from kith.safeguarding.queries import told

MEMBER_KEYS = (
    "named_lead_id", "deputy_id", "member_id", "owner_id", "to_member_id", "taken_by_id", "answered_by_id",
)  # fmt: skip
"""Columns that name a member."""
AGENCY_KEYS = ("agency_id", "contact_id")
"""Columns that name an agency, or whom one reaches there."""


@dataclass(frozen=True, slots=True)
class Made:
    """
    A case file as it is read: its lines, the page as it stood at its moment, what was marked and released, what is withheld by
    row. `is_restricted`: the reader is told that something restricted is held.
    """

    row: FileRow
    lines: list[Line]
    stood: Stood
    names: Mapping[str, str]
    kept: list[Kept]
    withheld: Mapping[str, Cause] = field(default_factory=dict)
    is_restricted: bool = False
    entry_ids: list[UUID] = field(default_factory=list)

    def line(self, key: str) -> Line | None:
        """Return the first line of a row; None where the file has none."""
        return next((one for one in self.lines if one.key == key), None)


def made(*, row: FileRow) -> Made:
    """
    Return a case file with everything in it. Nine statements, whatever the number of lines, and those of rule tables that this
    process has not read.
    """
    people = records_of(person_id=row.person_id)
    forms = forms_of(person_ids=people, until=row.as_at)
    acted = acted_on(person_ids=people, until=row.as_at)
    kept = kept_of(file_id=row.id)
    hidden = hidden_ids(forms)
    elsewhere = left_again(forms, row.as_at)
    seen = [one for one in forms if not is_hidden(one, hidden) and one.row_id not in elsewhere]
    stood = as_it_stood(forms, row.as_at, person_id=str(row.person_id))
    names = names_of(member_ids=_members(seen) | stood.member_ids, agency_ids=_agencies(seen))
    told_of = [*_told_of(people, row.as_at, hidden, kept)]
    lines = [*_of_forms(seen, names, kept), *told_of, *_of_trail(acted, {one.act_id for one in seen}, hidden)]
    lines = with_places(lines, restricted_at(person_ids=people, until=row.as_at))
    start, end = day_bounds(row.first_day)[0], day_bounds(row.last_day)[1]
    spanned = [one for one in lines if start <= one.happened_at < end or start <= one.recorded_at < end]
    ruled = [_ruled(one, row) for one in spanned]
    is_restricted = bool(told(team_ids=[row.team_id], person_id=row.person_id))
    withheld = {one.key: one.withheld for one in lines if one.withheld}
    withheld |= {
        one.row_id: Cause.THIRD for one in seen if one.table == "action_action" and cause_of(one.table, one.image)
    }
    return _whole(Made(row, sorted(ruled, key=_in_order), stood, names, kept, withheld, is_restricted))


def _whole(file: Made) -> Made:
    """Return a case file with the ids of the trail's entries that its lines name."""
    return replace(file, entry_ids=sorted({UUID(one.entry_id) for one in file.lines if one.entry_id}))


def for_giving(file: Made) -> Made:
    """
    Return a case file as it may be given out, the same whoever approves it: what was written in supervision keeps its place
    alone, and of what was noted here as restricted not even that, because whom it is kept from may fetch the folder.
    """
    lines = [_closed(one) if one.table == SUPERVISION else one for one in file.lines if one.table != RESTRICTED_HERE]
    return _whole(replace(file, lines=lines, is_restricted=False))


def _closed(one: Line) -> Line:
    return replace(one, who="", role="", label="", words="", rule="", entry_id="", withheld=Cause.SUPERVISION)


def with_places(lines: Iterable[Line], here: Iterable[datetime]) -> list[Line]:
    """Return lines with those that are restricted put together: one place a day, without a word of how many or what."""
    all_lines = list(lines)
    restricted = [one for one in all_lines if one.withheld is Cause.RESTRICTED]
    noted_here = [one.happened_at for one in restricted if one.table == RESTRICTED_HERE]
    elsewhere = [one.happened_at for one in restricted if one.table != RESTRICTED_HERE]
    told = [one for one in all_lines if one.withheld is not Cause.RESTRICTED]
    return [*told, *restricted_lines([*here, *noted_here], elsewhere)]


def _told_of(
    people: Collection[UUID], until: datetime, hidden: Collection[str], kept: Collection[Kept]
) -> Iterable[Line]:
    """Yield what was communicated about somebody: notices, mails, supervision."""
    for one in notice_lines(notices_about(person_ids=people, until=until), hidden):
        yield _marked(one, kept)
    yield from supervision_lines(written_about(person_ids=people, until=until))


def _marked(one: Line, kept: Iterable[Kept]) -> Line:
    """Return a line as its marks and releases leave it."""
    about = [each for each in kept if str(each.row_id) == one.key]
    if any(each.second_at for each in about):
        return replace(one, is_released=True)
    return replace(one, words="", withheld=Cause.MARKED) if any(each.kind == "mark" for each in about) else one


def _in_order(one: Line) -> tuple[datetime, datetime, int, int, str]:
    """By when it happened and was recorded; at one moment as one thing leads to the next, the steps of a route by number."""
    rank = TABLES.index(one.table) if one.table in TABLES else len(TABLES) + (one.table == "trail")
    return one.happened_at, one.recorded_at, rank, one.number, one.key


def _members(forms: Iterable[Form]) -> set[str]:
    found = {str(one.image[name]) for one in forms for name in MEMBER_KEYS if one.image.get(name)}
    return found | {
        str(key) for one in forms for key in one.image.get("asked") or [] if one.table == "proposal_proposal"
    }


def _agencies(forms: Iterable[Form]) -> set[str]:
    return {
        str(one.image[name])
        for one in forms
        if one.table.startswith(("agency_", "alignment_"))
        for name in AGENCY_KEYS
        if one.image.get(name)
    }


def _of_forms(forms: Sequence[Form], names: Mapping[str, str], kept: Collection[Kept]) -> list[Line]:
    """Return a line for each form that tells something which the one before it did not."""
    work = {(one.row_id, one.act_id): one.image for one in forms if one.table == "action_action"}
    called = {one.row_id: one.image["what"] for one in forms if one.table == "action_action"}
    withheld = {key: cause for (key, _), image in work.items() if (cause := cause_of("action_action", image))}
    around, lines, before = Around(names, work, called), [], dict[str, Image]()
    parts, untold = kept_from_parents(forms), shared_untold(forms)
    withheld |= contradictions_withheld(forms, parts)
    withheld |= {
        key: withheld[origin] for (key, _), image in work.items() if (origin := image.get("origin_id")) in withheld
    }
    for one in forms:
        told = said(one, before.get(one.row_id, NOTHING), around)
        before[one.row_id] = one.image
        if told:
            is_own = (one.table in PLAN_TEXTS and one.image["section"] in parts) or (
                one.table == "agency_disclosure" and str(one.image["override_id"]) in untold
            )
            own = Cause.MARKED if is_own else None
            lines.append(_line(one, told, _cause(one, withheld, kept) or own, kept))
    return lines


_PART_OF = {"action_step": "action_id", "contradiction_agreed": "contradiction_id"}
"""The column by which a row is known as part of another."""


def _cause(one: Form, withheld: Mapping[str, Cause], kept: Iterable[Kept]) -> Cause | None:
    """Return why a form is withheld by default: its own content, what it is a part of, or a mark."""
    whole = one.image.get(_PART_OF.get(one.table, ""), "")
    if cause := cause_of(one.table, one.image) or withheld.get(whole) or withheld.get(one.row_id):
        return cause
    return Cause.MARKED if any(each.kind == "mark" and str(each.row_id) == one.row_id for each in kept) else None


def _line(one: Form, told: Said, cause: Cause | None, kept: Iterable[Kept]) -> Line:
    is_released = any(each.second_at and str(each.row_id) == one.row_id for each in kept) and cause != Cause.RESTRICTED
    withheld = None if is_released else cause
    return Line(
        key=one.row_id,
        table=RESTRICTED_HERE if withheld is Cause.RESTRICTED and is_noted_here(one) else one.table,
        happened_at=told.happened_at or one.recorded_at,
        recorded_at=one.recorded_at,
        who=one.who or _("somebody of another team"),
        role=role_label(one.role),
        label=told.label,
        words="" if withheld else told.words,
        rule="" if withheld else f"{told.rule}|{told.table}|{one.command}",
        entry_id=one.act_id,
        withheld=withheld,
        is_released=is_released and cause is not None,
        number=_number(one),
    )


def _number(one: Form) -> int:
    """Return the step of a route, the version of a plan or the place of a side that agreed: the order within a moment, else 0."""
    if one.table == "contradiction_agreed":
        return SIDES.index(one.image["side"])
    name = {"escalation_routestep": "step", "plan_version": "number"}.get(one.table, "")
    return int(one.image.get(name, 0))


def _of_trail(acted: Iterable[Acted], told: Collection[str], hidden: Collection[str]) -> list[Line]:
    """Return a line for each look at the record, each refusal, and each act that changed no row which is told already."""
    lines = []
    for one in acted:
        if str(one.id) in told or str(one.thing_id) in hidden:
            continue
        is_look = one.what.startswith("look.")
        words = LOOKS.get(one.what) or COMMANDS.get(one.what)
        if words is None:
            continue
        if one.outcome == "refused":
            refused = _("was refused (%(rule)s): %(what)s") if "-" in one.reason else _("was refused: %(what)s")
            words = refused % {"rule": one.reason, "what": words}
        lines.append(
            Line(
                key=str(one.id or ""),
                table="trail",
                happened_at=one.happened_at,
                recorded_at=one.happened_at,
                who=one.who or _("somebody of another team"),
                role=role_label(one.role),
                label=_("Looked") if is_look else _("Trail"),
                words=str(words),
                rule="" if is_look else f"||{one.what}",
                entry_id=str(one.id or ""),
                is_look=is_look,
            )
        )
    return lines


def _ruled(one: Line, row: FileRow) -> Line:
    """Return a line with the rule in words, and the version of its table that was in force at its moment."""
    return replace(one, rule=rule_words(one.rule, row.team_id, one.recorded_at)) if one.rule else one


def rule_words(told: str, team_id: UUID, at: datetime) -> str:
    """
    Return which rule applied and the version in force at a moment: 'NEWS2-3, news2 version 2'; '' where none did.

    `told` names rule, table and command; a command alone is judged by its decision right.
    """
    rule, table, command = told.split("|")
    if not rule and (right := right_for(command, team_id=team_id, at=at)):
        rule, table = right.rule, RIGHTS
    if not rule:
        return ""
    place_id = seams.places_of([team_id]).get(team_id)
    if place_id is None or table not in table_names():
        return rule
    standing = in_force(table=table, team_id=team_id, place_id=place_id, at=at)
    if not standing.is_approved:
        return _("%(rule)s (%(table)s as shipped)") % {"rule": rule, "table": table}
    return _("%(rule)s (%(table)s, version %(n)d)") % {"rule": rule, "table": table, "n": standing.number}
