"""
The only writers of plans: starting one, writing a section, signing it, looking through the whole, saying that one has read it.

Nobody overwrites what they have not seen: a section is written by whoever names the version that they read, under the lock of
the plan's own row; and in the database one version follows another at most. There are no private drafts: what is written is
the plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, ids, operation
from kith.action.operations import add
from kith.action.passing import cancel_because
from kith.person.queries import identity
from kith.place.rules import local_day
from kith.plan import queries
from kith.plan.checking import LONGEST_LINE, LONGEST_TEXT, checked_content, checked_reason, tidied
from kith.plan.models import Plan, Read, Review, SetAside, SignOff, Version
from kith.plan.parts import KEY_EVENT, PLAN_WRITTEN, KeyEvent, KeyEventKind, PlanWritten
from kith.plan.queries import ORIGIN, OpenWork, VersionRow
from kith.plan.refreshing import finish
from kith.plan.rules import HEADINGS, LEAST_DAYS, MOST_DAYS, Content, Section

EARLIEST = timedelta(days=90)
"""How long ago a change may have been agreed that is written down now."""
KEEP, CANCEL, REPLACE = "keep", "cancel", "replace"
ANSWERS = (KEEP, CANCEL, REPLACE)


@dataclass(frozen=True, slots=True)
class NewWork:
    """Work that follows from a section: what, who owns it (oneself or the duty lead), by when."""

    what: str
    owner_id: UUID
    due_at: datetime


@dataclass(frozen=True, slots=True)
class WorkAnswer:
    """What becomes of one open action of a section that changes: keep, cancel because, or replace by something else because."""

    action_id: UUID
    version: int
    answer: str = KEEP
    reason: str = ""
    instead: NewWork | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """
    What a section is to say and why. `seen` is the number of its version that was on the page, None for none; `true_at` when
    it was agreed, None for now. `follows` is work that comes of it.
    """

    content: Content
    reason: str
    seen: int | None = None
    true_at: datetime | None = None
    follows: NewWork | None = None


@operation("plan.start", sight=queries.sight_of_plan)
def start(*, act: Act, team_id: UUID, person_id: UUID) -> UUID:
    """
    Start somebody's one plan, with what is known to matter to them as its first words; return the plan.

    Raises:
        Refusal: where there is one already; from the database, for a record that was merged into another.
    """
    plan = Plan(id=ids.new(), person_id=person_id, reviewed_at=act.at, act_id=act.id)
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
    except IntegrityError:
        raise Refusal(_("There is a plan already: open it, and write in it.")) from None
    if known := tidied(identity(person_id=person_id).what_matters, LONGEST_TEXT, "text"):
        number = _next_number(person_id)
        _append(act, person_id, Section.MATTERS, number, None, Change(Content(known), _("Known before the plan.")))
    act.concerns(person_id, team_id=team_id)
    return plan.id


@operation("plan.write", sight=queries.sight_of_section)
def write(
    *, act: Act, team_id: UUID, person_id: UUID, section: Section, change: Change, work: Sequence[WorkAnswer] = ()
) -> int:
    """
    Write a section of the plan; return the number of the plan's new version. Its open work is answered one by one.

    Raises:
        Stale: where somebody wrote the section meanwhile, `extra` is what it says now; or changed one of its actions.
        Refusal: before the plan is started, for what a section cannot say, without a reason, for a moment to come or over 90
            days ago, where nothing changes, or while open work of the section has no answer.
    """
    content, why = checked_content(act, section, change.content), checked_reason(change.reason)
    true_at = change.true_at or act.at
    if not act.at - EARLIEST <= true_at <= act.at:
        raise Refusal(_("Choose a moment within the last 90 days, not to come."), field="day")
    number = _next_number(person_id)
    now = queries.latest_of(person_id=person_id, section=section)
    if (now.number if now else None) != change.seen:
        raise Stale(
            _("Somebody changed this section meanwhile. Nothing of yours is saved yet, and nothing is lost."), extra=now
        )
    if content == (now.content if now else Content()) and not change.follows:
        raise Refusal(_("Nothing was changed: change something, or go back."), field="text")
    _settle_work(act, team_id, person_id, section, work)
    version_id = _append(act, person_id, section, number, now, Change(content, why, true_at=true_at))
    new = [one.instead for one in work if one.answer == REPLACE and one.instead]
    new += [change.follows] if change.follows else []
    for one in new:
        add(
            act=act, team_id=team_id, person_id=person_id, what=one.what, owner_id=one.owner_id, due_at=one.due_at,
            origin_kind=ORIGIN, origin_id=version_id,
        )  # fmt: skip
    act.concerns(person_id, team_id=team_id, plan_version=number, section=section)
    act.add(PLAN_WRITTEN, PlanWritten(person_id, team_id, section))
    return number


@operation("plan.set_aside", sight=queries.sight_of_plan)
def set_aside(
    *, act: Act, team_id: UUID, person_id: UUID, section: Section, content: Content, seen: int | None = None
) -> UUID:
    """
    Keep what stands in a section that somebody else wrote first, and one's own text beside the plan; return that text.

    It is never in force, and everybody who reads the plan can read it: there are no private drafts.

    Raises:
        Refusal: for what a section cannot say, for nothing, or where nobody else wrote the section since version `seen`.
    """
    checked = checked_content(act, section, content)
    now = queries.latest_of(person_id=person_id, section=section)
    if checked.is_empty or now is None or now.number == seen:
        raise Refusal(_("There is nothing to set aside: write in the section, or go back."), field="text")
    kept = SetAside(
        id=ids.new(), person_id=person_id, section=section, seen=seen, number=now.number, text=checked.text,
        goals=msgspec.to_builtins(checked.goals), signs=msgspec.to_builtins(checked.signs), author_id=act.account_id,
        role=act.role, act_id=act.id,
    )  # fmt: skip
    kept.save(force_insert=True)
    act.concerns(person_id, team_id=team_id, plan_version=now.number, section=section)
    return kept.id


@operation("plan.sign_off", sight=queries.sight_of_plan)
def sign_off(*, act: Act, team_id: UUID, person_id: UUID, section: Section, number: int) -> UUID:
    """
    Sign what a section says, as a role that may; return the signature.

    Raises:
        Stale: where the section says something else than version `number` by now. Refusal: for a section that nobody signs, or
            one that is signed.
    """
    if not HEADINGS[section].is_signed:
        raise Refusal(_("This section needs no signature."))
    now = queries.latest_of(person_id=person_id, section=section)
    if now is None or now.number != number:
        raise Stale(_("Somebody changed this section meanwhile. Read it, then sign it."), extra=now)
    signed = SignOff(
        id=ids.new(), person_id=person_id, number=number, author_id=act.account_id, role=act.role, signed_at=act.at,
        act_id=act.id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            signed.save(force_insert=True)
    except IntegrityError:
        raise Refusal(_("This is signed already.")) from None
    act.concerns(person_id, team_id=team_id, plan_version=number, section=section)
    return signed.id


@operation("plan.review", sight=queries.sight_of_plan)
def review(
    *,
    act: Act,
    team_id: UUID,
    person_id: UUID,
    number: int,
    outcome: str,
    without: str = "",
    next_on: date | None = None,
    because: str = "",
) -> int:
    """
    Say that the whole plan was looked through and holds as it stands at version `number`; return that version.

    `outcome` is what came of it; `without` why it was not with the person, '' for with them. `next_on` is the day of the next
    time, 30 to 60 days ahead, None for as their risk asks; any other day than that has its reason, `because`. It finishes the
    work of looking through it, of every team that the actor is on.

    Raises:
        Stale: where there is a newer version by now. Refusal: before anything is written, without what came of it, for a day that
            is not 30 to 60 days ahead, or not as their risk asks and without a reason.
    """
    if not (words := tidied(outcome, LONGEST_LINE, "outcome")):
        raise Refusal(_("Say what came of looking through it; or why nothing is to change."), field="outcome")
    alone, because = tidied(without, LONGEST_LINE, "without"), tidied(because, LONGEST_LINE, "because")
    tier = queries.tier_of(person_id=person_id, team_id=team_id)
    usual = queries.review_rule(tier, team_id=team_id, at=act.at).days
    own = _own_cadence(act, next_on, usual, because)
    before = queries.reviewed_number(person_id=person_id)
    changed = Plan.objects.filter(person_id=person_id, version=number, version__gt=0).update(
        reviewed_at=act.at, cadence_days=own, cadence_because=because if own else "", act_id=act.id
    )
    now = queries.plan_of(person_id=person_id)
    if now is None:
        raise _not_started()
    if not now.number:
        raise Refusal(_("Nothing is written yet: begin with what matters most to them."))
    if not changed:
        raise Stale(_("Somebody changed the plan meanwhile. Read what changed, then say it again."), extra=now)
    Review(
        id=ids.new(), team_id=team_id, person_id=person_id, number=number, since=before, outcome=words, without=alone,
        next_on=local_day(act.at) + timedelta(days=own or usual), reviewed_at=act.at, author_id=act.account_id,
        role=act.role, act_id=act.id,
    ).save(force_insert=True)  # fmt: skip
    finish(act, person_id, words)
    act.concerns(person_id, team_id=team_id, plan_version=number, outcome=words)
    return number


def _own_cadence(act: Act, next_on: date | None, usual: int, because: str) -> int | None:
    """Return in how many days a plan is looked through again where that is not as usual."""
    days = (next_on - local_day(act.at)).days if next_on else usual
    if days == usual:
        return None
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise Refusal(
            _("Choose a day %(least)d to %(most)d days from now.") % {"least": LEAST_DAYS, "most": MOST_DAYS},
            field="next",
        )
    if not because:
        raise Refusal(_("Say why it is sooner or later than their risk asks."), field="because")
    return days


@operation("plan.mark_read", sight=queries.sight_of_plan)
def mark_read(*, act: Act, team_id: UUID, person_id: UUID, number: int) -> int:
    """
    Say that one has read the plan as it stood at a version; said again it changes nothing. Return the version.

    Raises:
        Refusal: for a version that there is not.
    """
    found = queries.plan_of(person_id=person_id)
    if found is None or not 0 < number <= found.number:
        raise Refusal(_("There is no such version of this plan: open it again."))
    mark = Read(
        id=ids.new(), person_id=person_id, number=number, author_id=act.account_id, read_at=act.at, act_id=act.id
    )
    Read.objects.bulk_create([mark], ignore_conflicts=True)
    act.concerns(person_id, team_id=team_id, plan_version=number)
    return number


@operation("plan.tell", sight=queries.sight_of_plan)
def tell(
    *, act: Act, team_id: UUID, person_id: UUID, kind: str, true_at: datetime | None = None, words: str = ""
) -> str:
    """
    Say by hand that something has happened to somebody, and when (default now): their plan is to be looked through, or the first
    one written, by whoever leads them; return the kind.

    Raises:
        Refusal: for what is no key event, for "something important" without words, for a moment to come or over 90 days ago.
    """
    if kind not in set(KeyEventKind):
        raise Refusal(_("Choose what has happened."), field="kind")
    said = tidied(words, LONGEST_LINE, "words")
    if kind == KeyEventKind.IMPORTANT and not said:
        raise Refusal(_("Say what has changed. Leave out what others may not read."), field="words")
    true_at = true_at or act.at
    if not act.at - EARLIEST <= true_at <= act.at:
        raise Refusal(_("Choose a moment within the last 90 days, not to come."), field="day")
    act.add(KEY_EVENT, KeyEvent(team_id, person_id, KeyEventKind(kind), true_at, words=said))
    act.concerns(person_id, team_id=team_id)
    return kind


def _next_number(person_id: UUID) -> int:
    """Return the plan's next number: whoever writes next waits here until this act is over. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select version + 1 from plan_plan where person_id = %s for update", [person_id])
        row = cursor.fetchone()
    if row is None:
        raise _not_started()
    return int(row[0])


