import os
import sqlite3


def connect():
    return sqlite3.connect("/tmp/numbers", timeout=20, isolation_level=None)


connect().execute("create table numbers (n integer)")
for _ in range(3):
    if os.fork() == 0:
        connection = connect()
        for n in range(30):
            connection.execute("insert into numbers values (?)", (n,))
        os._exit(0)
ends = [os.wait()[1] for _ in range(3)]
rows = connect().execute("select count(*) from numbers").fetchone()[0]
print("ok" if rows == 90 and not any(ends) else f"{rows} rows, {ends}")
