"""What a crossing would do, told before it is saved: which escalation, who has how long, where it goes on. It stores nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kith.act import Act
from kith.escalation.models import Escalation
from kith.escalation.opening import asking, barred
from kith.escalation.presenter import asked_words
from kith.escalation.rules import Crossing, State, Track, asked_by, worst_first


@dataclass(frozen=True, slots=True)
class Foretold:
    """
    What follows on one track: its level, whether it only joins the one that is open, who is asked first and has how many
    minutes, and who is asked after them, in words.
    """

    track: Track
    level: int
    joins: bool
    who: str
    minutes: int
    then: Sequence[str]


def foretell(*, act: Act, team_id: UUID, person_id: UUID, crossings: Sequence[Crossing]) -> list[Foretold]:
    """Return what crossings would do if they were saved now, clinical first. Five statements, none when nothing crosses."""
    if not crossings:
        return []
    now = {
        one.track: one
        for one in Escalation.objects.filter(team_id=team_id, person_id=person_id).exclude(state=State.CLOSED)
    }
    team = asking(team_id=team_id, at=act.at)
    never = barred(team, [person_id], {person_id: act.account_id})[person_id]
    found = []
    for track in Track:
        of_track = worst_first([one for one in crossings if one.track is track], team.rules.routes)
        if not of_track:
            continue
        worst, there = of_track[0], now.get(track)
        route = team.rules.routes[worst.route]
        not_asked = never.of_matter(team, ()) if track is Track.SAFEGUARDING else never
        asked = team.ask(route, 0, not_asked)
        steps = route.steps[route.steps.index(asked.step) :]
        later = [(step, asked_by(step, team.there, not_asked.never)) for step in steps[1:]]
        names = [
            team.members[one].name if one in team.members else asked_words(step)
            for step, one in [(asked.step, asked.member_id), *later]
            if one in team.members or step in (asked.step, route.steps[-1])  # nobody there: passed over at once
        ]
        joins = (
            there is not None
            and worst.level <= there.level
            and (track is Track.SAFEGUARDING or not (there.state == State.ANSWERED and worst.level >= there.level))
        )
        minutes = int(asked.step.within.total_seconds() // 60)
        found.append(Foretold(track, worst.level, joins, names[0], minutes, list(dict.fromkeys(names[1:]))))
    return found
