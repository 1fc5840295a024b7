# SPDX-License-Identifier: Apache-2.0
"""The job on Redis with Lua: 4 connections, 64 commands under way on each, no persistence."""

import pathlib
import random
import re
import select
import socket
import time

from servers import Failed

HERE = pathlib.Path(__file__).resolve().parent
CONNECTIONS = 4
PIPELINE = 64
ANSWER = re.compile(rb"\$(\d+)\r\n([^\r]*)\r\n|[-+:]([^\r]*)\r\n|\$-1\r\n|\*\d+\r\n")


def encode(*words):
    parts = [b"*%d\r\n" % len(words)]
    for word in words:
        data = word if isinstance(word, bytes) else str(word).encode()
        parts.append(b"$%d\r\n%s\r\n" % (len(data), data))
    return b"".join(parts)


class Connection:
    """Sends batches, and knows when all of one has been answered."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.bytes = b""
        self.sent = []  # what each answer is about

    def send(self, batch):
        """`batch`: pairs of what it is about, and bytes."""
        self.sent = [about for about, _ in batch]
        self.socket.sendall(b"".join(data for _, data in batch))

    def receive(self):
        """None, or all answers to the batch: pairs of what it was about, and the answer."""
        self.bytes += self.socket.recv(1 << 18)
        answers = []
        for match in ANSWER.finditer(self.bytes):
            if match[3] is not None and self.bytes[match.start()] == 45:
                raise Failed("Redis: " + match[3].decode())
            answers.append(match[2] if match[1] is not None else match[3])
        if len(answers) < len(self.sent):
            return None
        self.bytes = b""
        return list(zip(self.sent, answers))

    def call_all(self, commands):
        for start in range(0, len(commands), 500):
            self.send([(None, command) for command in commands[start:start + 500]])
            while self.receive() is None:
                pass


def register(connection, job):
    """Agents and, per agent, the sets of tags that he can do all of."""
    needs = {",".join(demand.tags): set(demand.tags) for demand in job.demands}
    by_tag = {}
    for need, tags in needs.items():
        by_tag.setdefault(min(tags), []).append((need, tags))
    commands = [encode("FLUSHALL")]
    for number, agent in enumerate(job.agents):
        has = set(agent.tags)
        serves = [need for tag in has for need, tags in by_tag.get(tag, ()) if tags <= has]
        commands.append(encode("HSET", f"agent:{number}", "used", 0, "capacity", agent.capacity))
        commands.append(encode("SADD", f"tags:{number}", *agent.tags))
        if serves:
            commands.append(encode("SADD", f"serves:{number}", *serves))
        commands += [encode("SADD", f"free:{tag}", number) for tag in agent.tags]
    connection.call_all(commands)


class Run:
    """Keeps `job.open` conversations open: closes one at random of those that somebody has, and
    opens another."""

    def __init__(self, server, job, script):
        self.job = job
        self.draw = random.Random(job.seed + 1)
        self.connections = [Connection(server.port) for _ in range(CONNECTIONS)]
        control = self.connections[0]
        register(control, job)
        text = (HERE / "redis_agents.lua").read_text() + (HERE / script).read_text()
        control.send([(None, encode("SCRIPT", "LOAD", text))])
        answer = None
        while answer is None:
            answer = control.receive()
        head = b"$7\r\nEVALSHA\r\n" + encode(answer[0][1])[4:] + b"$1\r\n0\r\n"
        self.opens = [b"*%d\r\n" % (6 + len(demand.tags)) + head + b"$4\r\nopen\r\n"
                      for demand in job.demands]
        self.tails = [encode(*demand.tags)[4:] for demand in job.demands]
        self.close_head = b"*5\r\n" + head + b"$8\r\ncomplete\r\n"
        self.assigned = []
        self.next = 0
        self.cycles = 0
        self.begin = time.monotonic()

    def open_one(self):
        number = self.draw.randrange(len(self.opens))
        conv = b"c%09d" % self.next
        self.next += 1
        # Milliseconds since the start: what counts is the order.
        due = b"%d" % (int((time.monotonic() - self.begin) * 1000)
                       + self.job.demands[number].due_ms)
        return (conv, self.opens[number] + b"$10\r\n%s\r\n$%d\r\n%s\r\n" % (conv, len(due), due)
                + self.tails[number])

    def close_one(self):
        at = self.draw.randrange(len(self.assigned))
        conv = self.assigned[at]
        self.assigned[at] = self.assigned[-1]
        self.assigned.pop()
        return None, self.close_head + b"$10\r\n%s\r\n" % conv

    def batch(self):
        commands = []
        for _ in range(min(PIPELINE // 2, len(self.assigned))):
            commands += [self.close_one(), self.open_one()]
        return commands

    def take(self, answers):
        for conv, answer in answers:
            if conv is None:  # of a close: who is taken next
                self.cycles += 1
                if answer:
                    self.assigned.append(answer)
            elif answer:
                self.assigned.append(conv)

    def fill(self):
        first = self.connections[0]
        while self.next < self.job.open:
            first.send([self.open_one() for _ in range(min(PIPELINE, self.job.open - self.next))])
            answers = None
            while answers is None:
                answers = first.receive()
            self.take(answers)

    def go(self, seconds):
        """Cycles a second."""
        busy = {connection.socket: connection for connection in self.connections}
        for connection in self.connections:
            connection.send(self.batch())
        begin, before = time.monotonic(), self.cycles
        while busy:
            for ready in select.select(list(busy), [], [])[0]:
                answers = busy[ready].receive()
                if answers is None:
                    continue
                self.take(answers)
                if time.monotonic() - begin < seconds and self.assigned:
                    busy[ready].send(self.batch())
                else:
                    del busy[ready]
        return (self.cycles - before) / (time.monotonic() - begin)

    def check(self):
        """The server's books and the client's agree."""
        control = self.connections[0]
        control.send([(None, encode("HLEN", "conv"))])
        answer = None
        while answer is None:
            answer = control.receive()
        if int(answer[0][1]) != len(self.assigned):
            raise Failed(f"Redis has {int(answer[0][1])} assigned, the client "
                         f"{len(self.assigned)}")


def measure(server, job, seconds, script):
    run = Run(server, job, script)
    run.fill()
    result = run.go(seconds)
    run.check()
    for connection in run.connections:
        connection.socket.close()
    return result
