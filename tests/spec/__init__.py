"""
The rules as tables that a team lead can read and sign.

Each module is one table: a title, the rule in a sentence, a header and rows of plain values. `answer` turns the first columns of
a row into the last ones by asking the product. `test_spec` runs every row; `print_manual` prints all as docs/manual/rules.md.
"""

import os

import django
from django.apps import apps

if not apps.ready:  # printed by itself, outside a test run
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.config.settings")
    django.setup()
