"""
Receipts older than 30 days are forgotten, for every account at once: the application sees its own only, so a function does it.

Nobody else may delete a receipt, not even one's own: a key would be fresh again while its form is still open somewhere.
"""

from django.db import migrations

FORGET = """
drop policy old on act_receipt;
revoke delete on act_receipt from kith_app;
grant select, delete on act_receipt to kith_definer;
create policy definer on act_receipt to kith_definer using (true);

create function act_forget_receipts(before timestamptz, at_most integer) returns integer
language sql security definer set search_path = public as $$
    with old as (
        select account_id, key from act_receipt where happened_at < before order by happened_at limit at_most
           for update skip locked
    ), gone as (
        delete from act_receipt r using old where r.account_id = old.account_id and r.key = old.key returning 1
    )
    select count(*)::integer from gone
$$;
grant update on act_receipt to kith_definer;
revoke all on function act_forget_receipts(timestamptz, integer) from public;
grant execute on function act_forget_receipts(timestamptz, integer) to kith_app;
alter function act_forget_receipts(timestamptz, integer) owner to kith_definer;
"""

KEEP = """
drop function act_forget_receipts(timestamptz, integer);
drop policy definer on act_receipt;
revoke select, update, delete on act_receipt from kith_definer;
grant delete on act_receipt to kith_app;
create policy old on act_receipt for delete to kith_app using (happened_at < act_moment() - interval '30 days');
"""


class Migration(migrations.Migration):
    dependencies = [("act", "0002_guards")]
    operations = [migrations.RunSQL(FORGET, KEEP)]
