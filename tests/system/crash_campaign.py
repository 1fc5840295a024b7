# SPDX-License-Identifier: Apache-2.0
"""Kills the daemon under load again and again, and compares what it has kept with what clients were
told: nothing acknowledged may be lost, nothing may have happened twice."""

import argparse
import collections
import contextlib
import pathlib
import random
import subprocess
import sys
import tempfile
import threading

from resp import Closed, ReplyError, pairs
from support import BIN, Daemon, entry

CLIENTS = 3
AGENTS = 3
ACKNOWLEDGED_MAX = 4_000  # by all clients of a run before the kill
BATCH_MAX = 60
RUNS_PER_DIRECTORY = 10
PAGE = 10_000
POLICY = '[[queue]]\nname = "desk"\noffer = { mode = "auto" }\nwrap_up = "0s"\n'


class Broken(Exception):
    """A promise that was not kept."""


def demand(holds, what):
    if not holds:
        raise Broken(what)


class Known:
    """What the clients of a directory have been told: conversations, messages, closings."""

    def __init__(self):
        self.opened, self.closed, self.messages = set(), set(), set()

    def note(self, command):
        verb, conv = command[0], command[1]
        if verb == "CONV.OPEN":
            self.opened.add(conv)
        elif verb == "CONV.CLOSE":
            self.closed.add(conv)
        elif verb == "MSG.IN":
            self.messages.add((conv, command[2]))


class Gateway:
    """A client that opens conversations, sends messages and closes, many commands under way."""

    def __init__(self, stem, seed, payload_max=300):
        self.stem = stem
        self.payload_max = payload_max
        self.draw = random.Random(seed)
        self.open = []
        self.number = 0
        self.acknowledged = []
        self.unanswered = collections.deque()

    def command(self):
        self.number += 1
        request = ("REQ", f"{self.stem}.r{self.number}")
        choice = self.draw.random()
        if not self.open or choice < 0.4:
            conv = f"{self.stem}.c{self.number}"
            self.open.append(conv)
            return ("CONV.OPEN", conv, "QUEUE", "desk", *request)
        if choice < 0.75:
            payload = "x" * self.draw.randint(0, self.payload_max)
            return ("MSG.IN", self.draw.choice(self.open), f"m{self.number}", payload, *request)
        at = self.draw.randrange(len(self.open))
        self.open[at], self.open[-1] = self.open[-1], self.open[at]
        return ("CONV.CLOSE", self.open.pop(), *request)

    def drive(self, daemon, on_reply):
        """Until the connection ends. What stays in `unanswered` may or may not have happened."""
        client = daemon.connect()
        with contextlib.closing(client), contextlib.suppress(Closed, ConnectionError):
            while True:
                for _ in range(self.draw.randint(1, BATCH_MAX)):
                    command = self.command()
                    self.unanswered.append(command)
                    client.send(*command)
                while self.unanswered:
                    reply = client.reply()
                    demand(not isinstance(reply, ReplyError), f"{self.unanswered[0]}: {reply}")
                    self.acknowledged.append(self.unanswered.popleft())
                    on_reply()


