"""Which outcomes of a case are refused, and why."""

from kith.mdt.rules import Outcome, outcome_fault

title = "Settling a case of a weekly meeting"
rule = (
    "Settled means decided; next week and no change say why; escalated is raised first. Whoever stays on the list is told, so that "
    "by whom, how and when is planned before. Of a restricted case the meeting says only whether it was settled or comes again."
)
header = ("Outcome", "Known of the case", "Missing")
rows = (
    ("settled", "a decision, telling", ""),
    ("settled", "telling", "outcome: Nothing is decided yet: add a decision, or choose “No change” and say why."),
    ("settled", "a decision", "tell_by: Say who tells the person, how, and by when."),
    ("no change", "a reason, telling", ""),
    ("no change", "telling", "reason: Write why, in a few words."),
    ("no change", "a reason", "tell_by: Say who tells the person, how, and by when."),
    ("no change", "a reason, a decision, telling",
     "outcome: Something is decided: choose “Settled”, or take the decision back first."),
    ("next week", "a reason", ""),
    ("next week", "a reason, a decision", ""),
    ("next week", "", "reason: Write why, in a few words."),
    ("to huddle", "telling", ""),
    ("to huddle", "", "tell_by: Say who tells the person, how, and by when."),
    ("escalated", "an escalation, telling", ""),
    ("escalated", "telling", "raise_what: Say what worries you, and to whom it goes."),
    ("off the list", "gone", ""),
    ("off the list", "", "outcome: Somebody on the list needs an outcome: choose what becomes of the case."),
    ("settled", "gone, a decision, telling", "outcome: They have died or left the list: choose “Nothing to decide”."),
    ("settled", "restricted", ""),
    ("next week", "restricted", ""),
    ("no change", "restricted, a reason, telling",
     "outcome: Of a restricted case the meeting says only whether it was settled or comes again."),
    ("escalated", "restricted",
     "outcome: Of a restricted case the meeting says only whether it was settled or comes again."),
)  # fmt: skip


def answer(outcome, known):
    fault = outcome_fault(
        Outcome(outcome),
        is_restricted="restricted" in known,
        is_gone="gone" in known,
        has_reason="a reason" in known,
        has_decision="a decision" in known,
        has_escalation="an escalation" in known,
        has_telling="telling" in known,
    )
    return f"{fault.field}: {fault.sentence}" if fault else ""
