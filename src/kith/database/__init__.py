"""
Where rows live: a PostgreSQL of our own in the home folder, or the one that DATABASE_URL names; its roles and its soundness.

No domain. `connection` says how to reach the database (it needs no running server), `server` starts and stops the embedded
one, `prepare` brings a database to the present shape, `soundness` refuses settings that endanger data, `templates` makes
copies for tests.
"""
