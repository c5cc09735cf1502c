"""
At 1:20pm somebody starts the plan of a person on the list, or writes in it, signs it where their role may, or reads it. Now and
then somebody says that something has happened, and the plan is looked through by whoever is asked (`work`).
"""

from datetime import time, timedelta
from uuid import UUID

from kith.person.queries import identity
from kith.plan import agreeing
from kith.plan import operations as plans
from kith.plan.agreeing_rules import who_may
from kith.plan.parts import KeyEventKind
from kith.plan.queries import WholePlan, plan_now, plan_of
from kith.plan.rules import AGREED, HEADINGS, Content, Does, Goal, Section, Sign
from kith.policy.queries import right_of
from kith.simulation import words
from kith.simulation.living import LivingMember
from kith.simulation.reading import on_list
from kith.simulation.scene import Scene
from kith.web.words import age

TIMES = (time(13, 20),)
READS = 0.3
SIGNS_FIRST = 0.5
"""Share of plans without warning signs in which these are written next."""
TOLD = 0.25
"""How often a day somebody says that something has happened to the person whose plan they open."""


def happen(scene: Scene) -> None:
    """Let somebody who may write what is agreed, and can open the record, go on with one plan."""
    scene.act()
    people, today = on_list(team_id=scene.team.id), scene.today()
    if not people:
        return
    person_id = scene.dice.choice(people).person_id
    able = [one for one in scene.there(today) if may(scene, one, "plan.write", AGREED)]
    if not (writers := scene.who_can_open(person_id, able)):
        return
    writer = scene.dice.choice(writers)
    scene.act(writer)
    if plan_of(person_id=person_id) is None:
        plans.start(act=scene.act(writer), team_id=scene.team.id, person_id=person_id)
    if scene.dice.random() < TOLD:
        _tell(scene, writer, person_id)
    now = plan_now(person_id=person_id)
    if now.number and scene.dice.random() < READS:
        plans.mark_read(act=scene.act(writer), team_id=scene.team.id, person_id=person_id, number=now.number)
        return
    _write(scene, writer, person_id, now)


def _tell(scene: Scene, writer: LivingMember, person_id: UUID) -> None:
    kind = scene.dice.choice(list(KeyEventKind))
    plans.tell(
        act=scene.act(writer),
        team_id=scene.team.id,
        person_id=person_id,
        kind=kind,
        true_at=scene.at - timedelta(days=scene.dice.randint(0, 2)),
        words=scene.dice.choice(words.HAPPENED) if kind is KeyEventKind.IMPORTANT else "",
    )


def look_through(scene: Scene, owner: LivingMember, person_id: UUID) -> None:
    """Let somebody look through a plan with the person, or write its first words."""
    team_id = scene.team.id
    scene.act(owner)
    if plan_of(person_id=person_id) is None:
        plans.start(act=scene.act(owner), team_id=team_id, person_id=person_id)
    number = plan_now(person_id=person_id).number
    if not number:
        first = plans.Change(_content(scene, Section.HELP), scene.dice.choice(words.PLANNED_BECAUSE))
        number = plans.write(
            act=scene.act(owner), team_id=team_id, person_id=person_id, section=Section.HELP, change=first
        )
    outcome = scene.dice.choice(words.LOOKED_THROUGH)
    plans.review(act=scene.act(owner), team_id=team_id, person_id=person_id, number=number, outcome=outcome)
    _agree(scene, owner, person_id, number)


def _agree(scene: Scene, owner: LivingMember, person_id: UUID, number: int) -> None:
    """Let whoever usually agrees at the person's age agree to the plan as it was looked through."""
    if not may(scene, owner, "plan.agree"):
        return
    born = identity(person_id=person_id).birth_date
    by, asked = next(iter(who_may(age(born, scene.at) if born else None).items()))
    agreeing.agree(
        act=scene.act(owner),
        team_id=scene.team.id,
        person_id=person_id,
        number=number,
        by=by,
        who=words.PARENT if asked.needs_name else "",
        shown_by=words.RESPONSIBLE if asked.question else "",
    )


def _write(scene: Scene, writer: LivingMember, person_id: UUID, now: WholePlan) -> None:
    section = scene.dice.choice([one for one in Section if one is not Section.MATTERS])
    if Section.SIGNS not in now.sections and scene.dice.random() < SIGNS_FIRST:
        section = Section.SIGNS
    row = now.sections.get(section)
    content = _content(scene, section)
    if row and (row.content.text, row.content.goals) == (content.text, tuple(content.goals)) and not content.signs:
        return
    because = scene.dice.choice(words.PLANNED_BECAUSE)
    _keep(scene, writer, person_id, section, plans.Change(content, because, row.number if row else None))


def put(scene: Scene, writer: LivingMember, person_id: UUID, section: Section, content: Content, because: str) -> None:
    """Let somebody write a section, of a plan that is started where there is none; nothing where it says so already."""
    scene.act(writer)
    if plan_of(person_id=person_id) is None:
        plans.start(act=scene.act(writer), team_id=scene.team.id, person_id=person_id)
    row = plan_now(person_id=person_id).sections.get(section)
    if row is None or row.content.text != content.text:
        _keep(scene, writer, person_id, section, plans.Change(content, because, row.number if row else None))


def _keep(scene: Scene, writer: LivingMember, person_id: UUID, section: Section, change: plans.Change) -> None:
    number = plans.write(
        act=scene.act(writer), team_id=scene.team.id, person_id=person_id, section=section, change=change
    )
    if HEADINGS[section].is_signed and may(scene, writer, "plan.sign_off"):
        plans.sign_off(
            act=scene.act(writer), team_id=scene.team.id, person_id=person_id, section=section, number=number
        )


def _content(scene: Scene, section: Section) -> Content:
    if section is Section.GOALS:
        return Content(goals=[Goal(scene.dice.choice(words.HOPES))])
    if section is Section.SIGNS:
        chosen = scene.dice.sample(words.WARNINGS, 2)
        return Content(
            signs=[Sign("", sees, agreed, Does(does), hours, by) for sees, agreed, does, hours, by in chosen]
        )
    return Content(scene.dice.choice(words.PLANNED[section]))


def may(scene: Scene, one: LivingMember, command: str, case: str = "") -> bool:
    """Say whether a member decides on a command themselves."""
    return right_of(command, one.role, case, team_id=scene.team.id, at=scene.at).verdict == "decide"
