"""The proposal: a command that its sender may not decide, kept as it was sent for somebody who may (P7)."""
