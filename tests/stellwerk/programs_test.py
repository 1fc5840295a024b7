#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The program `stellwerk` against the real daemon: one command, a day, a recorded day, load."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

BIN = pathlib.Path(os.environ["STELLWERK_BIN"])
# A day of 17 hours within some seconds.
SPEED = "6000"

CALLS = """\
arrival_time,type,priority,customer,ivr_s,queued,wait_s,service_s,outcome,agent
1999-01-05T07:10:00,PS,0,,5,0,0,100,served,A01
1999-01-05T07:11:00,NW,2,C1,5,1,20,60,served,A01
1999-01-05T07:12:00,PS,0,,5,1,5,,ivr_only,
1999-01-05T07:13:00,TT,1,C2,5,1,15,200,served,A02
"""
SKILLS = "agent,PS,NW,NE,IN,PE,TT\nA01,99,99,0,0,0,0\nA02,0,0,0,0,0,99\n"
AVAIL = """\
agent,on,off
A01,1999-01-05T07:00:00,1999-01-05T23:00:00
A02,1999-01-05T07:00:00,1999-01-05T23:00:00
"""


class Daemon:
    """A stellwerkd on free ports, for as long as the block lasts."""

    def __enter__(self):
        command = [BIN / "stellwerkd", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0",
                   "--data", "none", "--speed", SPEED]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        ready = self.process.stdout.readline()
        self.resp = re.search(r"resp=(\S+)", ready)[1]
        self.http = re.search(r"http=(\S+)", ready)[1]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.process.stdout.close()

    def run(self, subcommand, *arguments):
        command = [BIN / "stellwerk", subcommand, "--connect", self.resp, *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)


def last_line(result):
    return dict(part.split("=") for part in result.stdout.splitlines()[-1].split())


class Programs(unittest.TestCase):
    def test_call_prints_replies_and_errors(self):
        with Daemon() as daemon:
            self.assertEqual(daemon.run("call", "PING").stdout, "PONG\n")
            refused = daemon.run("call", "CONV.GET", "nobody")
            self.assertEqual(refused.returncode, 1)
            self.assertIn("UNKNOWNCONV", refused.stderr)
            self.assertIn("stellwerk_version:", daemon.run("call", "INFO").stdout)

    def test_the_demonstration_day(self):
        with Daemon() as daemon:
            result = daemon.run("replay", "--once", "--seed", "7", "--http", daemon.http)
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
            line = last_line(result)
            self.assertEqual(set(line), {"offered", "assigned", "abandoned", "on_time", "digest",
                                         "speed"})
            self.assertGreaterEqual(int(line["assigned"]), 6000)
            self.assertGreaterEqual(len(line["digest"]), 16)
            self.assertEqual(line["speed"], SPEED)
            self.assertIn("seed 7", result.stdout)
            self.assertIn("decision inside the daemon", result.stdout)
            # However busy the machine is: the day's clock waits for everybody.
            at_once = re.search(r"^at-once: .* on time ([0-9.]+) %", result.stdout, re.MULTILINE)
            self.assertGreaterEqual(float(at_once[1]), 80, result.stdout)
            self.assertGreaterEqual(float(line["on_time"]), 0.97)
            offers = re.search(r"^offers (\d+), declined \d+, expired (\d+);", result.stdout,
                               re.MULTILINE)
            self.assertLess(int(offers[2]) / int(offers[1]), 0.01, result.stdout)

    def test_too_few_assignments_are_a_failure(self):
        with Daemon() as daemon:
            result = self.replay_recorded(daemon, "--assignments-min", "4")
            self.assertEqual(result.returncode, 1, result.stdout)
            self.assertIn("at least 4 are wanted", result.stdout)

    def test_a_recorded_day(self):
        with Daemon() as daemon:
            result = self.replay_recorded(daemon)
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
            self.assertEqual(last_line(result)["offered"], "3")

    def test_a_daemon_in_use_is_left_alone(self):
        with Daemon() as daemon:
            policy = '[[queue]]\nname = "q"\n'
            self.assertEqual(daemon.run("call", "POLICY.APPLY", policy).returncode, 0)
            daemon.run("call", "CONV.OPEN", "c1", "QUEUE", "q")
            for command in (["replay", "--once"], ["load", "--seconds", "0.1"]):
                result = daemon.run(*command)
                self.assertEqual(result.returncode, 2)
                self.assertIn("holds 1 open conversations", result.stderr)

    def test_load_counts_as_the_daemon_does(self):
        with Daemon() as daemon:
            result = daemon.run("load", "--http", daemon.http, "--agents", "100", "--seconds",
                                "0.3", "--connections", "3", "--pipeline", "16", "--json", "-")
            self.assertEqual(result.returncode, 0, result.stderr)
            report = json.loads(result.stdout)
            self.assertGreater(report["cycles_per_s"], 0)
            self.assertEqual(report["errors"], 0)
            self.assertEqual(report["assigned"], report["assigned_by_daemon"])
            self.assertEqual(report["closed_waiting"], 0)
            self.assertEqual(report["assigned"], report["opened"])
            self.assertEqual(set(report["latency_us"]), {"p50", "p90", "p99", "p999", "max"})
            self.assertEqual((report["workload"], report["policy"]), ("load80", "sla-first"))

    def replay_recorded(self, daemon, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (("calls", CALLS), ("skills", SKILLS), ("avail", AVAIL)):
                (pathlib.Path(folder) / f"{name}_1999-01.csv").write_text(text, encoding="utf-8")
            return daemon.run("replay", "--once", "--trace", f"{folder}/calls_1999-01.csv",
                              "--day", "1999-01-05", *arguments)


if __name__ == "__main__":
    unittest.main()
