"""
The only writers of versions of the rule tables: proposing, approving by name, publishing, retiring. Local administration runs
them and names the people who stand behind each.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from kith.act import Act, NotVisible, Refusal, ids, operation
from kith.act.marks import change_mark
from kith.policy import in_force, reading
from kith.policy.check_rules import Finding
from kith.policy.checking import rules_with
from kith.policy.floor_rules import RIGHTS, ROUTES, RuleSet, laxer_than_floor, unsound
from kith.policy.floors import having, laxer_teams, own_files
from kith.policy.models import APPROVERS, Approval, Scope, Status, Version
from kith.policy.rights_checking import changed_for_kith, proposed_to_nobody
from kith.policy.value_rules import TableError


@operation("policy.propose")
def propose(
    *,
    act: Act,
    scope: str,
    scope_id: UUID,
    place_id: UUID,
    tables: dict[str, dict[str, str]],
    proposed_by_id: UUID,
    with_findings: bool = False,
) -> list[UUID]:
    """
    Keep drafts of tables for a place or a team; return their ids, without those that say what is in force already.

    tables: the texts of each by name of file; files that are not given are those in force. A draft is checked as
    `kith policy check` does, and for a team held against the floor in force. It is only ever run side by side.
    with_findings: keep a draft of which something is wrong; whoever publishes it sees to that (`kith.rulebook`).

    Raises:
        Refusal: for a table that cannot be read, has a finding, or is laxer than the floor: with a case that would slip through.
    """
    team_id = scope_id if scope == Scope.TEAM else None
    if scope not in set(Scope) or (team_id is None and scope_id != place_id):
        raise Refusal(_("A version is meant for a place, or for a team of a place."), field="scope")
    for name in tables:
        if name not in reading.table_names():
            raise Refusal(_("There is no table %(name)s.") % {"name": name}, field="tables")
    _sound(tables, team_id, place_id, act.at, with_findings=with_findings)
    fresh = {
        name: files
        for name, given in tables.items()
        if (files := {**_files(name, team_id, place_id, act.at), **given})
        and reading.digest(files) != _newest(name, team_id, place_id, act.at)
    }
    last = dict(
        Version.objects.filter(scope_id=scope_id, table_name__in=fresh)
        .values_list("table_name")
        .annotate(Max("number"))
    )
    made = Version.objects.bulk_create(
        Version(
            id=ids.new(),
            scope=scope,
            scope_id=scope_id,
            place_id=place_id,
            table_name=name,
            number=last.get(name, 0) + 1,
            texts=files,
            digest=reading.digest(files),
            proposed_by_id=proposed_by_id,
            proposed_at=act.at,
            act_id=act.id,
        )
        for name, files in fresh.items()
    )
    found = [one.id for one in made]
    act.concerns(team_id=team_id, version_ids=found)
    return found


@operation("policy.approve")
def approve(*, act: Act, version_ids: list[UUID], account_id: UUID, name: str) -> int:
    """
    Record that a named person approves drafts; return how many.

    Raises:
        NotVisible: when a version is not there. Refusal: without a name, or a second time by the same person; from the
            database for the proposer, and for a version that is no draft.
    """
    if not (name := name.strip()):
        raise Refusal(_("Say who approves it."), field="name")
    versions = _versions(version_ids)
    if Approval.objects.filter(version_id__in=version_ids, account_id=account_id).exists():
        raise Refusal(_("%(name)s has approved this already: somebody else has to.") % {"name": name}, field="name")
    Approval.objects.bulk_create(
        Approval(id=ids.new(), version_id=one.id, account_id=account_id, name=name, at=act.at, act_id=act.id)
        for one in versions
    )
    act.concerns(team_id=_team_of(versions), version_ids=version_ids)
    return len(versions)


@operation("policy.publish")
def publish(*, act: Act, version_ids: list[UUID], effective_from: datetime | None = None) -> int:
    """
    Put drafts that two others have approved in force, from now or a moment to come; return how many.

    Raises:
        NotVisible: when a version is not there. Refusal: for a moment that is past, a version that is no draft, a table that
            meanwhile is laxer than a floor, or a floor that leaves a team's table laxer, with the case; from the database
            without two approvals.
    """
    since = effective_from or act.at
    if since < act.at:
        raise Refusal(_("A table comes into force now or later, never in the past."), field="effective_from")
    versions = _versions(version_ids, texts=True)
    if any(one.status != Status.DRAFT for one in versions):
        raise Refusal(_("Only a draft can be published, and only once."))
    for place_id in {one.place_id for one in versions}:
        _none_laxer([one for one in versions if one.place_id == place_id], place_id, since)
    Version.objects.filter(id__in=version_ids).update(
        status=Status.PUBLISHED, published_at=act.at, effective_from=since, act_id=act.id
    )
    _changed(act, versions)
    return len(versions)


@operation("policy.retire")
def retire(
    *, act: Act, version_ids: list[UUID], by_id: UUID | None = None, approved_by_ids: list[UUID] | None = None
) -> int:
    """
    Give up drafts, or end a team's own tables: from now on its place's floor holds; return how many.

    by_id, approved_by_ids: the accounts of who asks for it and of the two others who approve, which the end of a published
    table needs, because it loosens; they stand on the trail. What an open escalation follows stays as it was.

    Raises:
        NotVisible: when a version is not there. Refusal: for the floor of a place, which only a next version replaces; where
            the place has no floor to take its place; without two others; where another table of the team rests on it.
    """
    versions = _versions(version_ids)
    published = [one for one in versions if one.status == Status.PUBLISHED]
    if any(one.scope == Scope.PLACE for one in published):
        raise Refusal(_("A place always has its floor: publish the next version instead."))
    others = set(approved_by_ids or ()) - {by_id}
    if published and (by_id is None or len(others) < APPROVERS):
        raise Refusal(_("Two people, neither of them the one who asks for it, approve that a table ends."))
    for team_id, place_id in {(one.scope_id, one.place_id) for one in published}:
        _held_by_floor({one.table_name for one in published if one.scope_id == team_id}, team_id, place_id, act.at)
    if published:
        act.concerns(retired_by=by_id, approved_by=sorted(others))
    Version.objects.filter(id__in=version_ids).update(status=Status.RETIRED, retired_at=act.at, act_id=act.id)
    _changed(act, versions)
    return len(versions)


def _held_by_floor(names: Collection[str], team_id: UUID, place_id: UUID, at: datetime) -> None:
    """Refuse where a place has no floor to take the place of a team's tables, or the team's others would not hold by it."""
    index = in_force.published()
    for name in sorted(names):
        if not in_force.standing_by(index, name, None, place_id, at).is_approved:
            sentence = _("The place has no floor of %(table)s that would hold instead: publish it first.")
            raise Refusal(sentence % {"table": name})
    floor = in_force.tables_for(team_id=None, place_id=place_id, at=at, rights=True)
    left = {name: files for name, files in own_files(team_id, place_id, at).items() if name not in names}
    rules = having(floor, left)
    for name in left:
        if found := [*unsound(name, rules), *laxer_than_floor(name, rules, floor)]:
            raise _refused(name, found)


def _changed(act: Act, versions: Sequence[Version]) -> None:
    """Let every process read what is in force anew, this one at once. Two statements."""
    change_mark(act=act)
    in_force.published()
    act.concerns(team_id=_team_of(versions), version_ids=[one.id for one in versions])


def _versions(version_ids: Collection[UUID], *, texts: bool = False) -> list[Version]:
    rows = Version.objects.filter(id__in=version_ids).order_by("table_name", "id")
    found = [*(rows if texts else rows.defer("texts"))]
    if not found or len(found) != len(set(version_ids)):
        raise NotVisible
    return found


def _team_of(versions: Sequence[Version]) -> UUID | None:
    teams = {one.scope_id for one in versions if one.scope == Scope.TEAM}
    return teams.pop() if len(teams) == 1 else None


def _files(name: str, team_id: UUID | None, place_id: UUID, at: datetime) -> reading.Files:
    """Return the texts of a table in force, which complete what a draft does not bring."""
    return in_force.files_of(in_force.in_force(table=name, team_id=team_id, place_id=place_id, at=at))


def _newest(name: str, team_id: UUID | None, place_id: UUID, at: datetime) -> str:
    """Return the digest of what is published last for a scope, also when still to come; "" for nothing approved."""
    index = in_force.published()
    if (own := index.get((team_id or place_id, name))) and own[-1].retired_at is None:
        return own[-1].digest
    standing = in_force.in_force(table=name, team_id=team_id, place_id=place_id, at=at)
    return standing.digest if standing.is_approved else ""


def _sound(
    tables: Mapping[str, reading.Files], team_id: UUID | None, place_id: UUID, at: datetime, *, with_findings: bool
) -> None:
    """Refuse tables that cannot be read, leave a route of the floor out, or (unless told otherwise) have any finding."""
    floor = in_force.tables_for(team_id=None, place_id=place_id, at=at, rights=True)
    now = in_force.tables_for(team_id=team_id, place_id=place_id, at=at, rights=True) if team_id else floor
    try:
        rules = rules_with(tables, now, lambda name: _files(name, team_id, place_id, at))
        routes = reading.read_once(ROUTES, tables[ROUTES]) if ROUTES in tables and not team_id else floor.routes
    except TableError as error:
        raise Refusal(str(error), field="tables") from error
    if left_out := set(floor.routes) - set(routes):
        sentence = _("The route %(route)s is left out, and escalations may run on it: keep it.")
        raise Refusal(sentence % {"route": min(left_out)}, field="tables")
    for name in () if with_findings else tables:
        found = [] if _ships(name, rules) else unsound(name, rules)
        if name == RIGHTS:
            found += [*proposed_to_nobody(rules.rights, rules.roles), *changed_for_kith(rules.rights, rules.roles)]
        if team_id:
            found += laxer_than_floor(name, rules, floor)
        if found:
            raise _refused(name, found)


def _ships(name: str, rules: RuleSet) -> bool:
    """Say whether a threshold table and all routes are as we ship them: `kith policy check` keeps those sound."""
    shipped = reading.shipped()
    ours = shipped.thresholds.get(name)
    return ours is not None and rules.thresholds[name] is ours and rules.routes == shipped.routes


def _refused(name: str, found: Sequence[Finding]) -> Refusal:
    words = {"table": name, "sentence": found[0].sentence, "case": case_words(found[0].example)}
    sentence = (
        _("%(table)s: %(sentence)s Somebody with %(case)s would be failed.")
        if words["case"]
        else "%(table)s: %(sentence)s"
    )
    return Refusal(sentence % words, field="tables", extra=list(found))


def case_words(example: Mapping[str, str]) -> str:
    """Return an example in words: 'resp 21, spo2 93'; empty for none."""
    return ", ".join(f"{name} {value}" for name, value in example.items())


def _none_laxer(versions: Sequence[Version], place_id: UUID, since: datetime) -> None:
    """
    Refuse to publish where a team's table, new or in force, would be laxer than a floor, new or in force, then or later.

    A fixed number of statements for each text that this process has not read.
    """
    floors = {one.table_name: one.texts for one in versions if one.scope == Scope.PLACE}
    own: dict[UUID, dict[str, reading.Files]] = {}
    for one in versions:
        if one.scope == Scope.TEAM:
            own.setdefault(one.scope_id, {})[one.table_name] = one.texts
    for laxer in laxer_teams(floors=floors, own=own, place_id=place_id, since=since):
        raise _refused(laxer.table, laxer.found)


__all__ = ["approve", "case_words", "propose", "publish", "retire"]
