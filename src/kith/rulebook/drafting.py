"""
What becomes of a draft, whether it is of a team or of its whole place: kept, answered, signed, given up.

The operations of both call it. A `Level` says what differs: which findings count, who may sign, who is told.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.act import Act, NotVisible, Refusal, ids
from kith.place.rules import at_local, local_day
from kith.policy import operations as policy
from kith.policy.check_rules import Finding
from kith.policy.in_force import Behind, behind, files_of, in_force
from kith.policy.models import APPROVERS, Approval, Scope, Status
from kith.policy.queries import deciding_roles
from kith.rulebook import queries
from kith.rulebook.mending_rules import is_answerable, key_of
from kith.rulebook.models import Answer, Draft
from kith.rulebook.rules import LARGEST, differences, files_people_change

LONGEST = 500
"""Characters of why a draft is proposed, and of an answer."""


@dataclass(frozen=True, slots=True)
class Level:
    """
    For whom a draft is meant: `scope` as versions have it, the command that signs it, what is found in it (of a version, through
    a team, of a place, at a moment), and whom to tell that it waits for signatures, or is in force.
    """

    scope: str
    signs: str
    findings: Callable[[Behind, UUID, UUID, datetime], list[Finding]]
    ask_to_sign: Callable[[Act, Behind, UUID, Collection[str]], None]
    tell_all: Callable[[Act, UUID, UUID], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is proposed: the table, the texts that change by name of file, why, from which day, and the draft it replaces."""

    table: str
    files: Mapping[str, str]
    why: str
    from_day: date | None
    replaces: UUID | None


def keep(act: Act, level: Level, team_id: UUID, wanted: Wanted) -> UUID:
    """Keep a draft, and ask for signatures where nothing was found in it. Raises as the operations say."""
    reason = _said(wanted.why, _("Say why the table should change."), "why")
    if wanted.from_day and wanted.from_day < local_day(act.at):
        raise Refusal(_("From: choose today or a day to come, or leave it empty."), field="from_day")
    place_id: UUID = act.thing.row["place"]
    of = None if level.scope == Scope.PLACE else team_id
    now = files_of(in_force(table=wanted.table, team_id=of, place_id=place_id, at=act.at))
    base = now
    if wanted.replaces is not None:
        base = queries.files_of_version(_replaced(act, level, team_id, wanted.table, wanted.replaces))
        policy.retire(act=act, version_ids=[wanted.replaces])
    whole = {**base, **_own(wanted.files, base)}
    made = differences(now, whole) and policy.propose(
        act=act, scope=level.scope, scope_id=of or place_id, place_id=place_id, tables={wanted.table: whole},
        proposed_by_id=act.account_id, with_findings=True,
    )  # fmt: skip
    if not made:
        raise Refusal(_("Nothing differs from what is in force."), field="files")
    [version_id] = made
    Draft.objects.create(
        id=ids.new(), team_id=team_id, version_id=version_id, why=reason, from_day=wanted.from_day,
        replaces_id=wanted.replaces, act_id=act.id,
    )  # fmt: skip
    version = behind(version_id)
    if not open_findings(level, version, team_id, place_id, act.at):
        _ask_to_sign(act, level, version, team_id)
    act.concerns(team_id=team_id, table=wanted.table, version_ids=[version_id])
    return version_id


def keep_answer(act: Act, level: Level, finding: str, words: str) -> None:
    """Keep why a draft may be signed though something was found in it. Raises as the operations say."""
    said = _said(words, _("Say why this may stand."), "words")
    version, team_id, place_id = _draft(act), _team(act), _place(act)
    waiting = open_findings(level, version, team_id, place_id, act.at)
    found = next((one for one in waiting if key_of(one) == finding), None)
    if found is None:
        raise Refusal(_("This was answered or mended meanwhile: look at the draft again."))
    if not is_answerable(found):
        raise Refusal(_("This is mended, not answered: %(what)s") % {"what": found.sentence}, field="words")
    Answer.objects.create(
        id=ids.new(), team_id=team_id, version_id=version.id, finding=finding, words=said,
        account_id=act.account_id, act_id=act.id,
    )  # fmt: skip
    if len(waiting) == 1:
        _ask_to_sign(act, level, version, team_id)
    act.concerns(team_id=team_id, table=version.table, finding=finding)


