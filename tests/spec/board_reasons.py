"""Why somebody needs attention today."""

from kith.board.rules import line

from .plain import CALENDARS, NOW, moment, person

title = "Reasons on the board"
rule = (
    "A person stands once, in the section of the most urgent reason; two reasons are said in full, then how many more. "
    "People who have died or left the list have none."
)
note = f"It is {NOW}, 2026; the team works weekdays; a bar stands where the quieter words begin."
header = ("What is known", "Section", "Why today")
rows = (
    ("", "", ""),
    # Escalated
    ("urgent Breathless at rest: clinical review due Mon 8 Jun 9am", "escalated",
     "Breathless at rest: clinical review by 9am, 38 minutes left"),
    ("urgent Breathless at rest: clinical review due Mon 8 Jun 8:10am", "escalated",
     "Breathless at rest: clinical review by 8:10am, 12 minutes over"),
    ("urgent Told his sister he cannot go on: ring due Mon 8 Jun midday", "escalated",
     "Told his sister he cannot go on: ring by midday, 3 hours 38 minutes left"),
    ("urgent Wound smells: look at it due Tue 9 Jun 9am", "escalated",
     "Wound smells: look at it by 9am tomorrow, 1 day left"),
    ("urgent Breathless at rest: clinical review due Mon 8 Jun 9am; action Order dressings due Tue 2 Jun 5pm; "
     "action Ring the pharmacy due Wed 3 Jun 5pm", "escalated",
     "Breathless at rest: clinical review by 9am, 38 minutes left | 2 actions overdue, oldest 4 days"),
    # New to us
    ("on the list Sat 6 Jun by discharge", "new", "Discharged Saturday, 2 days ago | no contact yet"),
    ("on the list Sun 7 Jun by discharge from hospital", "new", "Discharged from hospital yesterday | no contact yet"),
    ("on the list Fri 5 Jun by referral from Dr Marsh", "new", "New referral from Dr Marsh, 3 days | no contact yet"),
    ("on the list Fri 5 Jun by referral from Dr Marsh; seen Sat 6 Jun 3pm", "new", "New referral from Dr Marsh, 3 days"),
    ("on the list Sun 7 Jun by referral from maternity", "new",
     "New referral from maternity, yesterday | no contact yet"),
    ("on the list Mon 8 Jun by added", "new", "New on the list, today | no contact yet"),
    ("on the list Mon 8 Jun by import", "", ""),
    # Contact missed
    ("visit missed Fri 5 Jun 2pm (our van broke down)", "missed", "Visit missed Friday: our van broke down"),
    ("phone missed Sun 7 Jun 2pm", "missed", "Call missed yesterday"),
    ("clinic missed Thu 28 May 2pm; clinic missed Thu 4 Jun 2pm", "missed",
     "Did not come to clinic Thursday, second time in a row"),
    ("visit missed Mon 25 May 2pm", "missed", "Visit missed 14 days ago"),
    ("visit planned Fri 5 Jun 2pm", "missed", "Visit Friday: no result written"),
    ("visit missed Fri 5 Jun 2pm; seen Fri 5 Jun 4pm", "", ""),
    ("visit missed Fri 5 Jun 2pm; seen Fri 5 Jun 9am", "missed", "Visit missed Friday"),
    ("visit cancelled Fri 5 Jun 2pm", "", ""),
    # Actions overdue
    ("action Grab rail order due Wed 3 Jun 5pm", "overdue", "Grab rail order overdue 3 days"),
    ("action Ask the housing officer about the damp in the back bedroom due Thu 4 Jun 5pm", "overdue",
     "1 action overdue, 2 days"),
    ("action Grab rail order due Fri 5 Jun 5pm", "overdue", "Grab rail order overdue 1 day"),
    ("action Grab rail order due Mon 8 Jun 8am", "overdue", "Grab rail order overdue since 8am"),
    ("action Grab rail order due Sat 6 Jun 8am; action Benefit form due Mon 8 Jun 8am", "overdue",
     "2 actions overdue, oldest 1 day"),
    ("action Perching stool due Wed 3 Jun 5pm, held to Fri 5 Jun", "overdue", "Perching stool overdue 1 day"),
    # What contradicts stays in sight until it is settled
    ("contradiction Settle what contradicts: morning due Thu 11 Jun 5pm", "due",
     "1 contradiction to settle | Ama Owusu settles it by 5pm Thursday"),
    ("contradiction Settle one due Thu 11 Jun 5pm; contradiction Settle another due Fri 12 Jun 5pm", "due",
     "2 contradictions to settle | Ama Owusu settles it by 5pm Thursday"),
    # What a partner says against the plan, or has not said in time, stays in sight as theirs
    ("contradiction of Ashmere Homes: Settle the lift due Thu 11 Jun 5pm", "due",
     "Ashmere Homes says that our plan is not right | Ama Owusu settles it by 5pm Thursday"),
    ("contradiction of Ashmere Homes: Settle the lift due Thu 11 Jun 5pm; "
     "contradiction of Ashmere Homes: Settle the bell due Thu 11 Jun 5pm; "
     "contradiction of Lark Care: Settle breakfast due Fri 12 Jun 5pm", "due",
     "2 partners say that our plan is not right | Ama Owusu settles it by 5pm Thursday"),
    ("contradiction of Ashmere Homes: Settle the lift due Thu 11 Jun 5pm; contradiction Settle one due Fri 12 Jun 5pm",
     "due", "Ashmere Homes says that our plan is not right | Ama Owusu settles it by 5pm Thursday; 1 contradiction to settle; "
     "Ama Owusu settles it by 5pm Friday"),
    ("partner-answer of Ashmere Homes: No answer from Jo Marsh due Wed 10 Jun 5pm", "due",
     "No answer from Jo Marsh | Ama Owusu says how they go on by 5pm Wednesday"),
    ("partner-answer Answer of Jo Marsh due Wed 10 Jun 5pm", "", ""),
    ("partner-answer Answer of Jo Marsh due Mon 8 Jun 5pm", "due", "Answer of Jo Marsh"),
    # Plan to renew
    ("plan looked through Thu 7 May every 30 days", "renew", "Plan overdue 2 days"),
    ("plan looked through Thu 9 Apr every 60 days", "renew", "Plan review due today"),
    ("plan looked through Thu 16 Apr every 60 days", "renew", "Plan review due in 7 days"),
    ("plan looked through Fri 17 Apr every 60 days", "", ""),
    ("plan looked through Mon 1 Jun every 60 days; refresh by Wed 10 Jun after discharge", "renew",
     "Plan refresh due Wednesday | home from hospital"),
    ("plan looked through Mon 1 Jun every 60 days; refresh by Fri 5 Jun after home and crisis", "renew",
     "Plan overdue 3 days | lives elsewhere now, a crisis"),
    ("refresh by Wed 10 Jun after carer", "renew", "First plan due Wednesday | the carer is another now"),
    ("plan looked through Thu 7 May every 30 days; visit planned Mon 8 Jun 8:30am for Insulin", "due",
     "Insulin 8:30am | Plan overdue 2 days"),
    # Due today
    ("visit planned Mon 8 Jun 8:30am for Insulin", "due", "Insulin 8:30am"),
    ("visit planned Mon 8 Jun 9am to 11am", "due", "Visit 9am to 11am"),
    ("phone planned Mon 8 Jun 8am to midday for Call after new tablets", "due", "Call after new tablets by midday"),
    ("visit planned Mon 8 Jun 9am to 5pm for Weekly check", "due", "Weekly check today"),
    ("visit planned Mon 8 Jun 10am for Wound dressing; action Ring daughter due Mon 8 Jun 5pm", "due",
     "Wound dressing 10am | Ring daughter by 5pm"),
    ("action Ring daughter due Mon 8 Jun 5pm; action Benefit form due Mon 8 Jun 3pm", "due", "2 actions due today"),
    ("action Ask the housing officer about the damp in the back bedroom due Mon 8 Jun 5pm", "due", "1 action due today"),
    ("action Perching stool due Wed 3 Jun 5pm, held to Mon 8 Jun (waited for equipment)", "due",
     "Back from hold: Perching stool | waited for equipment"),
    ("action Perching stool due Wed 3 Jun 5pm, held to Tue 9 Jun (waited for equipment)", "", ""),
    ("visit planned Tue 9 Jun 10am; action Ring daughter due Tue 9 Jun 5pm", "", ""),
    # Several, and nobody
    ("visit missed Fri 5 Jun 2pm; action Grab rail order due Wed 3 Jun 5pm; action Ring daughter due Mon 8 Jun 5pm; "
     "visit planned Mon 8 Jun 10am", "missed",
     "Visit missed Friday | Grab rail order overdue 3 days; and 2 more"),
    ("action Grab rail order due Wed 3 Jun 5pm; died", "", ""),
    ("action Grab rail order due Wed 3 Jun 5pm; list ended", "", ""),
)  # fmt: skip


def answer(known):
    found = line(person("Doris Pettigrew", known), moment(NOW), CALENDARS["weekdays"])
    words = " | ".join(filter(None, (found.why.first, found.why.rest)))
    return found.section.value if found.section else "", words
