"""
Work without a person at the keyboard: a folder per cadence, a ten-line file per job that loads and calls one operation.

A job may run twice (a worker that dies leaves its job to another), so what it calls must be safe to repeat.
"""
