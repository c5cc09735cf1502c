"""
A made-up neighbourhood that lives its days through the real operations: the demo, the load and the property test at once.

`borough` invents it from a seed, `founding` sets it up, `lives` lets its hours pass, one transaction each, and `events`
holds what happens in them, one small module for each kind. Nobody in it exists. The same seed and the same days give the
same rows, so that what one finds another can repeat, also when the life was cut short and gone on with (docs/tour.md).
"""
