"""
Two records that look alike are of two people: a team says so and is not asked again, unless who they are changes.

What an import brought that looks like somebody already here is one action for the team lead, done when each pair is
answered: merged, or told apart.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.act import Act, Refusal, ids, operation
from kith.action.after_import import ask_about_doubles
from kith.action.passing import complete_because
from kith.handover import doubles
from kith.handover.doubles import AlikeRow
from kith.handover.models import Alike, Apart
from kith.handover.rules import FoundAlike
from kith.person.doubles import described
from kith.person.rules import tidy

LONGEST = 2_000


@operation("handover.tell_apart", sight=doubles.sight_of_pair)
def tell_apart(*, act: Act, person_id: UUID, other_id: UUID, because: str) -> int:
    """
    Say that two records are of two people, for each team of the actor with one of them on its list; return how many.

    Said again, the last reason counts. Three statements besides the wrapper's.

    Raises:
        Refusal: without a reason; for one record and itself; where one is protected; on no list of the actor's teams.
    """
    words = tidy(because)
    if not words:
        raise Refusal(_("Say how you know that they are two people."), field="apart_because")
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field="apart_because")
    if person_id == other_id:
        raise Refusal(_("Choose two records: this is one and the same."))
    if act.thing.row["is_protected"]:
        raise Refusal(_("A protected record is not compared. Ask your safeguarding lead."), rule="P10")
    number = keep_apart(act=act, one_id=person_id, other_id=other_id, because=words)
    if not number:
        raise Refusal(_("No team of yours works with them: ask a team that does."))
    act.concerns(person_id, other_id)
    return number


def keep_apart(*, act: Act, one_id: UUID, other_id: UUID, because: str) -> int:
    """
    Remember that two records are of two people, for the actor's teams; return for how many. Inside an operation.

    Two statements. For none where one of the two is protected: they are not compared.
    """
    one, other = sorted((one_id, other_id))
    known = described(person_ids=[one, other])
    if len(known) < 2:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into handover_apart (id, team_id, one_id, other_id, known, because, said_by_id, said_at, act_id)"
            " select n.id, n.team, %(one)s, %(other)s, %(known)s, %(because)s, %(by)s, %(at)s, %(act)s"
            "  from unnest(%(ids)s::uuid[], %(teams)s::uuid[]) n (id, team) where exists (select 1 from caseload_listentry e"
            "   where e.team_id = n.team and e.state <> 'ended' and e.person_id in (%(one)s, %(other)s)) order by n.team"
            " on conflict (team_id, one_id, other_id) where undone_at is null do update set known = excluded.known,"
            "  because = excluded.because, said_by_id = excluded.said_by_id, said_at = excluded.said_at, act_id = excluded.act_id",
            {
                "one": one,
                "other": other,
                "known": doubles.who_both_are(known[one], known[other]),
                "because": because,
                "by": act.account_id,
                "at": act.at,
                "act": act.id,
                "teams": sorted(act.teams),
                "ids": [ids.new() for _team in act.teams],
            },
        )
        return int(cursor.rowcount)


@operation("handover.compare_again", sight=doubles.sight_of_pair)
def compare_again(*, act: Act, person_id: UUID, other_id: UUID) -> int:
    """
    Take back that two records are of two people, for the actor's teams; return for how many. They are asked about again.

    Raises:
        Refusal: when no team of the actor has told them apart.
    """
    one, other = sorted((person_id, other_id))
    rows = Apart.objects.filter(team_id__in=act.teams, one_id=one, other_id=other, undone_at=None)
    if not (number := rows.update(undone_at=act.at, act_id=act.id)):
        raise Refusal(_("Nobody told these two records apart: there is nothing to take back."))
    act.concerns(person_id, other_id)
    return number


@operation("handover.finish_alike", sight=doubles.sight_of_alike)
def finish_alike(*, act: Act, alike_id: UUID) -> UUID:
    """
    Finish the action about the people of an import who looked like somebody here, once each pair is answered.

    Six statements besides the wrapper's, however many pairs.

    Raises:
        Refusal: while a pair is left, or when the action is finished already.
    """
    found: AlikeRow = act.thing.row["alike"]
    if found.action_id is None:
        raise Refusal(_("This is finished already."))
    left = doubles.doubles_of_team(team_id=found.team_id, team_ids=[found.team_id], among=found.person_ids)
    if left:
        raise Refusal(
            ngettext(
                "%(n)d pair is not answered yet. Compare the two records: merge them or say that they are two people.",
                "%(n)d pairs are not answered yet. Compare each: merge the two records or say that they are two people.",
                len(left),
            )
            % {"n": len(left)}
        )
    if not complete_because(
        act=act, team_id=found.team_id, action_ids=[found.action_id], outcome=_("Each pair is answered")
    ):
        raise Refusal(_("This is finished already."))
    return alike_id


def ask_about_alike(*, act: Act, team_id: UUID, label: str, person_ids: Collection[UUID]) -> FoundAlike:
    """
    Ask the team lead about those of an import's new people who look like somebody already here, once; return how many.

    Inside an operation; a fixed number of statements, however many people. Who was asked about after an earlier import is
    left out. Raises Refusal when there is neither a team lead nor anybody on duty now to own the action.
    """
    wanted = set(person_ids)
    found = doubles.doubles_of_team(team_id=team_id, team_ids=[team_id], among=wanted) if wanted else []
    if not found:
        return FoundAlike()
    people = {key for pair in found for key in (pair.one, pair.other)} & wanted
    people -= doubles.asked_before(team_id=team_id, person_ids=people)
    if not people:
        return FoundAlike()
    row = Alike(
        id=ids.new(), team_id=team_id, label=tidy(label), came_at=act.at, person_ids=sorted(people), act_id=act.id
    )
    row.save(force_insert=True)
    ask_about_doubles(act=act, team_id=team_id, number=len(people), alike_id=row.id)
    return FoundAlike(len(people), sum(bool({pair.one, pair.other} & people) for pair in found))