def _append(act: Act, person_id: UUID, section: Section, number: int, now: VersionRow | None, change: Change) -> UUID:
    version = Version(
        id=ids.new(), person_id=person_id, number=number, section=section, parent=now.number if now else None,
        text=change.content.text, goals=msgspec.to_builtins(change.content.goals),
        signs=msgspec.to_builtins(change.content.signs), reason=change.reason, true_at=change.true_at or act.at,
        author_id=act.account_id, role=act.role, act_id=act.id,
    )  # fmt: skip
    version.save(force_insert=True)
    Plan.objects.filter(person_id=person_id).update(version=number, act_id=act.id)
    return version.id


def _settle_work(act: Act, team_id: UUID, person_id: UUID, section: Section, answers: Sequence[WorkAnswer]) -> None:
    """Let each open action of the section have its answer: refused while one has none, stale where one has moved."""
    still = {one.id: one for one in queries.open_work(team_id=team_id, person_id=person_id, section=section)}
    given = {one.action_id: one for one in answers}
    for key, one in still.items():
        if key not in given:
            raise Refusal(
                _("Say what becomes of “%(what)s”: keep, replace or cancel it.") % {"what": one.what},
                field=f"work-{key}",
            )
    for answer in given.values():
        _settle(act, team_id, answer, still.get(answer.action_id))


def _settle(act: Act, team_id: UUID, answer: WorkAnswer, now: OpenWork | None) -> None:
    if now is None or now.version != answer.version:
        raise Stale(_("Somebody changed an action of this section meanwhile. Look at it, then save again."))
    if answer.answer not in ANSWERS:
        raise Refusal(_("Choose keep, replace or cancel."), field=f"work-{now.id}")
    if answer.answer == KEEP:
        return
    if answer.answer == REPLACE and answer.instead is None:
        raise Refusal(_("Say what takes its place."), field=f"instead-{now.id}")
    if not (why := tidied(answer.reason, LONGEST_LINE, f"because-{now.id}")):
        raise Refusal(_("Say why it is not to be done any more."), field=f"because-{now.id}")
    cancel_because(act=act, team_id=team_id, action_ids=[now.id], reason=why)


def _not_started() -> Refusal:
    return Refusal(_("Nobody has started this plan yet: start it first."))
