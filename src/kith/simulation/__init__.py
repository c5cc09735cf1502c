"""
A made-up neighbourhood that lives its days through the real operations: the demo, the load and the property test at once.

`borough` invents it from a seed, `founding` sets it up, `days` lives it. Nobody in it exists. The same seed and the same
days give the same rows, so that what one finds another can repeat (docs/tour.md).
"""
