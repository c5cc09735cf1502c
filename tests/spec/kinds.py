"""What finishes each kind of action."""

from kith.action.rules import KINDS, ActionKind

title = "Kinds of action"
rule = "Each kind names the one operation that may finish it."
header = ("Kind", "Shown as", "Finished by")
rows = (
    ("plain", "Action", "action.complete"),
    ("look-through", "People to look through", "action.finish_look_through"),
    ("urgent", "Escalation to answer", "escalation.respond"),
    ("weekly-meeting", "For the weekly meeting", "action.settle_weekly_meeting"),
    ("import-review", "Imported changes to review", "action.settle_import_review"),
    ("noticed", "Noticed at a contact", "action.settle_noticed"),
    ("supervision", "Agreed in supervision", "action.complete"),
    ("plan-review", "Plan to look through", "plan.review"),
    ("restricted-task", "Something restricted to do", "safeguarding.finish_task"),
    ("partner-answer", "Answer of a partner", "alignment.answer"),
    ("tell-person", "Tell somebody what the meeting decided", "mdt.tell"),
    ("contradiction", "Contradiction to settle", "contradiction.settle"),
    ("prepare-case", "Page for the weekly meeting", "preparation.sign_ready"),
    ("after-death", "After a death", "action.complete"),
)


def answer(kind):
    return KINDS[ActionKind(kind)].label, KINDS[ActionKind(kind)].finished_by
