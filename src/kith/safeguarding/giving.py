"""
Tasks of a concern: given by whoever leads it to one member, done or handed back by them, in words that its list alone reads.

Whoever is given one opens the concern while it is theirs. Of a leave, a sick day or the end of a membership the database takes
care (`action_return_tasks`): the task goes back to whoever leads.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.access.queries import closed_pairs
from kith.access.rules import RESTRICTED
from kith.act import Act, NotAllowed, Refusal, operation
from kith.action.operations import NewAction, make
from kith.action.passing import complete_because, pass_to
from kith.action.rules import ActionKind
from kith.escalation.opening import LEAD
from kith.message.parts import Tell
from kith.safeguarding import queries
from kith.safeguarding import words as said
from kith.safeguarding.models import Task
from kith.safeguarding.operations import check_leads, check_open, keep, leads, whole
from kith.safeguarding.queries import ConcernRow, TaskRow
from kith.safeguarding.raising import checked_words
from kith.safeguarding.rules import Step
from kith.team.queries import MemberInfo, members


@operation("safeguarding.give_task", sight=queries.sight_of_concern)
def give_task(*, act: Act, concern_id: UUID, account_id: UUID, what: str, due_at: datetime) -> UUID:
    """
    Give one member work of a concern, by a moment; they open all of it until it is done, and are told that there is something.

    Nobody who may not open the concern sees that there is work. Return its id.

    Raises:
        NotAllowed: for whoever does not lead it. Refusal: without words, for a moment that is past, for somebody who is not on
            the team, or whom it is kept from; on a closed concern.
    """
    row = whole(act)
    check_leads(act, row)
    check_open(row)
    words = checked_words(what, "task", _("Say what has to be done."))
    if due_at <= act.at:
        raise Refusal(_("Choose a day that is not past, and a time to come."), field="task_day")
    member = next((one for one in members(team_id=row.team_id, at=act.at) if one.account_id == account_id), None)
    if member is None:
        raise Refusal(_("Choose somebody who is on the team now."), field="task_for")
    if account_id in queries.kept_from(concern_id=row.id):
        raise Refusal(_("They are named as a possible source of harm: this is never open to them."), field="task_for")
    if closed_pairs(account_ids=[account_id], person_ids=[row.person_id]):
        raise Refusal(_("They cannot open this person’s record: choose somebody else."), field="task_for")
    new = NewAction(
        row.team_id, None, _("Restricted: something to do"), member.id, due_at, ActionKind.RESTRICTED_TASK,
        origin_kind=RESTRICTED, origin_id=row.id,
    )  # fmt: skip
    [key] = make(act=act, rows=[new])
    Task(
        id=key, team_id=row.team_id, concern_id=row.id, words=words, account_id=act.account_id, act_id=act.id
    ).save(force_insert=True)  # fmt: skip
    act.add("message", Tell(row.team_id, account_id, "restricted named", RESTRICTED, row.id))
    return key


@operation("safeguarding.finish_task", sight=queries.sight_of_concern)
def finish_task(*, act: Act, concern_id: UUID, task_id: UUID, said: str) -> UUID:
    """
    Say what was done: the task is over, whoever gave it is told, and the words stand in the story.

    By its owner, or whoever leads the concern.

    Raises NotAllowed for anybody else; Refusal without words, or for a task that is over.
    """
    row = whole(act)
    task = _task(act, row, task_id)
    words = checked_words(said, "task_said", _("Say what you did, or why it is not needed."))
    complete_because(act=act, team_id=row.team_id, action_ids=[task.id], outcome=_("Done"))
    note = _("%(task)s: done. %(said)s") % {"task": task.words, "said": words}
    keep(act, row, Step.NOTE, {"words": note}, act.at)
    if task.by_id in {one.account_id for one in members(team_id=row.team_id, at=act.at)}:
        act.add("message", Tell(row.team_id, task.by_id, "restricted task over", RESTRICTED, row.id))
    return task.id


@operation("safeguarding.return_task", sight=queries.sight_of_concern)
def return_task(*, act: Act, concern_id: UUID, task_id: UUID, why: str) -> UUID:
    """
    Hand a task back to whoever leads the concern, with why; who leads takes it so from whoever has it. Raises as `finish_task`.
    """
    row = whole(act)
    task = _task(act, row, task_id)
    words = checked_words(why, "task_said", _("Say why."))
    to = _lead(act, row)
    if to is None or to.id == task.owner_id:
        raise Refusal(
            _("Nobody else leads this: say what became of it, or give it to somebody anew."), field="task_said"
        )
    pass_to(act=act, team_id=row.team_id, action_ids=[task.id], member_id=to.id, why=_("Handed back"))
    act.add("message", Tell(row.team_id, to.account_id, "restricted named", RESTRICTED, row.id))
    note = _("%(task)s: handed back. %(said)s") % {"task": task.words, "said": words}
    keep(act, row, Step.NOTE, {"words": note}, act.at)
    return task.id


def _task(act: Act, row: ConcernRow, task_id: UUID) -> TaskRow:
    """Return a task that is not over, for its owner or whoever leads. Raises as `finish_task`."""
    task = next((one for one in queries.tasks(concern_id=row.id) if one.id == task_id), None)
    if task is None or not task.is_open:
        raise Refusal(_("This task is over already: load the page again."))
    if not (task.is_own or leads(act, row)):
        raise NotAllowed(said.lead_words(row.ask), rule="P10")
    return task


def _lead(act: Act, row: ConcernRow) -> MemberInfo | None:
    """Return whom a task goes back to: oneself for whoever leads, else a safeguarding lead whom it is not kept from."""
    there = members(team_id=row.team_id, at=act.at)
    if leads(act, row):
        return next((one for one in there if one.account_id == act.account_id), None)
    kept_from = queries.kept_from(concern_id=row.id)
    return next((one for one in there if one.role == LEAD and one.account_id not in kept_from), None)
