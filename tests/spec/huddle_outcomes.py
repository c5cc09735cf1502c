"""Which outcomes are offered."""

from kith.huddle.outcome_rules import InHand, Outcome, open_outcomes, plan_words

from .plain import NOW, moment, person

title = "Outcomes offered in the huddle"
rule = (
    "Go ahead as planned needs an owned action due today or later, or a contact planned today, and repeats it in words. "
    "No change is not offered while an action is overdue. Hand over needs an unfinished action with an owner that is no "
    "escalation. The other outcomes always are."
)
note = f"It is {NOW}, 2026. Actions are Ama Owusu's unless nobody's."
header = ("What is known", "As planned", "Hand over", "No change", "The plan in words")
rows = (
    ("", "no", "no", "yes", ""),
    ("action Ring daughter due Mon 8 Jun 5pm", "yes", "yes", "yes", "Ama Owusu: Ring daughter by 5pm"),
    ("action Ring daughter due Tue 9 Jun 5pm", "yes", "yes", "yes", "Ama Owusu: Ring daughter by 5pm tomorrow"),
    ("action Ring daughter due Mon 8 Jun 5pm, owned by nobody", "no", "no", "yes", ""),
    ("visit planned Mon 8 Jun 1:30pm by Tom Brennan", "yes", "no", "yes", "Tom Brennan visits today at 1:30pm"),
    ("visit planned Mon 8 Jun 1:30pm by Tom Brennan; action Answer the referral due Mon 8 Jun 5pm", "yes", "yes", "yes",
     "Tom Brennan visits today at 1:30pm; Ama Owusu: Answer the referral by 5pm"),
    ("visit planned Tue 9 Jun 1:30pm by Tom Brennan", "no", "no", "yes", ""),
    ("action Ring daughter due Fri 5 Jun 5pm", "no", "yes", "no", ""),
    ("action Ring daughter due Fri 5 Jun 5pm; visit planned Mon 8 Jun 1:30pm by Tom Brennan", "yes", "yes", "no",
     "Tom Brennan visits today at 1:30pm"),
    ("urgent Breathless at rest due Mon 8 Jun 8am", "no", "no", "no", ""),
    ("action Perching stool due Fri 5 Jun 5pm, held to Tue 9 Jun", "no", "yes", "yes", ""),
)  # fmt: skip


def answer(known):
    at, somebody = moment(NOW), person("Brian Ashworth", known)
    in_hand = InHand(somebody.actions, somebody.contacts)
    offered = open_outcomes(in_hand, at)
    assert {Outcome.ACTION, Outcome.WEEKLY_MEETING, Outcome.ESCALATION} <= set(offered)
    yes_no = [
        "yes" if outcome in offered else "no" for outcome in (Outcome.AS_PLANNED, Outcome.HAND_OVER, Outcome.NO_CHANGE)
    ]
    return *yes_no, plan_words(in_hand, at)
