#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`stellwerk erlang`: figures that others publish, tables, JSON, goals and wrong flags."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = pathlib.Path(os.environ["STELLWERK_BIN"]) / "stellwerk"
CALLS = ("--rate", "200/h", "--handling", "3min")
FIELDS = {"model", "agents", "load_erlangs", "rate_per_h", "handling_s", "patience_s", "target_s",
          "stable", "blocking", "p_wait", "service_level", "asa_s", "wait_s", "p_abandon",
          "occupancy"}


def erlang(*arguments):
    return subprocess.run([PROGRAM, "erlang", *arguments], capture_output=True, text=True,
                          check=False, timeout=60)


class Erlang(unittest.TestCase):
    def figures(self, *arguments):
        done = erlang(*arguments, "--json", "-")
        self.assertEqual(done.returncode, 0, done.stderr)
        figures = json.loads(done.stdout)
        self.assertEqual(set(figures), FIELDS)
        return figures

    def refused(self, remedy, *arguments):
        done = erlang(*arguments)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        self.assertIn(remedy, done.stderr)

    def test_published_figures(self):
        b = self.figures("b", "--agents", "17", "--load", "10")
        self.assertAlmostEqual(b["blocking"], 0.012948875225, 11)
        c = self.figures("c", "--agents", "50", "--load", "48")
        self.assertAlmostEqual(c["p_wait"], 0.694455611197, 11)
        for agents, level in zip(range(11, 16), (.3896138, .6401580, .7955948, .8883500, .9414528)):
            c = self.figures("c", "--agents", str(agents), *CALLS, "--target", "20s")
            self.assertAlmostEqual(c["service_level"], level, 6)
        a = self.figures("a", "--agents", "14", *CALLS, "--patience", "5min", "--target", "20s")
        self.assertAlmostEqual(a["p_abandon"], 0.01398374, 7)
        self.assertAlmostEqual(a["p_wait"], 0.14526011, 7)
        self.assertAlmostEqual(a["service_level"], 0.91679209, 7)

    def test_durations_and_rates_in_every_unit(self):
        wanted = self.figures("a", "--agents", "14", *CALLS, "--patience", "5min")
        for rate, handling, patience in (("200/h", "180s", "300s"), ("200/h", "3m", "0.5m"),
                                         ("200/h", "180000ms", "300000ms")):
            figures = self.figures("a", "--agents", "14", "--rate", rate, "--handling", handling,
                                   "--patience", patience)
            if patience == "0.5m":
                self.assertGreater(figures["p_abandon"], wanted["p_abandon"])
            else:
                self.assertEqual(figures, wanted)
        day = self.figures("c", "--agents", "1", "--rate", "0.5/h", "--handling", "1h")
        self.assertEqual(day["asa_s"], 3600)
        for rate in ("0.5/s", "30/min", "1800/h"):
            self.assertAlmostEqual(self.figures("b", "--agents", "1", "--rate", rate,
                                                "--handling", "2s")["blocking"], 0.5, 12)

    def test_goals(self):
        self.assertEqual(self.figures("b", "--load", "10", "--blocking-max", "0.013")["agents"], 17)
        for goal, agents in ((("--service-level", "0.8", "--target", "20s"), 14),
                             (("--p-wait-max", "0.11"), 15), (("--asa-max", "8s"), 14),
                             (("--service-level", "0.8", "--asa-max", "5s"), 15)):
            self.assertEqual(self.figures("c", *CALLS, *goal)["agents"], agents, goal)
        a = (*CALLS, "--patience", "5min")
        self.assertEqual(self.figures("a", *a, "--abandon-max", "0.014")["agents"], 14)
        done = erlang("c", *CALLS, "--service-level", "0.8")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"agents +13 +14 +15\n")
        self.assertTrue(done.stdout.endswith("14 agents are the least that will do\n"))
        done = erlang("c", "--load", "1000000", "--p-wait-max", "0.01")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("not even 1000000 agents", done.stderr)

    def test_a_queue_that_grows_without_end(self):
        done = erlang("c", "--agents", "12", "--load", "12.5", "--json", "-")
        self.assertEqual(done.returncode, 0)
        figures = json.loads(done.stdout)
        self.assertEqual([figures[name] for name in ("p_wait", "service_level", "asa_s", "stable",
                                                     "occupancy")], [1, 0, None, False, 1])
        self.assertIn("give more than 12, or count those who hang up with erlang a", done.stderr)
        self.assertIn("without end", erlang("c", "--agents", "12", "--load", "12.5").stdout)

    def test_large_teams(self):
        c = self.figures("c", "--agents", "10000", "--load", "9900")
        self.assertAlmostEqual(c["p_wait"], 0.222776928864148, 11)
        a = self.figures("a", "--agents", "10000", "--load", "10000", "--handling", "180s",
                         "--patience", "2min", "--target", "20s")
        self.assertAlmostEqual(a["p_abandon"], 0.004392391489491, 11)
        self.assertAlmostEqual(a["service_level"], 0.99560760851051, 10)

    def test_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "figures.json"
            done = erlang("b", "--agents", "17", "--load", "10", "--json", str(path))
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertRegex(done.stdout, r"turned away +1\.29 %")
            self.assertEqual(json.loads(path.read_text())["agents"], 17)
            done = erlang("b", "--agents", "17", "--load", "10", "--json", folder)
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"{folder} cannot be written: Is a directory", done.stderr)

    def test_wrong_flags(self):
        self.refused("--service-level 0.8", "c", "--load", "10")
        self.refused("give --load, or --rate and --handling", "b", "--agents", "3")
        self.refused("--patience", "a", "--agents", "3", *CALLS)
        self.refused("write a number with ms, s", "c", "--agents", "14", *CALLS, "--target", "20")
        self.refused("write 0.8 for 80 %", "c", *CALLS, "--service-level", "80")
        self.refused("below 1", "c", *CALLS, "--service-level", "1")
        self.refused("above 0", "c", *CALLS, "--asa-max", "0s")
        self.refused("/min", "c", "--agents", "14", "--rate", "200", "--handling", "3min")
        self.refused("Erlang", "c", "--agents", "14", "--load", "nan")
        self.refused("--agents", "c", "--agents", "0", "--load", "3")
        self.refused("--patience", "c", "--agents", "5", "--load", "3", "--patience", "3min")
        self.refused("", "d", "--agents", "5")


if __name__ == "__main__":
    unittest.main()
