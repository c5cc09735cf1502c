"""
What each kind of message says, in one place: of one message, and of several of one kind together.

A kind is named by the operation that tells (`Tell`). A test reads all of them from the code and fails for one without words.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import ngettext_lazy

WORDS: Mapping[str, Any] = {
    "action given": ngettext_lazy("An action was given to you", "%(n)d actions were given to you", "n"),
    "action changed": ngettext_lazy("An action of yours was changed", "%(n)d changes to actions of yours", "n"),
    "action taken": ngettext_lazy("An action was taken over from you", "%(n)d actions were taken over from you", "n"),
    "action cancelled": ngettext_lazy("An action of yours was cancelled", "%(n)d actions of yours were cancelled", "n"),
    "action in error": ngettext_lazy(
        "An action of yours was marked as made in error", "%(n)d actions of yours were made in error", "n"
    ),
    "action comment": ngettext_lazy("A comment on an action of yours", "%(n)d comments on actions of yours", "n"),
    "action done": ngettext_lazy(
        "An action of yours was done by somebody else", "%(n)d actions of yours were done by others", "n"
    ),
    "escalation asked": ngettext_lazy(
        "You are asked to answer an escalation", "You are asked to answer %(n)d escalations", "n"
    ),
    "escalation joined": ngettext_lazy(
        "There is one reason more for an escalation", "There are more reasons for %(n)d escalations", "n"
    ),
    "escalation answered": ngettext_lazy("An escalation was answered", "%(n)d escalations were answered", "n"),
    "escalation went on": ngettext_lazy(
        "Nobody answered an escalation in time: it went on", "%(n)d escalations went on unanswered", "n"
    ),
    "escalation closed": ngettext_lazy("An escalation was closed", "%(n)d escalations were closed", "n"),
    "restricted task over": ngettext_lazy(
        "A restricted task that you gave is over", "%(n)d restricted tasks that you gave are over", "n"
    ),
    "restricted named": ngettext_lazy(
        "Something restricted is open to you", "%(n)d restricted things are open to you", "n"
    ),
    "not escalated": ngettext_lazy(
        "Something was not escalated: look at it", "%(n)d things were not escalated: look at them", "n"
    ),
    "spared looked at": ngettext_lazy(
        "Somebody looked at what you did not escalate", "%(n)d times somebody looked at what you did not escalate", "n"
    ),
    "partner aligned": ngettext_lazy(
        "A partner says that the plan is right for them", "%(n)d partners say that a plan is right for them", "n"
    ),
    "partner aligned, and more": ngettext_lazy(
        "A partner says that the plan is right for them, and more: read what they answered",
        "%(n)d partners say that a plan is right for them, and more: read what they answered",
        "n",
    ),
    "partner not aligned": ngettext_lazy(
        "A partner says that something in the plan is not right: it is to be settled",
        "%(n)d times a partner says that something in a plan is not right",
        "n",
    ),
    "partner no answer": ngettext_lazy(
        "A partner has not answered: say how you go on", "%(n)d partners have not answered: say how you go on", "n"
    ),
    "partner not for them": ngettext_lazy(
        "A question to a partner was not for them: ask somebody else there",
        "%(n)d questions to partners were not for them: ask somebody else there",
        "n",
    ),
    "partner not shared": ngettext_lazy(
        "What a partner was asked about may not be shared any more: the question was taken back",
        "%(n)d questions to partners were taken back: what they ask about may not be shared any more",
        "n",
    ),
    "partner link guessed": ngettext_lazy(
        "A link to a partner ended after wrong codes: ring them",
        "%(n)d links to partners ended after wrong codes: ring them",
        "n",
    ),
    "partner again": ngettext_lazy(
        "A plan says something else to a partner now: ask them again",
        "%(n)d plans say something else to partners now: ask them again",
        "n",
    ),
    "partner mail not delivered": ngettext_lazy(
        "A mail to a partner did not arrive: ring them",
        "%(n)d mails to partners did not arrive: ring them",
        "n",
    ),
    "meeting decision": ngettext_lazy(
        "A weekly meeting decided something that you are told of",
        "Weekly meetings decided %(n)d things that you are told of",
        "n",
    ),
    "meeting minutes": ngettext_lazy(
        "The minutes of a weekly meeting are there to read", "Minutes of %(n)d weekly meetings are there to read", "n"
    ),
    "offer": ngettext_lazy("Work is offered to you", "%(n)d offers of work to you", "n"),
    "help asked": ngettext_lazy("Somebody asks you for help", "You are asked for help %(n)d times", "n"),
    "offer accepted": ngettext_lazy("An offer of yours was accepted", "%(n)d offers of yours were accepted", "n"),
    "offer declined": ngettext_lazy("An offer of yours was declined", "%(n)d offers of yours were declined", "n"),
    "offer withdrawn": ngettext_lazy("An offer to you was withdrawn", "%(n)d offers to you were withdrawn", "n"),
    "offer lapsed": ngettext_lazy("An offer lapsed", "%(n)d offers lapsed", "n"),
    "offer stepped back": ngettext_lazy(
        "An offer of yours is over, because a colleague stepped back: choose somebody else",
        "%(n)d offers of yours are over, because colleagues stepped back",
        "n",
    ),
    "offer question": ngettext_lazy("A question about an offer of yours", "%(n)d questions about offers of yours", "n"),
    "raised overdue": ngettext_lazy("An action is overdue", "%(n)d actions are overdue", "n"),
    "raised stale": ngettext_lazy(
        "Nobody has written of an action for long", "Nobody has written of %(n)d actions for long", "n"
    ),
    "raised unaccepted": ngettext_lazy("Nobody accepted an action", "Nobody accepted %(n)d actions", "n"),
    "reminder": ngettext_lazy("You were reminded of an action", "You were reminded of %(n)d actions", "n"),
    "contact made": ngettext_lazy(
        "A contact of yours was recorded as made", "%(n)d contacts of yours were recorded as made", "n"
    ),
    "contact missed": ngettext_lazy("A contact of yours was missed", "%(n)d contacts of yours were missed", "n"),
    "contact cancelled": ngettext_lazy(
        "A contact of yours was cancelled", "%(n)d contacts of yours were cancelled", "n"
    ),
    "contact without result": ngettext_lazy(
        "Nothing is recorded of a contact of yours", "Nothing is recorded of %(n)d contacts of yours", "n"
    ),
    "contact planned": ngettext_lazy("A contact was planned for you", "%(n)d contacts were planned for you", "n"),
    "contact moved": ngettext_lazy("A contact of yours was moved", "%(n)d contacts of yours were moved", "n"),
    "contact paused": ngettext_lazy(
        "Contacts of yours are paused: the person is away",
        "%(n)d times contacts of yours were paused: the person is away",
        "n",
    ),
    "contact series planned": ngettext_lazy(
        "A series of contacts was planned for you", "%(n)d series of contacts were planned for you", "n"
    ),
    "contact called off": ngettext_lazy(
        "A contact of yours was called off", "%(n)d contacts of yours were called off", "n"
    ),
    "death recorded": ngettext_lazy("A death was recorded", "%(n)d deaths were recorded", "n"),
    "records merged": ngettext_lazy(
        "Two records of one person were merged", "%(n)d times two records of one person were merged", "n"
    ),
    "person closed": ngettext_lazy(
        "Somebody you lead was taken off the list", "%(n)d people you lead were taken off the list", "n"
    ),
    "hands passed on": ngettext_lazy(
        "What a colleague held was passed on", "What %(n)d colleagues held was passed on", "n"
    ),
    "work passed to you": ngettext_lazy(
        "A colleague stepped back, and their work was passed on", "%(n)d times a colleague stepped back", "n"
    ),
    "record open again": ngettext_lazy("You can open a record again", "You can open %(n)d records again", "n"),
    "somebody joined": ngettext_lazy(
        "Somebody of another team joined a person you answer for",
        "%(n)d times somebody of another team joined a person you answer for",
        "n",
    ),
    "record asked for": ngettext_lazy(
        "Somebody asks to see a record of your team", "%(n)d times somebody asks to see a record of your team", "n"
    ),
    "record opened": ngettext_lazy(
        "A record you asked for is open to you", "%(n)d records you asked for are open to you", "n"
    ),
    "record not opened": ngettext_lazy(
        "A record you asked for was not opened: read why", "%(n)d records you asked for were not opened: read why", "n"
    ),
    "joining ended": ngettext_lazy(
        "A lead ended your access to a record you joined", "%(n)d records you joined were closed to you", "n"
    ),
    "followed escalation": ngettext_lazy(
        "Somebody you follow was escalated", "%(n)d times somebody you follow was escalated", "n"
    ),
    "followed owner change": ngettext_lazy(
        "Work for somebody you follow has another owner",
        "%(n)d times work for somebody you follow has another owner",
        "n",
    ),
    "followed hold ended": ngettext_lazy(
        "A hold ended for somebody you follow", "%(n)d holds ended for people you follow", "n"
    ),
    "followed missed contact": ngettext_lazy(
        "A contact with somebody you follow was missed", "%(n)d contacts with people you follow were missed", "n"
    ),
    "set-up asked": ngettext_lazy(
        "A colleague asks you to see to something your team lacks",
        "%(n)d times a colleague asks you to see to something your team lacks",
        "n",
    ),
    "set-up lapses": ngettext_lazy(
        "Something said of your team's set-up runs out soon: look at it again",
        "%(n)d times something said of a team's set-up runs out soon: look at it again",
        "n",
    ),
    "proposal": ngettext_lazy(
        "A colleague proposes something: you decide", "%(n)d proposals of colleagues wait for your decision", "n"
    ),
    "proposal approved": ngettext_lazy(
        "What you proposed was approved and done", "%(n)d proposals of yours were approved and done", "n"
    ),
    "proposal approved otherwise": ngettext_lazy(
        "What you proposed was approved with changes: read what differs",
        "%(n)d proposals of yours were approved with changes: read what differs",
        "n",
    ),
    "proposal question": ngettext_lazy(
        "Somebody asks about what you proposed: answer it", "%(n)d questions about proposals of yours", "n"
    ),
    "proposal answered": ngettext_lazy(
        "What you asked about a proposal is answered", "%(n)d of your questions about proposals are answered", "n"
    ),
    "proposal refused": ngettext_lazy(
        "What you proposed was refused: read why", "%(n)d proposals of yours were refused: read why", "n"
    ),
    "proposal came back": ngettext_lazy(
        "What you proposed came back: something had changed", "%(n)d proposals of yours came back", "n"
    ),
    "proposal lapsed": ngettext_lazy(
        "Nobody answered what you proposed: ring somebody who decides", "Nobody answered %(n)d proposals of yours", "n"
    ),
    "proposal withdrawn": ngettext_lazy(
        "A proposal to you was taken back", "%(n)d proposals to you were taken back", "n"
    ),
    "decided by right": ngettext_lazy(
        "A colleague decided something that you are told of", "%(n)d things were decided that you are told of", "n"
    ),
    "right overridden": ngettext_lazy(
        "A colleague acted at once in place of asking: look at it and its reason",
        "%(n)d times a colleague acted at once in place of asking",
        "n",
    ),
    "mail not delivered": ngettext_lazy(
        "Something urgent did not reach a colleague by e-mail: ring them, or take it on",
        "%(n)d urgent e-mails did not reach colleagues: ring them, or take it on",
        "n",
    ),
    "urgent unread": ngettext_lazy(
        "A colleague has not looked at something urgent: ring them, or take it on",
        "Colleagues have not looked at %(n)d urgent things: ring them, or take them on",
        "n",
    ),
    "rules proposed": ngettext_lazy(
        "A colleague proposes another version of a rule table: you may sign it",
        "%(n)d other versions of rule tables are proposed: you may sign them",
        "n",
    ),
    "rules changed": ngettext_lazy(
        "A rule table of your team has changed: read what is new",
        "%(n)d rule tables of your team have changed: read what is new",
        "n",
    ),
    "rules withdrawn": ngettext_lazy(
        "A draft of a rule table that you proposed was withdrawn",
        "%(n)d drafts of rule tables that you proposed were withdrawn",
        "n",
    ),
    "case file waits": ngettext_lazy(
        "A case file asks for a second person: look at it", "%(n)d times a case file asks for a second person", "n"
    ),
    "case file agreed": ngettext_lazy(
        "What you asked for on a case file was agreed to",
        "%(n)d things you asked for on case files were agreed to",
        "n",
    ),
    "case file refused": ngettext_lazy(
        "What you asked for on a case file was refused: read why",
        "%(n)d things you asked for on case files were refused: read why",
        "n",
    ),
    "case file taken back": ngettext_lazy(
        "What waited for a second person on a case file was taken back",
        "%(n)d things that waited on case files were taken back",
        "n",
    ),
    "meeting questions": ngettext_lazy(
        "Questions of the weekly meeting are yours: answer them beforehand",
        "%(n)d weekly meetings have questions that are yours",
        "n",
    ),
    "meeting answer": ngettext_lazy(
        "A question of yours for the weekly meeting is answered",
        "%(n)d questions of yours for weekly meetings are answered",
        "n",
    ),
    "supervisor": ngettext_lazy("Who supervises you has changed", "Who supervises you has changed %(n)d times", "n"),
    "supervises": ngettext_lazy("You supervise a colleague from now on", "You supervise %(n)d colleagues", "n"),
    "supervision note": ngettext_lazy(
        "A supervision note to you: read it, and answer", "%(n)d supervision notes to you: read and answer them", "n"
    ),
    "supervision answered": ngettext_lazy(
        "Somebody wrote under a supervision note of yours", "%(n)d answers under supervision notes of yours", "n"
    ),
    "supervision session": ngettext_lazy(
        "Your supervision session is written down: read it", "%(n)d supervision sessions of yours are written down", "n"
    ),
    "day lead": ngettext_lazy("You lead for a day", "You lead %(n)d people for a day", "n"),
    "named lead": ngettext_lazy("You are now the named lead", "You are now the named lead of %(n)d people", "n"),
    "deputy": ngettext_lazy("You are now the deputy", "You are now the deputy for %(n)d people", "n"),
}

_OTHER = ngettext_lazy("Something of yours was changed", "%(n)d things of yours were changed", "n")


def in_words(kind: str, number: int) -> str:
    """Return what a number of messages of one kind say; a kind that has no words any more says only that there was something."""
    return str(WORDS.get(kind, _OTHER) % {"n": number})
