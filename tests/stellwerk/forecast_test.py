#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The program `stellwerk sim forecast`: what it finds, its JSON, and what it says of mistakes."""

import unittest

from json_program import JsonProgram

PROGRAM = JsonProgram("sim", "forecast")


class Forecast(unittest.TestCase):
    def losses(self, load):
        return {row["forecast"]: row for row in load["losses"]}

    def test_better_than_the_last_who_started(self):
        for scenario in ("wallace-whitt", "N", "X", "messaging"):
            (load,) = PROGRAM.figures("--scenario", scenario, "--days", "20")["loads"]
            self.assertGreater(load["cases"], 10_000)
            losses = self.losses(load)
            for name in ("pinball_median_s", "pinball_p90_s"):
                self.assertLess(losses["engine"][name], losses["last who started"][name], scenario)

    def test_nine_of_ten_wait_no_longer(self):
        (load,) = PROGRAM.figures("--scenario", "wallace-whitt", "--days", "40")["loads"]
        self.assertTrue(0.87 <= load["p90_coverage"] <= 0.93, load["p90_coverage"])
        cells = [cell for cell in load["cells"] if cell["cases"] >= 1_000]
        within = sum(0.87 <= cell["p90_coverage"] <= 0.93 for cell in cells)
        self.assertGreater(len(cells), 30)
        self.assertGreaterEqual(within, 0.85 * len(cells))
        losses = self.losses(load)
        engine, constants = losses["engine"], losses["best constants"]
        self.assertLess(engine["pinball_p90_s"], constants["pinball_p90_s"])
        self.assertLess(engine["brier"], losses["last who started"]["brier"])

    def test_threads_change_nothing(self):
        options = ("--scenario", "N", "--days", "5", "--load", "0.9,1.1", "--seed", "3")
        alone = PROGRAM.figures(*options, "--jobs", "1")
        self.assertEqual(alone, PROGRAM.figures(*options, "--jobs", "3"))
        self.assertEqual([load["load"] for load in alone["loads"]], [0.9, 1.1])

    def test_for_people(self):
        done = PROGRAM.run("--scenario", "N", "--days", "3")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("N, sla-first, 3 days, seed 1", done.stdout)
        self.assertRegex(done.stdout, r"\n  best constants +\d")
        self.assertRegex(done.stdout, r"\n    A +\d+ +\d+ +[01]\.\d{3}")

    def test_mistakes(self):
        for options, what in ((("--scenario", "none"), "none of: N W M X"),
                              (("--policy", "lifo"), "--policy: there is no policy"),
                              (("--days", "0"), "--days"), (("--load", "0"), "--load")):
            done = PROGRAM.run(*options)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(what, done.stderr)


if __name__ == "__main__":
    unittest.main()
