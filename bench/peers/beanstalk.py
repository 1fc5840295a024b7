# SPDX-License-Identifier: Apache-2.0
"""What is left of the job on beanstalkd, which has priorities and no matching: a job is put, taken
by whoever asks, and deleted. 4 connections, 64 commands under way on each."""

import random
import re
import select
import socket
import time

from servers import Failed

CONNECTIONS = 4
PIPELINE = 64
WAITING = 1000
RESERVED = re.compile(rb"RESERVED (\d+) \d+\r\n[^\r]*\r\n")


class Worker:
    """One connection: puts a batch, takes a batch, deletes it, and so on."""

    def __init__(self, port, draw):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.draw = draw
        self.bytes = b""
        self.steps = (self.put, self.reserve, self.delete)
        self.at = 0
        self.taken = []
        self.cycles = 0

    def put(self):
        self.socket.sendall(b"".join(b"put %d 0 600 10\r\nc123456789\r\n"
                                     % self.draw.randrange(60_000, 600_000)
                                     for _ in range(PIPELINE)))

    def reserve(self):
        self.socket.sendall(b"reserve\r\n" * PIPELINE)

    def delete(self):
        self.socket.sendall(b"".join(b"delete %s\r\n" % number for number in self.taken))

    def begin(self):
        self.steps[self.at]()

    def receive(self):
        """True once the whole step has been answered."""
        self.bytes += self.socket.recv(1 << 18)
        if self.at == 1:
            self.taken = RESERVED.findall(self.bytes)
            done = len(self.taken)
        else:
            done = self.bytes.count(b"INSERTED " if self.at == 0 else b"DELETED\r\n")
        if done < PIPELINE or not self.bytes.endswith(b"\r\n"):
            if any(word in self.bytes for word in (b"NOT_FOUND", b"OUT_OF_MEMORY", b"DRAINING")):
                raise Failed("beanstalkd: " + self.bytes[:200].decode("utf-8", "replace"))
            return False
        self.bytes = b""
        self.cycles += PIPELINE if self.at == 2 else 0
        self.at = (self.at + 1) % len(self.steps)
        return True


def measure(server, _job, seconds):
    """Cycles a second, with some jobs waiting beside those of the batches."""
    draw = random.Random(1)
    workers = {}
    for _ in range(CONNECTIONS):
        worker = Worker(server.port, draw)
        workers[worker.socket] = worker
    filler = Worker(server.port, draw)
    for _ in range(WAITING // PIPELINE):
        filler.put()
        while not filler.receive():
            pass
        filler.at = 0
    for worker in workers.values():
        worker.begin()
    begin = time.monotonic()
    while time.monotonic() - begin < seconds:
        for ready in select.select(list(workers), [], [], 1)[0]:
            if workers[ready].receive():
                workers[ready].begin()
    passed = time.monotonic() - begin
    cycles = sum(worker.cycles for worker in workers.values())
    for worker in (*workers.values(), filler):
        worker.socket.close()
    return cycles / passed
