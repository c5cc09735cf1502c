"""
The only writers of a team's drafts: proposing, answering what a check finds, signing, withdrawing. Everybody for themselves.

`policy` keeps the versions. The second signature puts a draft in force, so that nobody publishes what others signed.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.act import Act, NotVisible, Refusal, ids, operation
from kith.message.parts import Tell
from kith.place.rules import at_local, local_day
from kith.policy import operations as policy
from kith.policy.check_rules import Finding
from kith.policy.in_force import Behind, behind, files_of, in_force, tables_for
from kith.policy.models import APPROVERS, Approval, Scope, Status
from kith.policy.queries import deciding_roles
from kith.rulebook import queries
from kith.rulebook.mending_rules import is_answerable, key_of
from kith.rulebook.models import Answer, Draft
from kith.rulebook.rules import LARGEST, differences, files_people_change
from kith.team.queries import members

LONGEST = 500
"""Characters of why a draft is proposed, and of an answer."""


@operation("rulebook.propose", sight=queries.sight_of_table)
def propose(
    *,
    act: Act,
    team_id: UUID,
    table: str,
    files: dict[str, str],
    why: str,
    from_day: date | None = None,
    replaces: UUID | None = None,
) -> UUID:
    """
    Keep another version of a table for a team, and say why; return its id. It is only run side by side until two others sign.

    files: the texts that change, by name of file; the rest is as in force, or as the draft that it replaces, which ends with it.
    What a check finds is kept with it: it is mended or answered before anybody signs.

    Raises:
        Refusal: without a reason, for a day that is past, a file a team does not write for itself, a text that cannot be read,
            nothing that differs, or a draft of somebody else in whose place it stands. NotVisible: for a draft that is not there.
    """
    reason = _said(why, _("Say why the table should change."), "why")
    if from_day and from_day < local_day(act.at):
        raise Refusal(_("From: choose today or a day to come, or leave it empty."), field="from_day")
    place_id = act.thing.row["place"]
    now = files_of(in_force(table=table, team_id=team_id, place_id=place_id, at=act.at))
    base = now
    if replaces is not None:
        old = _replaced(act, team_id, table, replaces)
        base = queries.files_of_version(old)
        policy.retire(act=act, version_ids=[replaces])
    whole = {**base, **_own(files, base)}
    if not differences(now, whole):
        raise Refusal(_("Nothing differs from what is in force."), field="files")
    made = policy.propose(
        act=act, scope=Scope.TEAM, scope_id=team_id, place_id=place_id, tables={table: whole},
        proposed_by_id=act.account_id, with_findings=True,
    )  # fmt: skip
    if not made:
        raise Refusal(_("Nothing differs from what is in force."), field="files")
    [version_id] = made
    Draft.objects.create(
        id=ids.new(), team_id=team_id, version_id=version_id, why=reason, from_day=from_day, replaces_id=replaces,
        act_id=act.id,
    )  # fmt: skip
    if not open_findings(behind(version_id), team_id, place_id, act.at):
        _ask_to_sign(act, team_id, version_id)
    act.concerns(team_id=team_id, table=table, version_ids=[version_id])
    return version_id


@operation("rulebook.answer", sight=queries.sight_of_draft)
def answer(*, act: Act, version_id: UUID, finding: str, words: str) -> None:
    """
    Say why a draft may be signed though a check found something in it.

    Raises:
        Refusal: without words; for what is not found (any more), or is mended and not answered; for a draft that is none.
    """
    said = _said(words, _("Say why this may stand."), "words")
    version = _draft(act)
    place_id = queries.sight_of_table(team_id=_team(act), table=version.table).row["place"]
    waiting = open_findings(version, _team(act), place_id, act.at)
    found = next((one for one in waiting if key_of(one) == finding), None)
    if found is None:
        raise Refusal(_("This was answered or mended meanwhile: look at the draft again."))
    if not is_answerable(found):
        raise Refusal(_("This is mended, not answered: %(what)s") % {"what": found.sentence}, field="words")
    Answer.objects.create(
        id=ids.new(), team_id=_team(act), version_id=version_id, finding=finding, words=said,
        account_id=act.account_id, act_id=act.id,
    )  # fmt: skip
    if len(waiting) == 1:
        _ask_to_sign(act, _team(act), version_id)
    act.concerns(team_id=_team(act), table=version.table, finding=finding)


@operation("rulebook.sign", sight=queries.sight_of_draft)
def sign(*, act: Act, version_id: UUID) -> bool:
    """
    Sign a draft for oneself; return whether it is in force with this signature, from its day on. The team is told then.

    Two who sign at once: the second waits for the first.

    Raises:
        Refusal: for whoever proposed it, a second signature of one, a draft that is none any more or of which something that
            was found stands unanswered; as `policy.publish` for one that a newer floor overtook.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 7))", [str(version_id)])
    version, draft = _draft(act), _added(act)
    if version.proposed_by_id == act.account_id:
        raise Refusal(_("You proposed this draft: two others sign it."))
    place_id = queries.sight_of_table(team_id=_team(act), table=version.table).row["place"]
    if waiting := open_findings(version, _team(act), place_id, act.at):
        raise Refusal(_("Mend or answer first what was found: %(what)s") % {"what": waiting[0].sentence})
    policy.approve(act=act, version_ids=[version_id], account_id=act.account_id, name=act.name)
    is_whole = Approval.objects.filter(version_id=version_id).count() >= APPROVERS
    if is_whole:
        policy.publish(act=act, version_ids=[version_id], effective_from=_since(draft.from_day, act.at))
        for one in members(team_id=_team(act), at=act.at):
            act.add("message", Tell(_team(act), one.account_id, "rules changed", "rule version", version_id))
    act.concerns(team_id=_team(act), table=version.table, version_ids=[version_id])
    return is_whole


