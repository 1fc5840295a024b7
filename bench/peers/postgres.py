# SPDX-License-Identifier: Apache-2.0
"""The job on PostgreSQL with SKIP LOCKED: pgbench, 8 connections, two commits a cycle."""

import pathlib
import re

from servers import Failed

HERE = pathlib.Path(__file__).resolve().parent
CONNECTIONS = 8
RATE = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)
SCRIPT = """\
\\set agent random(0, {agents} - 1)
\\set demand random(0, {demands} - 1)
SELECT complete(:agent);
SELECT arrive(:demand);
"""


def signed(mask):
    """64 bits as a bigint has them."""
    return mask - (1 << 64) if mask >> 63 else mask


def masks(tags):
    """Bits of the skills, and of those that are wanted, or had, at level 5."""
    plain = seniors = 0
    for tag in tags:
        bit = 1 << int(tag[1:3])
        plain |= bit
        if tag.endswith("+"):
            seniors |= bit
    return signed(plain), signed(seniors)


def rows(job):
    """COPY of both tables."""
    yield "COPY agent (id, skills, seniors, capacity) FROM STDIN;"
    for number, agent in enumerate(job.agents):
        yield "\t".join(map(str, (number, *masks(agent.tags), agent.capacity)))
    yield "\\."
    yield "COPY demand FROM STDIN;"
    for number, demand in enumerate(job.demands):
        yield "\t".join(map(str, (number, *masks(demand.tags), f"{demand.due_ms} ms")))
    yield "\\."


def psql(server, database, text):
    return server.run("psql", "-X", "-q", "-t", "-v", "ON_ERROR_STOP=1", database, text=text)


def measure(server, job, seconds, database):
    """Cycles a second, in a new database."""
    server.run("createdb", database)
    psql(server, database, (HERE / "postgres.sql").read_text())
    psql(server, database, "\n".join(rows(job)) + "\n")
    psql(server, database,
         f"SELECT count(arrive((random() * {len(job.demands) - 1})::int)) "
         f"FROM generate_series(1, {job.open});\nVACUUM ANALYZE;\n")
    script = server.folder / f"{database}.pgbench"
    script.write_text(SCRIPT.format(agents=len(job.agents), demands=len(job.demands)))
    said = server.run("pgbench", "-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "2",
                      "-T", str(max(1, round(seconds))), "-f", str(script), database)
    check(server, database, job)
    return float(RATE.search(said)[1])


def check(server, database, job):
    """Nothing is lost, and nobody has more or less than the books say."""
    found = psql(server, database,
                 "SELECT (SELECT count(*) FROM conversation), (SELECT count(*) FROM agent a WHERE "
                 "used <> (SELECT count(*) FROM conversation WHERE agent = a.id)), "
                 "(SELECT count(*) FROM agent WHERE used > capacity);\n").split("|")
    open_now, wrong, over = (int(number) for number in found)
    if open_now != job.open or wrong or over:
        raise Failed(f"PostgreSQL has {open_now} conversations of {job.open}; {wrong} agents with "
                     f"wrong books, {over} with too much")
