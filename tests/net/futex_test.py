#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""No lock is waited for on the way from socket to socket.

stellwerkd runs under strace, which counts its futex calls while pipelined commands pass through it.
Exits 77, which ctest shows as skipped, where strace is missing or not permitted.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading

CONNECTIONS = 4
ROUNDS = 400
PIPELINED = 64
COMMANDS_PER_ROUND = 2 * PIPELINED  # one write and one read of the shard each
COMMANDS = CONNECTIONS * ROUNDS * COMMANDS_PER_ROUND
# Starting and stopping threads and the allocator's first use of them.
FUTEX_CALLS_MAX = 60 + COMMANDS // 2000

SKIPPED = 77


def encode(*arguments):
    parts = [b"*%d\r\n" % len(arguments)]
    for argument in arguments:
        parts.append(b"$%d\r\n%s\r\n" % (len(argument), argument))
    return b"".join(parts)


def drive(port, number, errors):
    name = b"agent-%d" % number
    burst = (encode(b"AGENT.SET", name, b"CAPACITY", b"2") + encode(b"SHARD.DIGEST")) * PIPELINED
    expected = len(b"+OK\r\n$16\r\n0123456789abcdef\r\n") * PIPELINED
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        for _ in range(ROUNDS):
            connection.sendall(burst)
            left = expected
            while left > 0:
                got = connection.recv(65536)
                if not got:
                    errors.append(f"connection {number} was closed")
                    return
                if b"-" in got:
                    errors.append(f"connection {number} got an error: {got[:80]!r}")
                    return
                left -= len(got)


def skip(why):
    print(f"SKIPPED: {why}")
    sys.exit(SKIPPED)


def main():
    strace = shutil.which("strace")
    if strace is None:
        skip("strace is not installed")
    if subprocess.run([strace, "-f", "-o", os.devnull, "true"], check=False).returncode != 0:
        skip("strace is not permitted here")
    daemon_path = os.path.join(os.environ["STELLWERK_BIN"], "stellwerkd")
    with tempfile.NamedTemporaryFile(mode="r") as summary:
        daemon = subprocess.Popen(
            [strace, "-f", "-c", "-e", "trace=futex", "-o", summary.name, daemon_path,
             "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--io-threads", "2"],
            stdout=subprocess.PIPE, text=True)
        ready = daemon.stdout.readline()
        port = int(re.search(r"resp=127\.0\.0\.1:(\d+)", ready)[1])
        errors = []
        threads = [threading.Thread(target=drive, args=(port, number, errors))
                   for number in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            connection.sendall(b"INFO server\r\n")
            info = connection.recv(65536).decode()
        os.kill(int(re.search(r"process_id:(\d+)", info)[1]), signal.SIGTERM)
        code = daemon.wait(timeout=60)
        table = summary.read()
    if errors or code != 0:
        print("\n".join(errors), f"exit code {code}", sep="\n")
        return 1
    row = re.search(r"^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?futex$", table, re.MULTILINE)
    calls = int(row[1]) if row else 0
    print(f"{calls} futex calls for {COMMANDS} commands; {FUTEX_CALLS_MAX} are allowed")
    return 0 if calls <= FUTEX_CALLS_MAX else 1


if __name__ == "__main__":
    sys.exit(main())