def keep_signature(act: Act, level: Level) -> bool:
    """Keep a signature; return whether the draft is in force with it. Two who sign at once wait for one another."""
    version, draft, team_id = _locked(act), _added(act), _team(act)
    if version.proposed_by_id == act.account_id:
        raise Refusal(_("You proposed this draft: two others sign it."))
    if waiting := open_findings(level, version, team_id, _place(act), act.at):
        raise Refusal(_("Mend or answer first what was found: %(what)s") % {"what": waiting[0].sentence})
    policy.approve(act=act, version_ids=[version.id], account_id=act.account_id, name=act.name)
    is_whole = Approval.objects.filter(version_id=version.id).count() >= APPROVERS
    if is_whole:
        policy.publish(act=act, version_ids=[version.id], effective_from=since(draft.from_day, act.at))
        level.tell_all(act, team_id, version.id)
    act.concerns(team_id=team_id, table=version.table, version_ids=[version.id])
    return is_whole


def give_up(act: Act, level: Level) -> Behind:
    """Give up a draft of one's own, or one that one may sign; return it."""
    version = _draft(act)
    if version.proposed_by_id != act.account_id and act.role not in _signing(act, level):
        raise Refusal(_("Whoever proposed a draft withdraws it, or somebody who may sign it."))
    policy.retire(act=act, version_ids=[version.id])
    act.concerns(team_id=_team(act), table=version.table, version_ids=[version.id])
    return version


def open_findings(level: Level, version: Behind, team_id: UUID, place_id: UUID, at: datetime) -> list[Finding]:
    """Return what was found in a draft, against the floor of now, and nobody has answered. A fixed number of statements."""
    found = level.findings(version, team_id, place_id, at)
    if not found:
        return []
    answered = set(Answer.objects.filter(version_id=version.id).values_list("finding", flat=True))
    return [one for one in found if not (is_answerable(one) and key_of(one) in answered)]


def since(day: date | None, at: datetime) -> datetime:
    """Return the moment from which a draft signed at a moment holds: the beginning of its day, or at once."""
    return max(at, at_local(day, time(0))) if day else at


def _replaced(act: Act, level: Level, team_id: UUID, table: str, version_id: UUID) -> Behind:
    draft = Draft.objects.filter(version_id=version_id).first()
    version = behind(version_id) if draft and (level.scope == Scope.PLACE or draft.team_id == team_id) else None
    if version is None or (version.table, version.scope) != (table, level.scope):
        raise NotVisible
    if version.proposed_by_id != act.account_id:
        raise Refusal(_("This draft is somebody else's: propose your own, or ask them to change theirs."))
    return _still_a_draft(version)


def _draft(act: Act) -> Behind:
    version: Behind = act.thing.row["version"]
    return _still_a_draft(version)


def _locked(act: Act) -> Behind:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 7))", [str(act.thing.row["version"].id)])
    return _draft(act)


def _still_a_draft(version: Behind) -> Behind:
    if version.status != Status.DRAFT:
        raise Refusal(_("This draft was withdrawn, or is in force already: look at the table again."))
    return version


def _added(act: Act) -> Draft:
    draft: Draft = act.thing.row["draft"]
    return draft


def _team(act: Act) -> UUID:
    assert act.thing.team_id is not None
    return act.thing.team_id


def _place(act: Act) -> UUID:
    place_id: UUID = act.thing.row["place"]
    return place_id


def _signing(act: Act, level: Level) -> list[str]:
    return deciding_roles(level.signs, str(act.thing.row["case"]), team_id=_team(act), at=act.at)


def _ask_to_sign(act: Act, level: Level, version: Behind, team_id: UUID) -> None:
    case = queries.case_of(version)
    level.ask_to_sign(act, version, team_id, deciding_roles(level.signs, case, team_id=team_id, at=act.at))


def _own(files: Mapping[str, str], base: Mapping[str, str]) -> dict[str, str]:
    for name, text in files.items():
        if name not in files_people_change(base):
            raise Refusal(_("%(name)s is no file that a team writes for itself.") % {"name": name}, field="files")
        if len(text) > LARGEST:
            raise Refusal(_("%(name)s is too long for a rule table.") % {"name": name}, field="files")
    return dict(files)


def _said(text: str, missing: str, field: str) -> str:
    if not (words := " ".join(text.split())):
        raise Refusal(missing, field=field)
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": LONGEST}, field=field)
    return words