@operation("rulebook.withdraw", sight=queries.sight_of_draft)
def withdraw(*, act: Act, version_id: UUID) -> None:
    """
    Give up a draft. It stays to be read; whoever proposed it is told where somebody else gives it up.

    Raises:
        Refusal: for somebody who neither proposed it nor may sign it, and for a draft that is none any more.
    """
    version = _draft(act)
    if version.proposed_by_id != act.account_id and act.role not in _signing(act):
        raise Refusal(_("Whoever proposed a draft withdraws it, or somebody who may sign it."))
    policy.retire(act=act, version_ids=[version_id])
    act.add("message", Tell(_team(act), version.proposed_by_id, "rules withdrawn", "rule version", version_id))
    act.concerns(team_id=_team(act), table=version.table, version_ids=[version_id])


def open_findings(version: Behind, team_id: UUID, place_id: UUID, at: datetime) -> list[Finding]:
    """Return what was found in a draft, against the floor of now, and nobody has answered. A fixed number of statements."""
    floor = tables_for(team_id=None, place_id=place_id, at=at, rights=True)
    found = queries.findings(version.table, queries.rules_of(version, place_id=place_id, at=at), floor)
    if not found:
        return []
    answered = set(Answer.objects.filter(version_id=version.id).values_list("finding", flat=True))
    return [one for one in found if not (is_answerable(one) and key_of(one) in answered)]


def _replaced(act: Act, team_id: UUID, table: str, version_id: UUID) -> Behind:
    draft = Draft.objects.filter(version_id=version_id, team_id=team_id).first()
    version = behind(version_id) if draft else None
    if version is None or version.table != table:
        raise NotVisible
    if version.proposed_by_id != act.account_id:
        raise Refusal(_("This draft is somebody else's: propose your own, or ask them to change theirs."))
    return _still_a_draft(version)


def _draft(act: Act) -> Behind:
    version: Behind = act.thing.row["version"]
    return _still_a_draft(version)


def _still_a_draft(version: Behind) -> Behind:
    if version.status != Status.DRAFT:
        raise Refusal(_("This draft was withdrawn, or is in force already: look at the table again."))
    return version


def _added(act: Act) -> Draft:
    draft: Draft = act.thing.row["draft"]
    return draft


def _team(act: Act) -> UUID:
    return _added(act).team_id


def _signing(act: Act) -> list[str]:
    return deciding_roles("rulebook.sign", str(act.thing.row["case"]), team_id=_team(act), at=act.at)


def _ask_to_sign(act: Act, team_id: UUID, version_id: UUID) -> None:
    """Tell whoever may sign a draft, beside its proposer."""
    version = behind(version_id)
    roles = deciding_roles("rulebook.sign", queries.case_of(version), team_id=team_id, at=act.at)
    for one in members(team_id=team_id, at=act.at):
        if one.role in roles and one.account_id != version.proposed_by_id:
            act.add("message", Tell(team_id, one.account_id, "rules proposed", "rule version", version_id))


def _own(files: Mapping[str, str], base: Mapping[str, str]) -> dict[str, str]:
    for name, text in files.items():
        if name not in files_people_change(base):
            raise Refusal(_("%(name)s is no file that a team writes for itself.") % {"name": name}, field="files")
        if len(text) > LARGEST:
            raise Refusal(_("%(name)s is too long for a rule table.") % {"name": name}, field="files")
    return dict(files)


def _since(day: date | None, at: datetime) -> datetime:
    return max(at, at_local(day, time(0))) if day else at


def _said(text: str, missing: str, field: str) -> str:
    if not (words := " ".join(text.split())):
        raise Refusal(missing, field=field)
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": LONGEST}, field=field)
    return words
