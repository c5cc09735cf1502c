"""
The shared plan: one for each person, in sections under the headings of the PRSB personalised care and support plan and
About Me (DAPB4022), what matters to the person first. Nothing in it is overwritten: every change is a version.
"""
