"""
Access: accounts, the seats they hold on teams, and reach - the one answer to "who can see this, and why".

`may_see` decides sight in one place; row-level security reads `reach` and `seat` and is the second wall (promise P10,
docs/adr/0005). The package also owns the bare keys of people and teams, so that everything above can be scoped by them.
"""
