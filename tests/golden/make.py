#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a golden data directory with the daemon as it is now: tests/golden/make.py [NAME]

Whenever a version of what is kept on disk changes, the one before must have its golden directory:
run this before the change. NAME is made of the versions unless it is given. What is asked of the
daemon is drawn from a fixed seed; the day it happens on is 2026-01-05."""

import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

from formats import BIN, HERE, MovedWallClock, current_versions, event_hash

from resp import ReplyError
from support import Daemon

SEED = 20_260_105
DAY_MS = 1_767_600_000_000
COMMANDS = 700
PAGE = 100_000
QUIET_MS = 300

POLICY = """
[routing]
policy = "{rule}"
select = ["least-busy", "longest-idle"]
explain = "full"

[[channel]]
name = "mail"
units = 2
reply_window = "24h"
bot_window = "2h"
reply_messages = 3
fragments = "2s"

[[calendar]]
name = "office"
zone = "Europe/Berlin"
hours = {{ mon-fri = ["08:00-12:00", "13:00-18:00"] }}

[[sla]]
name = "hours"
first_response = "3h"
next_response = "5h"
resolution = "8h"
calendar = "office"

[[sla]]
name = "at-once"
first_response = "1ms"
next_response = "2ms"

[[queue]]
name = "desk"
sla = "hours"
offer = {{ mode = "auto" }}
wrap_up = "0s"

[[queue]]
name = "asked"
sla = "hours"
skills = "de>=2"
offer = {{ timeout = "2h", agents = 2, declines_max = 9 }}
sticky = {{ by = "customer", within = "2h", patience = "1m" }}
burst = 40

[[queue]]
name = "late"
sla = "at-once"
skills = "fr"
calendar = "office"
step = [
  {{ after = "0s", kind = "bot", hours = "closed" }},
  {{ after = "0s", kind = "human" }},
  {{ after = "10m", relax = 1 }},
  {{ after = "1h", overflow = "desk" }},
]

