"""The writers of who agreed a plan, and of what a child's parents are not shown."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, ids, operation
from kith.person.queries import identity
from kith.plan import agreeing_queries, queries
from kith.plan.agreeing_rules import Agrees, has_parents_who_ask, who_may
from kith.plan.checking import LONGEST_LINE, checked_reason, tidied
from kith.plan.models import Agreement, Keeping
from kith.plan.rules import Section
from kith.web.words import age


@operation("plan.agree", sight=queries.sight_of_plan)
def agree(
    *,
    act: Act,
    team_id: UUID,
    person_id: UUID,
    number: int,
    by: str,
    who: str = "",
    shown_by: str = "",
    objects_to: str = "",
) -> UUID:
    """
    Write down who agreed to the whole plan as it stands at version `number`, and by which right; return that agreement.

    `who` names somebody else than the person; `shown_by` is what shows their right, or that a child under 16 understands this
    decision: it is judged each time. `objects_to` is what they do not agree to, '' where they agree to all of it.

    Raises:
        Stale: where there is a newer version by now. Refusal: before anything is written, for somebody who may not agree at the
            person's age, without the name or what shows the right where it needs one.
    """
    found = queries.plan_of(person_id=person_id)
    if found is None or not found.number:
        raise Refusal(_("Nothing is written yet: begin with what matters most to them."))
    if found.number != number:
        raise Stale(_("Somebody changed the plan meanwhile. Read what changed, then say it again."), extra=found)
    options = who_may(_age(act, person_id))
    if by not in options:
        raise Refusal(_("Choose who agreed: at this age it is one of those listed."), field="by")
    asked = options[Agrees(by)]
    name = tidied(who, LONGEST_LINE, "who") if asked.needs_name else ""
    why = tidied(shown_by, LONGEST_LINE, "shown_by") if asked.question else ""
    if asked.needs_name and not name:
        raise Refusal(_("Enter the name, and who they are to the person."), field="who")
    if asked.question and not why:
        raise Refusal(_("Answer this: %(question)s") % {"question": _(asked.question)}, field="shown_by")
    kept = Agreement(
        id=ids.new(), person_id=person_id, number=number, by=by, who=name, shown_by=why,
        objects_to=tidied(objects_to, LONGEST_LINE, "objects_to"), agreed_at=act.at, author_id=act.account_id, role=act.role,
        act_id=act.id,
    )  # fmt: skip
    kept.save(force_insert=True)
    act.concerns(person_id, team_id=team_id, plan_version=number)
    return kept.id


@operation("plan.keep_back", sight=queries.sight_of_plan)
def keep_back(*, act: Act, team_id: UUID, person_id: UUID, section: Section, reason: str) -> UUID:
    """
    Keep a section of a child's plan from their parents: no page made for the home shows it. Return what is written down.

    Raises:
        Refusal: for somebody who is 18 or of whom no birth date is known, without a reason, or where it is kept back already.
    """
    if not has_parents_who_ask(_age(act, person_id)):
        raise Refusal(
            _("Only of somebody under 18 do parents see a plan: of an adult, ask them who may."), field="section"
        )
    return _keep(act, team_id, person_id, section, reason, is_kept=True)


@operation("plan.show_again", sight=queries.sight_of_plan)
def show_again(*, act: Act, team_id: UUID, person_id: UUID, section: Section, reason: str) -> UUID:
    """
    Show a section to a child's parents again; return what is written down.

    Raises:
        Refusal: without a reason, or where the section is not kept back.
    """
    return _keep(act, team_id, person_id, section, reason, is_kept=False)


def _keep(act: Act, team_id: UUID, person_id: UUID, section: Section, reason: str, *, is_kept: bool) -> UUID:
    why = checked_reason(reason)
    turns = agreeing_queries.turns_of(person_id=person_id, section=section)
    is_so = _("This is kept from their parents already.") if is_kept else _("This is shown to their parents already.")
    if bool(turns % 2) == is_kept:
        raise Refusal(is_so, field="section")
    row = Keeping(
        id=ids.new(), person_id=person_id, section=section, nth=turns + 1, is_kept=is_kept, reason=why,
        author_id=act.account_id, role=act.role, act_id=act.id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refusal(is_so, field="section") from None
    act.concerns(person_id, team_id=team_id, section=section)
    return row.id


def _age(act: Act, person_id: UUID) -> int | None:
    born = identity(person_id=person_id).birth_date
    return age(born, act.at) if born else None
