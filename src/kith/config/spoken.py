"""
What rules in the database say (SQLSTATE KT001), said again in the language of the reader.

The database speaks English and knows no catalogue. Its sentences stand here with named places where it puts names, numbers
and days; a sentence that is not known here stays as it was spoken. A test reads the database's functions and finds each of
their sentences here.
"""

import re
from collections.abc import Iterable

from kith.language import _, later

SENTENCES = (
    later("Only whoever may open a restricted case says that it is settled: choose “Next week again”."),
    later("This meeting is being held: it is closed, not called off."),
    later("Name who agreed of both sides, or say why one side alone agreed."),
    later("This contradicts still: settle it on its own page, or say there why it is none."),
    later("The owner of this action is not on the team now. Take it, or give it to the duty lead."),
    later("The owner of an action must be able to open the record. Choose another member."),
    later("This person has died: no new routine action can be made for them."),
    later("1 action is still open for this person. Finish or cancel first, then end the list entry."),
    later("%(number)s actions are still open for this person. Finish or cancel first, then end the list entry."),
    later("Work is still open for this person: finish it, or give it to a team that can open the record."),
    later("The named lead and the deputy must be on the team now. Choose members of the team."),
    later("Whoever leads for a day must be on the team that day. Choose a member of the team."),
    later("This person has died. Somebody who has died cannot be active on a list."),
    later("This person has died: no contact can be planned with them."),
    later("This record was merged with another of the same person. Open the record that is kept, and do it there."),
    later("Somebody waits for an answer: open it and say yes or no."),
    later("This is no version of a table of your place."),
    later("This record cannot be opened to whoever asked. Say no, and why."),
    later("Whoever is planned to make a contact must be on the team now. Choose a member of the team."),
    later("1 contact is still planned with this person. Say what became of it first, then end the list entry."),
    later(
        "%(number)s contacts are still planned with this person. Say what became of it first, then end the list entry."
    ),
    later("A series of contacts is still running with this person. End it first, then end the list entry."),
    later("This person is written down as away on these days already. Change the day they are back."),
    later("Nobody leaves a list without a reason and who holds them now. Close the person on their page."),
    later("This person is on the list still: a closing ends the list entry with it."),
    later("Say who was told and how, or why nobody was."),
    later("This member still has %(things)s. Give these to others first, then end the membership."),
    later("%(name)s is not on the team on %(days)s. Choose somebody else."),
    later("%(name)s is away on %(days)s. Choose somebody else."),
    later("%(name)s is still on the rota on %(days)s. Take them off these days first."),
    later("The huddle cannot close yet: 1 thing is loose. %(sentences)s"),
    later("The huddle cannot close yet: %(number)s things are loose. %(sentences)s"),
    later("This huddle is closed: nothing in it can be changed."),
    later("This huddle is closed: nothing can be added to it or changed in it."),
    later("This meeting is over: nothing in it can be changed."),
    later("The weekly meeting cannot close yet: 1 thing is loose. %(sentences)s"),
    later("The weekly meeting cannot close yet: %(number)s things are loose. %(sentences)s"),
    later("This meeting is closed: nothing in it can be changed."),
    later("This meeting is closed: nothing can be added to it or changed in it."),
    later("A partner is asked: say on its own page what they answered, how you go on, or take it back."),
    later("Write down who was told before the escalation is closed."),
    later("This belongs to an escalation: answer it, or close it, on its own page."),
    later("An open escalation asks somebody."),
    later("Nobody on the team can take this: ring the on-call cover."),
    later("Restricted work goes to the safeguarding lead, the duty lead, the team lead or the on-call cover."),
    later("A concern is closed by whoever leads it, with what came of it: never by itself."),
    later("Something restricted about this person is open: ask the safeguarding lead before they leave the list."),
    later("This cannot be done now. Ask the on-call cover."),
    later("This belongs to a proposal: approve it or refuse it on its own page."),
    later("The text of a version never changes: propose the next one."),
    later("A published version stands as it is: propose the next one, or retire it."),
    later("Everybody signs a rule table for themselves."),
    later("Everybody proposes a rule table in their own name."),
    later("Two people, neither of them the proposer, approve a version before it is published."),
    later("A draft is approved by people other than its proposer."),
    later("A team opens once, and stays open."),
    later("A team opens now, by the list of its set-up."),
    later("The team cannot open yet. Still missing: %(lines)s."),
    later("An agreement stands as it was signed: write the next one, or end it."),
    later("No agreement with this agency allows that now. Ask the place manager."),
    later("This agency is not involved with the person for that. Write down first why it is."),
    later("They do not want this shared. Nothing was sent."),
    later("Somebody was asked or told something under this name. Write their last day, and add the next person."),
    later("This team is not open yet: it takes nobody on its list."),
)
THINGS = (
    later("1 open action"),
    later("%(number)s open actions"),
    later("1 person as named lead"),
    later("%(number)s people as named lead"),
    later("1 person as deputy"),
    later("%(number)s people as deputy"),
    later("1 planned contact"),
    later("%(number)s planned contacts"),
    later("1 running series"),
    later("%(number)s running series"),
)
"""What stands in `things`, separated by commas."""

_PLACE = re.compile(r"%\((\w+)\)s")
_DAY = re.compile(r"(?P<weekday>[A-Z]\w+day) (?P<day>\d+) (?P<month>[A-Z]\w+)")


def say(sentence: str) -> str:
    """Return what the database said in the reader's language."""
    return _said(sentence, SENTENCES)


def _said(spoken: str, known: Iterable[str]) -> str:
    for sentence in known:
        if found := _pattern(sentence).fullmatch(spoken):
            return _(sentence) % {place: _part(place, words) for place, words in found.groupdict().items()}
    return spoken


def _pattern(sentence: str) -> re.Pattern[str]:
    """What matches a sentence with anything in its places; a number's place takes digits alone."""
    pieces = _PLACE.split(sentence)
    places = [rf"(?P<{name}>{r'[0-9]+' if name == 'number' else '.+'})" for name in pieces[1::2]]
    texts = [re.escape(text) for text in pieces[::2]]
    return re.compile("".join(text + place for text, place in zip(texts, [*places, ""], strict=True)), re.DOTALL)


def _part(place: str, words: str) -> str:
    if place == "things":
        return ", ".join(_said(thing, THINGS) for thing in words.split(", "))
    return _DAY.sub(_day, words) if place == "days" else words


def _day(found: re.Match[str]) -> str:
    day = _("%(day)d %(month)s") % {"day": int(found["day"]), "month": _(found["month"])}
    return _("%(weekday)s %(day)s") % {"weekday": _(found["weekday"]), "day": day}
