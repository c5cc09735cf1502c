"""What the steps of a concern are called, what they ask, what their answers say, and what refusals say: in one place."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from kith.language import listed
from kith.safeguarding.rules import Step, Wrong

STEPS: Mapping[Step, object] = {
    Step.ANSWER: later("An answer to whoever raised it"),
    Step.SAFETY: later("Immediate safety"),
    Step.VIEWS: later("Their views and wishes"),
    Step.CAPACITY: later("Capacity"),
    Step.CONSENT: later("Consent"),
    Step.PARENTS: later("Telling the parents"),
    Step.QUESTIONS: later("The three questions"),
    Step.HARM: later("Harm, or need"),
    Step.DECISION: later("Whether to refer"),
    Step.REFERRAL: later("The referral"),
    Step.AUTHORITY: later("What the authority decided"),
    Step.STRATEGY: later("The strategy discussion"),
    Step.ASSESSMENT: later("The authority’s assessment"),
    Step.CONFERENCE: later("The first conference"),
    Step.REVIEW: later("A review"),
    Step.NOTE: later("A note"),
    Step.CLOSING: later("What came of it"),
}
"""What each step is called: what is owed, and the heading of what was recorded."""
_OF_CHILD = {Step.VIEWS: later("The child’s views and wishes")}
ASKS: Mapping[tuple[Step, str], object] = {
    (Step.ANSWER, "words"): later("What happens now"),
    (Step.SAFETY, "safe"): later("Are they safe now?"),
    (Step.SAFETY, "called"): later("Who was called?"),
    (Step.SAFETY, "words"): later("What was done to make them safe"),
    (Step.VIEWS, "asked"): later("Were they asked what they want to happen?"),
    (Step.VIEWS, "words"): later("What they want, in their words; or why they were not asked"),
    (Step.VIEWS, "advocate"): later("Do they need somebody to speak for them?"),
    (Step.CAPACITY, "decision"): later("For which decision"),
    (Step.CAPACITY, "outcome"): later("Their capacity for it, at this time"),
    (Step.CAPACITY, "understand"): later("Can they understand it?"),
    (Step.CAPACITY, "retain"): later("Can they retain it long enough?"),
    (Step.CAPACITY, "weigh"): later("Can they use or weigh it?"),
    (Step.CAPACITY, "communicate"): later("Can they communicate it?"),
    (Step.CAPACITY, "link"): later("The impairment that it is because of"),
    (Step.CAPACITY, "consulted"): later("Who was consulted"),
    (Step.CAPACITY, "attorney"): later("Lasting power of attorney or deputy"),
    (Step.CAPACITY, "refusal"): later("Advance decision to refuse treatment"),
    (Step.CONSENT, "agreed"): later("Do they agree to a referral?"),
    (Step.CONSENT, "overriding"): later("Why it is done without their consent"),
    (Step.CONSENT, "words"): later("How they were asked; or why not, or what overrides it"),
    (Step.PARENTS, "told"): later("Were the parents told that this may be referred?"),
    (Step.PARENTS, "words"): later("What they said; or why they were not told"),
    (Step.QUESTIONS, "needs"): later("Do they have needs for care and support, met or not?"),
    (Step.QUESTIONS, "risk"): later("Are they experiencing abuse or neglect, or at risk of it?"),
    (Step.QUESTIONS, "cannot_protect"): later("Can they, because of those needs, not protect themselves?"),
    (Step.QUESTIONS, "words"): later("What this rests on"),
    (Step.HARM, "significant"): later("May the child be suffering significant harm, or be likely to?"),
    (Step.HARM, "in_need"): later("Is the child in need of help?"),
    (Step.HARM, "words"): later("What this rests on"),
    (Step.DECISION, "refer"): later("Is it referred to the authority?"),
    (Step.DECISION, "words"): later("Why: whoever raised it reads this"),
    (Step.REFERRAL, "to"): later("To whom"),
    (Step.REFERRAL, "how"): later("How"),
    (Step.REFERRAL, "reference"): later("Their reference"),
    (Step.AUTHORITY, "decided"): later("What they decided"),
    (Step.AUTHORITY, "words"): later("Their reason"),
    (Step.STRATEGY, "words"): later("What was decided, and who was there"),
    (Step.ASSESSMENT, "words"): later("What it found"),
    (Step.CONFERENCE, "words"): later("What was decided, and who was there"),
    (Step.REVIEW, "words"): later("What was decided"),
    (Step.NOTE, "words"): later("What is known since"),
    (Step.CLOSING, "reached"): later("Was what they wanted reached?"),
    (Step.CLOSING, "words"): later("What came of it: whoever raised it reads this"),
}
ANSWERS: Mapping[str, object] = {
    "yes": later("Yes"),
    "no": later("No"),
    "not sure": later("Not sure"),
    "not tested": later("Not tested"),
    "nobody": later("Nobody"),
    "999": later("999"),
    "police": later("The police on 101"),
    "other": later("Somebody else"),
    "not needed": later("Not needed"),
    "somebody suitable speaks for them": later("Somebody suitable speaks for them"),
    "asked for": later("An advocate is asked for"),
    "needed, nobody yet": later("Needed, and nobody yet"),
    "not in doubt": later("Not in doubt"),
    "has capacity": later("They have capacity"),
    "lacks capacity": later("They lack capacity"),
    "none": later("None"),
    "lasting power of attorney": later("Lasting power of attorney"),
    "deputy": later("Deputy of the court"),
    "not known": later("Not known"),
    "made": later("Made: it is with their papers"),
    "not asked": later("Not asked"),
    "others at risk": later("Others are at risk"),
    "serious crime": later("A serious crime may be prevented"),
    "no capacity": later("They lack capacity for this decision"),
    "coercion": later("They may be coerced"),
    "public interest": later("Overriding public interest"),
    "phone": later("Phone"),
    "online form": later("Online form"),
    "e-mail": later("Secure e-mail"),
    "in person": later("In person"),
    "enquiry": later("An enquiry (section 42)"),
    "other enquiry": later("Another enquiry"),
    "section 47": later("An enquiry (section 47)"),
    "section 17": later("An assessment of a child in need (section 17)"),
    "no further action": later("No further action"),
    "fully": later("Fully"),
    "partly": later("Partly"),
    "not": later("Not"),
    "nobody could say what they wanted": later("Nobody could say what they wanted"),
}
_WRONG: Mapping[str, object] = {
    "choose": later("Choose an answer."),
    "say": later("Write this down."),
    "test all four": later("Answer all four, yes or no: understand, retain, use or weigh, communicate."),
    "one failed": later("Somebody who fails one of the four lacks capacity for this decision: look at it again."),
    "none failed": later("Somebody lacks capacity only when one of the four fails: look at it again."),
    "nothing to override": later("They agreed: there is nothing to override."),
    "duty": later("All three questions are answered yes: the authority has a duty to enquire, so it is referred."),
    "harm": later("Significant harm is not ruled out: it is referred to children’s social care. No consent is needed."),
    "no consent": later("They did not agree: record why it is done without their consent first."),
    "not decided": later("Decide first that it is referred."),
}


def step_words(step: Step, about: str) -> str:
    """Return what a step is called, of an adult or of a child."""
    return str(_OF_CHILD[step] if about == "child" and step in _OF_CHILD else STEPS[step])


def wrong_words(wrong: Wrong) -> str:
    """Return what is wrong with a step, in a sentence."""
    if wrong.code == "missing":
        named = [str(STEPS[step]) for step in map(Step, wrong.more)]
        return _("Not yet. First: %(what)s.") % {"what": listed(named)}
    return str(_WRONG[wrong.code])


def ask_words(name: str) -> str:
    """Return whom to ask, for somebody who may not open the whole of a concern."""
    return _("This is restricted: ask %(name)s.") % {"name": name or _("the on-call cover")}


def lead_words(name: str) -> str:
    """Return who decides, for somebody who may open a concern and does not lead it."""
    return _("Whoever leads this decides it: ask %(name)s.") % {"name": name or _("the on-call cover")}