[[queue]]
name = "outside"
offer = {{ decide = "external", decide_timeout = "30s" }}
"""


class Day:
    """Commands of every kind, some of them mistakes, some repeated."""

    def __init__(self):
        self.draw = random.Random(SEED)
        self.number = 0
        self.convs, self.agents, self.epochs = [], [], {}

    def begin(self, client):
        client.call("POLICY.APPLY", POLICY.format(rule="sla-first"))
        for number in range(12):
            name = f"agent-{number}"
            self.agents.append(name)
            skills = ("SKILLS", f"de={1 + number % 3}") if number % 4 else ()
            client.call("AGENT.SET", name, "CAPACITY", 1 + number % 4, *skills)
            self.epochs[name] = client.call("AGENT.STATE", name, "ONLINE", "LEASE", "9h")

    def step(self, client):
        self.number += 1
        conv = self.draw.choice(self.convs) if self.convs else "none"
        agent = self.draw.choice(self.agents)
        kind = self.draw.choices(
            ("open", "accept", "decline", "close", "in", "out", "state", "beat", "abandon",
             "update", "escalate", "set", "delete", "policy", "hold", "resume", "take", "transfer",
             "decide", "callback"),
            (30, 10, 3, 18, 16, 8, 3, 3, 3, 3, 2, 2, 1, 1, 4, 2, 3, 3, 3, 3))[0]
        command = getattr(self, kind)(client, conv, agent)
        reply = client.send(*command) or client.reply()
        if kind == "state" and not isinstance(reply, ReplyError):
            self.epochs[agent] = reply

    def open(self, _, conv, agent):
        conv = f"conv-{self.number}"
        self.convs.append(conv)
        queue = self.draw.choice(("desk", "desk", "asked", "late", "outside"))
        more = self.draw.choice(
            ((), ("CHANNEL", "mail"), ("SKILLS", "de>=2"), ("PRIORITY", 1), ("AGE", "20m"),
             ("CUSTOMER", b"\xffcustomer", "ATTRS", "vip=1"), ("REQ", f"req-{self.number}"),
             ("WINDOW", "2h"), ("STICKY", f"{agent}:1h"), ("PREFER", "de,fr")))
        return "CONV.OPEN", conv, "QUEUE", queue, *more

    def accept(self, client, conv, _):
        client.send("CONV.GET", conv)
        found = client.reply()
        offer = found[found.index("offer") + 1] if not isinstance(found, ReplyError) else None
        return "CONV.ACCEPT", conv, offer or "o1"

    def decline(self, client, conv, agent):
        return "CONV.DECLINE", *self.accept(client, conv, agent)[1:], "REASON", "busy"

    def decide(self, _, conv, agent):
        return "CONV.DECIDE", conv, *self.draw.choice(((), ("AGENT", agent)))

    def callback(self, _, conv, agent):
        return "CONV.CALLBACK", conv, *self.draw.choice(((), ("FOR", "20m")))

    def close(self, _, conv, agent):
        return "CONV.CLOSE", conv, "REASON", "done"

    def abandon(self, _, conv, agent):
        return "CONV.ABANDON", conv

    def update(self, _, conv, agent):
        return "CONV.UPDATE", conv, "PRIORITY", self.draw.randrange(10)

    def escalate(self, _, conv, agent):
        return "CONV.ESCALATE", conv

    def hold(self, _, conv, agent):
        return "CONV.HOLD", conv, *self.draw.choice(((), ("FOR", "1h"), ("REASON", "lunch")))

    def resume(self, _, conv, agent):
        return "CONV.RESUME", conv

    def take(self, _, conv, agent):
        return "CONV.TAKE", conv, agent, "FORCE", self.draw.randrange(2)

    def transfer(self, _, conv, agent):
        return "CONV.TRANSFER", conv, *self.draw.choice((("QUEUE", "desk"), ("AGENT", agent)))

    def state(self, _, conv, agent):
        state = self.draw.choice(("ONLINE", "ONLINE", "AWAY", "OFFLINE", "DRAINING"))
        return "AGENT.STATE", agent, state, "LEASE", "9h"

    def beat(self, _, conv, agent):
        return "AGENT.BEAT", agent, self.epochs[agent]

    def set(self, _, conv, agent):
        return "AGENT.SET", agent, "CAPACITY", self.draw.randint(1, 5), "LABELS", "site=b"

    def delete(self, _, conv, agent):
        return "AGENT.DEL", agent

    def policy(self, _, conv, agent):
        return "POLICY.APPLY", POLICY.format(rule=self.draw.choice(("sla-first", "edf", "fifo")))

    def message(self, verb, conv):
        text = bytes(self.draw.randrange(256) for _ in range(self.draw.randint(0, 40)))
        return verb, conv, f"m{self.draw.randrange(400)}", text

    def out(self, _, conv, agent):
        return self.message("MSG.OUT", conv)

    def _in(self, _, conv, agent):
        return self.message("MSG.IN", conv)


setattr(Day, "in", Day._in)


def run(data, day, commands, snapshot=False):
    """Some of the day on a daemon that is then killed; what it had."""
    daemon = Daemon("--data", data, "--journal-buffer", "65536", "--snapshot-records", "0")
    client = daemon.connect()
    if not day.agents:
        day.begin(client)
    if snapshot:
        client.call("SNAPSHOT")
    for _ in range(commands):
        day.step(client)
    # Until nothing is due for a while: the end must be the same however late one looks.
    while client.call("XREAD", "BLOCK", QUIET_MS, "STREAMS", "events", "$") is not None:
        pass
    events = client.call("XRANGE", "events", "-", "+", "COUNT", PAGE)
    digest = client.call("SHARD.DIGEST")
    client.close()
    daemon.process.kill()
    daemon.close()
    return digest, events


def journal(command, data):
    done = subprocess.run([BIN / "stellwerk", "journal", command, data], check=True,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return done.stdout


def keep(data, target):
    """What a start needs, and nothing that names the machine."""
    left_out = shutil.ignore_patterns("reserve", "lock", "LOG*", "LOCK", "OPTIONS*", "IDENTITY")
    shutil.copytree(data, target, ignore=left_out)
    for file in target.rglob("*"):
        if file.is_file() and str(data).encode() in file.read_bytes():
            raise AssertionError(f"{file} names the folder it was made in")


def main():
    versions = current_versions()
    name = sys.argv[1] if len(sys.argv) > 1 else "-".join(f"{k}{v}" for k, v in versions.items())
    target = HERE / name
    day = Day()
    with tempfile.TemporaryDirectory() as folder, MovedWallClock(folder, DAY_MS):
        data = pathlib.Path(folder) / "data"
        run(data, day, COMMANDS // 2)
        # One snapshot: with two, what came before could be trimmed, and a replay has to have it.
        run(data, day, COMMANDS // 2, snapshot=True)
        digest, events = run(data, day, 20)
        replayed = re.search(r"records=(\d+) from=\d+ to=(\d+) digest=(\w+)",
                             journal("replay", data))
        if replayed[3] != digest:
            raise AssertionError(f"the daemon had {digest}, a replay comes to {replayed[3]}")
        keep(data, target)
    [snapshot] = [int(re.findall(r"\d+", file.stem)[-1]) for file in
                  target.glob("snapshots/*.snapshot")]
    (target / "expected.json").write_text(json.dumps({
        "versions": versions, "records": int(replayed[1]), "last_ms": int(replayed[2]),
        "digest": digest, "in_snapshot": snapshot - 1, "events": len(events),
        "events_sha256": event_hash(events),
    }, indent=2) + "\n")
    size = sum(file.stat().st_size for file in target.rglob("*") if file.is_file())
    print(f"{target.relative_to(HERE.parents[1])}: {replayed[1]} records, {size >> 10} KiB")


if __name__ == "__main__":
    main()