class Directory:
    """A journal through some runs."""

    def __init__(self, folder, fsync):
        self.data = pathlib.Path(folder) / "data"
        self.fsync = fsync
        self.known = Known()
        self.seen, self.count = 0, collections.Counter()  # of the events
        self.daemon = self.start()
        client = self.daemon.connect()
        client.call("POLICY.APPLY", POLICY)
        for number in range(AGENTS):
            client.call("AGENT.SET", f"a{number}", "CAPACITY", 1_000_000)
            client.call("AGENT.STATE", f"a{number}", "ONLINE")
        client.close()

    def start(self):
        return Daemon("--data", self.data, "--fsync", self.fsync, "--journal-buffer", str(1 << 20))

    def kill_under_load(self, run, seed):
        draw = random.Random(seed)
        gateways = [Gateway(f"{run}.{i}", draw.randrange(1 << 32)) for i in range(CLIENTS)]
        left, lock = draw.randint(1, ACKNOWLEDGED_MAX), threading.Lock()
        broken = []

        def count():
            nonlocal left
            with lock:
                left -= 1
                if left == 0:
                    self.daemon.process.kill()

        def drive(gateway):
            try:
                gateway.drive(self.daemon, count)
            except Broken as why:
                broken.append(why)
                self.daemon.process.kill()

        threads = [threading.Thread(target=drive, args=(each,)) for each in gateways]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.daemon.close()
        if broken:
            raise broken[0]
        return gateways

    def check(self, gateways):
        """The acknowledged is there; what had no answer is retried and then there as well."""
        client = self.daemon.connect()
        acknowledged = [command for each in gateways for command in each.acknowledged]
        closed = {command[1] for command in acknowledged if command[0] == "CONV.CLOSE"}
        maybe_closed = {c[1] for each in gateways for c in each.unanswered if c[0] == "CONV.CLOSE"}
        for command in acknowledged:
            self.known.note(command)
            if command[0] == "CONV.OPEN":
                state = client.map("CONV.GET", command[1])["state"]
                if command[1] in closed:
                    demand(state == "closed", f"{command[1]} was closed and is {state}")
                elif command[1] not in maybe_closed:
                    demand(state == "active", f"{command[1]} was not closed and is {state}")
            elif command[0] == "MSG.IN" and command[1] not in closed | maybe_closed:
                again = client.map(*command[:4])
                demand(again["duplicate"] == 1, f"{command[:3]} is lost: it was taken again")
        for gateway in gateways:
            for command in gateway.unanswered:
                client.call(*command)
                self.known.note(command)
        self.check_events(client)
        digest = client.call("SHARD.DIGEST")
        client.close()
        return len(acknowledged), digest

    def check_events(self, client):
        while page := client.call("XRANGE", "events", f"{self.seen + 1}-0", "+", "COUNT", PAGE):
            for event in map(entry, page):
                self.seen += 1
                number = int(event["id"].split("-")[0])
                demand(number == self.seen, f"event {self.seen} is missing: {number} follows")
                self.count[event["type"], event.get("conv"), event.get("msgid")] += 1
        count = self.count
        twice = [key for key in count if key[1] and count[key] > 1]
        demand(not twice, f"an event came twice: {twice[:3]}")
        opened = {conv for kind, conv, _ in count if kind == "conversation.opened"}
        demand(opened == self.known.opened, "opened is not what was asked for")
        closed = {conv for kind, conv, _ in count if kind == "conversation.closed"}
        demand(closed == self.known.closed, "closed is not what was asked for")
        messages = {key[1:] for key in count if key[0] == "message.in"}
        demand(messages == self.known.messages, "messages are not what was sent")
        stats = pairs(client.map("QUEUE.STATS", "desk")["desk"])
        demand(stats["opened_total"] == len(self.known.opened), "the books do not balance: opened")
        demand(stats["ended_total"] == len(self.known.closed), "the books do not balance: ended")

    def run(self, number, seed):
        gateways = self.kill_under_load(number, seed)
        self.daemon = self.start()
        acknowledged, digest = self.check(gateways)
        # Once more, without load: the same state comes back.
        self.daemon.process.kill()
        self.daemon.close()
        self.daemon = self.start()
        client = self.daemon.connect()
        demand(client.call("SHARD.DIGEST") == digest, "another state after another restart")
        client.close()
        return acknowledged

    def finish(self):
        # All events anew: those that were read before a kill are still the same.
        before, self.seen, self.count = self.count, 0, collections.Counter()
        client = self.daemon.connect()
        self.check_events(client)
        client.close()
        demand(self.count == before, "events that were read have changed")
        code, _ = self.daemon.terminate()
        demand(code == 0, f"SIGTERM ended with {code}: {self.daemon.log()}")
        self.daemon.close()
        done = subprocess.run([BIN / "stellwerk", "journal", "verify", self.data], check=False,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        demand(done.returncode == 0, f"verify: {done.stdout}{done.stderr}")


def campaign(runs, seed):
    """Answers how many commands were acknowledged."""
    draw = random.Random(seed)
    total = 0
    for first in range(0, runs, RUNS_PER_DIRECTORY):
        fsync = draw.choice(("always", "always", "interval", "none"))
        with tempfile.TemporaryDirectory() as folder:
            directory = Directory(folder, fsync)
            try:
                for number in range(first, min(first + RUNS_PER_DIRECTORY, runs)):
                    total += directory.run(number, draw.randrange(1 << 32))
                    print(f"run {number + 1} of {runs}: fsync={fsync}, "
                          f"{total} acknowledged so far", flush=True)
                directory.finish()
            finally:
                directory.daemon.close()
    return total


def main():
    parser = argparse.ArgumentParser(prog="crash-campaign", description=__doc__)
    parser.add_argument("--runs", type=int, default=200, help="kills (default 200)")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    print(f"seed={options.seed}", flush=True)
    try:
        total = campaign(options.runs, options.seed)
    except (Broken, AssertionError) as why:
        print(f"crash-campaign: seed={options.seed}: {why}", file=sys.stderr)
        return 1
    print(f"kills={options.runs} acknowledged={total} lost=0 twice=0 seed={options.seed}")
    return 0 if total > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
