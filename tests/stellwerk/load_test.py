#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`stellwerk load` against the real daemon: closed and open loop, both workloads, sweep, search."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

BIN = pathlib.Path(os.environ["STELLWERK_BIN"])
QUANTILES = {"p50", "p90", "p99", "p999", "max"}
# However slow the machine: what nothing keeps up with, and what anything does.
TOO_FAST = "50M/s"
SLOW = "200/s"
UNREACHABLE = "max=1us"


class LoadTest(unittest.TestCase):
    def setUp(self):
        self.process = subprocess.Popen(
            [BIN / "stellwerkd", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0",
             "--data", "none"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(self.stop)
        ready = self.process.stdout.readline()
        self.resp = re.search(r"resp=(\S+)", ready)[1]
        self.http = re.search(r"http=(\S+)", ready)[1]

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.process.stdout.close()

    def run_load(self, *arguments, code=0, agents=100, seconds=0.3):
        command = [BIN / "stellwerk", "load", "--connect", self.resp, "--agents", str(agents),
                   "--seconds", str(seconds), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def report(self, *arguments, **options):
        return json.loads(self.run_load(*arguments, "--json", "-", **options).stdout)

    def call(self, *arguments):
        done = subprocess.run([BIN / "stellwerk", "call", "--connect", self.resp, "--json",
                               *arguments], capture_output=True, text=True, timeout=60, check=True)
        return json.loads(done.stdout)

    def assert_counts_agree(self, report):
        self.assertEqual(report["errors"], 0)
        self.assertEqual(report["assigned"], report["assigned_by_daemon"])
        self.assertEqual(report["assigned"], report["opened"])
        self.assertEqual(report["closed_waiting"], 0)

    def test_closed_loop(self):
        report = self.report("--http", self.http, "--connections", "3", "--pipeline", "16")
        self.assert_counts_agree(report)
        self.assertEqual(report["assigned"], report["assigned_by_metrics"])
        self.assertGreater(report["cycles_per_s"], 0)
        self.assertIsNone(report["rate"])
        self.assertEqual(set(report["latency_us"]), QUANTILES)
        self.assertEqual((report["workload"], report["policy"]), ("load80", "sla-first"))
        shares = [share for share, _ in report["latency_steps"]]
        self.assertEqual((shares[:3], shares[-1]), ([0, 50, 75], 100))
        self.assertEqual(report["latency_steps"][-1][1], report["latency_us"]["max"])

    def test_leaves_the_daemon_empty(self):
        self.report("--workload", "over")
        self.assertEqual(self.call("AGENT.LIST")[1], [])
        self.report()

    def test_open_loop(self):
        report = self.report("--rate", SLOW, seconds=0.5)
        self.assert_counts_agree(report)
        self.assertEqual((report["rate"], report["arrivals"]), (200, 100))
        self.assertEqual(report["unanswered"], 0)
        self.assertEqual(set(report["sent_late_us"]), QUANTILES)
        self.assertLessEqual(report["sent_late_us"]["max"], report["latency_us"]["max"])

    # What arrives while nobody can send it waits from its own time on, to the end of the run.
    def test_an_open_loop_that_is_not_kept_up_says_so(self):
        report = self.report("--rate", TOO_FAST, seconds=0.1)
        self.assert_counts_agree(report)
        self.assertFalse(report["kept_up"])
        self.assertGreater(report["latency_us"]["p50"], 100_000)
        text = self.run_load("--rate", TOO_FAST, seconds=0.1).stdout
        self.assertIn("NOT kept up", text)
        self.assertIn("no answer in the end", text)

    def test_a_share_of_the_highest_rate(self):
        report = self.report("--rate", "10%")
        self.assert_counts_agree(report)
        self.assertAlmostEqual(report["rate"], 0.1 * report["highest_per_s"], delta=1)

    def test_everybody_busy(self):
        for flags in ((), ("--rate", SLOW)):
            report = self.report("--workload", "over", *flags)
            self.assert_counts_agree(report)
            self.assertEqual(report["workload"], "over")
            # Those beyond the capacity of all, and whoever comes then.
            self.assertGreaterEqual(report["waited"], 1000)

    def test_sweep(self):
        report = self.report("--sweep", "--connections", "1,2", "--pipeline", "1,8", "--rate",
                             f"{SLOW},max", seconds=0.1)
        shapes = [(run["connections"], run["pipeline"], run["rate"]) for run in report["runs"]]
        self.assertEqual(shapes, [(connections, pipeline, rate) for connections in (1, 2)
                                  for pipeline in (1, 8) for rate in (200, None)])
        for run in report["runs"]:
            self.assert_counts_agree(run)
        lines = self.run_load("--sweep", "--pipeline", "1,8", seconds=0.1).stdout.splitlines()
        self.assertEqual(len(lines), 3)
        self.assertIn("p99.9", lines[0])

    def test_finds_the_highest_rate(self):
        report = self.report("--find-max", "p50=2s", seconds=0.1)
        self.assert_counts_agree(report)
        self.assertEqual(report["highest_rate"], report["rate"])
        self.assertGreater(report["highest_rate"], 0)
        self.assertLessEqual(report["latency_us"]["p50"], 2e6)
        at_it = [tried for tried in report["tries"] if tried["rate"] == report["rate"]]
        self.assertGreaterEqual(sum(tried["met"] for tried in at_it), 2)

    def test_says_when_even_the_lowest_rate_is_too_slow(self):
        report = self.report("--find-max", UNREACHABLE, code=1, seconds=0.1)
        self.assertIsNone(report["highest_rate"])
        self.assertFalse(any(tried["met"] for tried in report["tries"]))
        text = self.run_load("--find-max", UNREACHABLE, code=1, seconds=0.1).stdout
        self.assertRegex(text, r"no rate down to \d+ conversations/s has max=1us")

    def test_shows_the_distribution(self):
        self.assertRegex(self.run_load().stdout, r"\| +100\.0000 %\n|100\.0000 %\n")

    def test_writes_its_report_into_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "report.json"
            text = self.run_load("--json", str(path)).stdout
            self.assertIn("cycles/s", text)
            self.assertIn("cycles_per_s", json.loads(path.read_text(encoding="utf-8")))
            refused = self.run_load("--json", f"{folder}/nowhere/report.json", code=1)
            self.assertIn("cannot be written: No such file", refused.stderr)

    def test_a_daemon_that_holds_conversations_is_refused(self):
        self.call("POLICY.APPLY", '[[queue]]\nname = "q"\n')
        self.call("CONV.OPEN", "c1", "QUEUE", "q")
        refused = self.run_load(code=2)
        self.assertIn("holds 1 open conversations", refused.stderr)
        self.assertIn("use a daemon without", refused.stderr)

    def test_wrong_flags_are_explained(self):
        for flags, said in ((("--rate", "fast"), '"fast" is no rate such as 20000/s'),
                            (("--find-max", "p99"), '"p99" is no limit such as p99.9=1ms'),
                            (("--find-max", "p99=1ms", "--rate", "10/s"), "leave --rate away"),
                            (("--find-max", "p99=1ms", "--sweep"), "excludes"),
                            (("--pipeline", "1,8"), "--sweep"),
                            (("--workload", "under"), "load80"),
                            (("--connections", "0"), "1")):
            self.assertIn(said, self.run_load(*flags, code=2).stderr, flags)


if __name__ == "__main__":
    unittest.main()
