"""
Every rule that acts by itself: what sets it off, whom it goes to, when it ends, and how often it did in the last four weeks.

Thresholds, the steps of routes, the cadences by which waiting work raises itself, and the jobs that write. A job that is not
told here fails a test: nothing acts unseen.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from kith.escalation.presenter import asked_words
from kith.policy.floor_rules import CADENCES, ROUTES, RuleSet
from kith.policy.in_force import tables_for
from kith.policy.route_rules import RouteStep
from kith.rulebook import presenter, queries
from kith.rulebook.month import MONTH, fired, replay
from kith.rulebook.shows import Automatic, AutomaticGroup
from kith.team.queries import TeamInfo
from kith.web.words import first_up

SUBJECT_WORDS = {
    "overdue": later("Work is overdue"),
    "stale": later("Nobody has written of open work for ten service days"),
    "unaccepted": later("An offer of work was declined or lapsed"),
    "unread": later("Something urgent was told, and nobody has read it or acted on it"),
    "contradiction": later("Two instructions were found to contradict, and are to be settled"),
}
RAISED_WORDS = {
    "owner": later("its owner"),
    "named-lead": later("the person's named lead"),
    "duty-lead": later("the duty lead"),
    "team-lead": later("the team lead"),
}
JOBS: Mapping[str, tuple[object, object, object, tuple[str, ...]]] = {
    "minutely.ask_partners": (
        later("A partner has not answered half-way to the day they were asked for, the day before, or by then"),
        later("They are reminded by e-mail; at last whoever waits is told, and says how they go on"),
        later("When they answer"),
        ("alignment.follow_up",),
    ),
    "hourly.look_at_partners": (
        later("What a partner was told of a plan is not what they would be told now"),
        later("Whoever asked them is told, and sends the new version"),
        later("When they are asked again, or it is the same again"),
        ("alignment.look_again",),
    ),
    "minutely.chase_contacts": (
        later("A planned contact is over for two hours and nobody said what became of it"),
        later("Whoever was to make it gets the question as work; the duty lead where they are gone"),
        later("When the contact is recorded"),
        ("contact.chase",),
    ),
    "minutely.escalation_route": (
        later("A step of an escalation is not answered in time"),
        later("The next step of its route, at last the on-call cover"),
        later("When somebody answers"),
        ("escalation.move_on",),
    ),
    "minutely.follow_deaths": (
        later("A death comes in from another service"),
        later("Planned contacts and routine work are called off, and whoever leads the person is told"),
        later("Once for each death"),
        ("handover.follow_deaths",),
    ),
    "minutely.follow_merges": (
        later("Two records of one person were merged"),
        later("What the second record held goes to the one that is kept"),
        later("Once for each merge"),
        ("handover.follow_merges",),
    ),
    "minutely.lapse_offers": (
        later("An offer of work is not answered in time"),
        later("It stays with whoever gave it, who is told"),
        later("Once for each offer"),
        ("action.lapse",),
    ),
    "minutely.proposal_clock": (
        later("Nobody answers a proposal in time"),
        later("The next colleague on duty who may decide it; whoever proposed it is told when nobody is left"),
        later("When it is answered or withdrawn"),
        ("proposal.move_on",),
    ),
    "minutely.raise_waiting": (
        later("Work has waited as long as a cadence above says"),
        later("Whom the cadence names"),
        later("When the work is done, held or taken"),
        ("action.raise_waiting",),
    ),
    "minutely.tell_followers": (
        later("Something happens to somebody whom a colleague follows, or a follower may not open the record any more"),
        later("Whoever follows them is told; the follow of the other ends"),
        later("When they stop following"),
        ("board.tell_followers", "board.end_follows"),
    ),
    "minutely.send_mail": (
        later("Something that a colleague is told is due to leave by e-mail"),
        later("Their own address; what is urgent at once, the rest as they chose"),
        later("When it was handed over; what was not delivered is told to the duty lead"),
        (),
    ),
    "minutely.press_unread": (
        later("Something urgent was told and nobody has looked at it in time"),
        later("The person's named lead, then the team lead"),
        later("When somebody has looked at it"),
        ("board.press_on",),
    ),
    "hourly.gather_supervision": (
        later("Something was decided that is looked at afterwards"),
        later("The queue of whoever supervises"),
        later("When somebody has looked at it"),
        ("supervision.gather",),
    ),
    "minutely.keep_series": (
        later("A series of contacts runs, or a person is away or back"),
        later("Contacts of the next 28 days are made; those of somebody away are paused, and go on when they are back"),
        later("When the series has had its last contact"),
        ("contact.keep",),
    ),
    "minutely.keep_meetings": (
        later("A team has said when it holds its weekly meeting"),
        later("The next meeting stands ahead; its list is proposed and its pages are made the day before"),
        later("When the meeting is over"),
        ("preparation.keep",),
    ),
    "minutely.link_looks": (
        later("Somebody looked at a record"),
        later("The look is filed in the trail of that record; nobody is told"),
        later("Once for each look"),
        (),
    ),
    "daily.ask_for_reviews": (
        later("A plan is due to be looked through within seven days"),
        later("The person's named lead unless away, else their day lead"),
        later("When the plan is looked through"),
        ("plan.ask_for_reviews",),
    ),
    "daily.find_contradictions": (
        later("Two things done for one person contradict, or what is done is older than what happened"),
        later("The person's named lead unless away, else whoever answers for them"),
        later("When named people have settled it, or somebody says why it is none"),
        ("contradiction.find",),
    ),
    "daily.begin_leaves": (
        later("A planned leave or absence begins today"),
        later("What the colleague holds goes where the plan says"),
        later("When the leave is over"),
        ("handover.begin_leaves",),
    ),
    "daily.close_after_deaths": (
        later("The time after a death is over"),
        later("The person leaves the list"),
        later("Once for each death"),
        ("handover.close_after_deaths",),
    ),
    "daily.forget_receipts": (
        later("A receipt is older than 30 days"),
        later("It is forgotten; nobody is told"),
        later("Every night"),
        (),
    ),
    "daily.forget_sessions": (
        later("A sign-in has ended"),
        later("It is forgotten; nobody is told"),
        later("Every night"),
        (),
    ),
    "daily.tell_lapsing": (
        later("What was said of a line of a team's set-up runs out within a fortnight"),
        later("Whoever answers for the line is told"),
        later("When it is said again"),
        ("board.tell_lapsing",),
    ),
    "daily.make_months": (
        later("A new month comes"),
        later("The trail gets room for it; nobody is told"),
        later("Every night"),
        (),
    ),
}
"""Trigger, routing and end of each job, and the commands by which the trail counts it for a team."""


def automatic_groups(*, team: TeamInfo, at: datetime, role: str) -> list[AutomaticGroup]:
    """Return every rule that acts by itself, as it is in force for a team. A fixed number of statements."""
    rules = tables_for(team_id=team.id, place_id=team.place_id, at=at)
    counted = _counted(team.id, at)
    return [
        *_thresholds(team, rules, counted, at, role),
        _group("routes", str(presenter.LABELS[ROUTES]), ROUTES, _routes(rules, counted)),
        _group("cadences", str(presenter.LABELS[CADENCES]), CADENCES, _cadences(rules, counted)),
        _group("jobs", _("What Kith's clockwork does"), "", _jobs(counted)),
    ]


def _rule(rule: str, trigger: str, routing: str, end: str, number: int | None) -> Automatic:
    volume = _("not counted by team") if number is None else times_words(number)
    return Automatic(rule, trigger, routing, end, volume, number or 0)


def _group(key: str, title: str, table: str, rules: Sequence[Automatic]) -> AutomaticGroup:
    acted = sum(one.number for one in rules)
    words = ngettext("%(n)d rule", "%(n)d rules", len(rules)) % {"n": len(rules)}
    often = _("acted %(times)s") % {"times": times_words(acted)} if acted else _("did not act")
    return AutomaticGroup(key, title, table, rules, f"{words}, {often}", is_open=key == "jobs")


def _thresholds(
    team: TeamInfo, rules: RuleSet, counted: Mapping[str, int], at: datetime, role: str
) -> list[AutomaticGroup]:
    facts = queries.month_facts(team_id=team.id, tables=[*rules.thresholds], at=at, role=role)
    found = []
    for name, table in rules.thresholds.items():
        held = fired([one.after for one in replay(facts, table, table)])
        own = [
            _rule(
                row.id,
                presenter.when_words(row, table),
                presenter.route_words(row, rules) or _("A note for the next huddle, of whoever observed it."),
                _("Closed with an outcome, by a role that may") if row.route else _("When the huddle has had it"),
                max(held.get(row.id, 0), counted.get(row.id, 0)),
            )
            for row in table.rows
            if row.level
        ]
        if own:
            found.append(_group(name, presenter.label(name, rules), name, own))
    return found


def _routes(rules: RuleSet, counted: Mapping[str, int]) -> list[Automatic]:
    return [
        _rule(
            step.id,
            _opens(code) if step.step == 1 else _unanswered(code, route.steps[step.step - 2]),
            first_up(asked_words(step)),
            _("When somebody answers; it asks again until then") if step.repeats else _("When somebody answers"),
            counted.get(step.id, 0),
        )
        for code, route in rules.routes.items()
        for step in route.steps
    ]


def _opens(code: str) -> str:
    return _("An escalation opens on the route %(route)s") % {"route": presenter.route_label(code)}


def _unanswered(code: str, before: RouteStep) -> str:
    minutes = int(before.within.total_seconds() // 60)
    words = ngettext(
        "%(route)s: nobody answered within %(n)d minute", "%(route)s: nobody answered within %(n)d minutes", minutes
    )
    return first_up(words % {"route": presenter.route_label(code), "n": minutes})


def _cadences(rules: RuleSet, counted: Mapping[str, int]) -> list[Automatic]:
    found = []
    for one in rules.cadences:
        trigger = str(SUBJECT_WORDS[one.subject])
        if one.after_service_days:
            after = ngettext("for %(n)d service day", "for %(n)d service days", one.after_service_days)
            trigger = f"{trigger}, {after % {'n': one.after_service_days}}"
        if one.after_minutes:
            after = ngettext("for %(n)d minute", "for %(n)d minutes", one.after_minutes)
            trigger = f"{trigger}, {after % {'n': one.after_minutes}}"
        routing = first_up(_("%(who)s is told") % {"who": RAISED_WORDS[one.to]})
        end = _("Told once at this step; it ends when somebody has dealt with it")
        found.append(_rule(one.rule, trigger, routing, end, counted.get(one.rule, 0)))
    return found


def _jobs(counted: Mapping[str, int]) -> list[Automatic]:
    return [
        _rule(
            f"JOB-{name.partition('.')[2].replace('_', '-').upper()}",
            str(trigger),
            str(routing),
            str(end),
            sum(counted.get(one, 0) for one in commands) if commands else None,
        )
        for name, (trigger, routing, end, commands) in JOBS.items()
    ]


def times_words(number: int) -> str:
    """Return how often something happened."""
    return ngettext("%(n)d time", "%(n)d times", number) % {"n": number} if number else _("never")


_COUNTED = """
select rule, count(*) from escalation_reason where team_id = %(team)s and recorded_at > %(since)s group by rule
union all
select rule, count(*) from escalation_routestep where team_id = %(team)s and asked_at > %(since)s group by rule
union all
select cadence, count(*) from action_raised where team_id = %(team)s and recorded_at > %(since)s group by cadence
union all
select cadence, count(*) from board_pressed where team_id = %(team)s and recorded_at > %(since)s group by cadence
union all
select command, count(*) from trail_entry where team_id = %(team)s and channel = 'job' and outcome = 'done'
   and happened_at > %(since)s group by command
"""


def _counted(team_id: UUID, at: datetime) -> dict[str, int]:
    """Return how often each rule and each command of a job acted for a team in the last four weeks. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"team": team_id, "since": at - MONTH})
        return dict(cursor.fetchall())
