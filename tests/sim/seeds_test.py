#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every seed of seeds.txt, then new ones for some seconds; no run may fail."""

import json
import os
import pathlib
import re
import subprocess
import unittest

PROGRAM = str(pathlib.Path(os.environ["STELLWERK_BIN"]) / "stellwerk")
SEEDS = pathlib.Path(__file__).parent / "seeds.txt"
NEW_RUNS = 40
# So many, and always the same, that each feature comes about.
FIXED_RUNS = 80


def simulate(*options):
    command = [PROGRAM, "sim", "faults", *options]
    process = subprocess.run(command, capture_output=True, text=True, check=False, timeout=280)
    return process.returncode, process.stdout, process.stderr


class Seeds(unittest.TestCase):
    def test_that_failed_once_do_not_fail_again(self):
        for seed in re.findall(r"^(\d+)", SEEDS.read_text(), re.MULTILINE):
            code, output, errors = simulate("--seed", seed)
            self.assertEqual(code, 0, output + errors)

    def test_that_are_new_find_nothing(self):
        code, output, errors = simulate("--runs", str(NEW_RUNS), "--json")
        self.assertEqual(code, 0, output + errors)
        report = json.loads(output)
        print(f"seed={report['seed']} commands={report['counts']['commands']}")
        self.assertGreater(report["counts"]["recoveries"], NEW_RUNS)

    def test_of_fixed_seeds_reach_every_feature(self):
        code, output, errors = simulate("--seed", "1", "--runs", str(FIXED_RUNS), "--json")
        self.assertEqual(code, 0, output + errors)
        report = json.loads(output)
        never = [
            what
            for figures in ("counts", "events", "selects")
            for what, count in report[figures].items()
            if count == 0
        ]
        self.assertEqual(never, [])

    def test_replays_exactly(self):
        first = simulate("--seed", "77")
        again = simulate("--seed", "77")
        cut = [re.sub(r"seconds=.*", "", each[1]) for each in (first, again)]
        self.assertEqual(cut[0], cut[1])
        self.assertIn("digest=", first[1])

    def test_a_failure_names_its_seed_and_what_it_takes(self):
        code, output, _ = simulate("--seed", "6", "--mutant", "drops-event")
        self.assertEqual(code, 1)
        self.assertIn("failed seed=6 checker=gapless", output)
        again = re.search(r"again: stellwerk sim faults (.*)", output).group(1).split()
        code, output, _ = simulate(*again)
        self.assertEqual(code, 1)
        self.assertIn("failed seed=6 checker=gapless", output)

    def test_refuses_what_there_is_not(self):
        code, _, errors = simulate("--seed", "1", "--without", "rain")
        self.assertEqual(code, 2)
        self.assertIn('no feature "rain"', errors)
        code, _, errors = simulate("--seed", "1", "--mutant", "hulk")
        self.assertEqual(code, 2)
        self.assertIn('no mutant "hulk"', errors)


if __name__ == "__main__":
    unittest.main()
