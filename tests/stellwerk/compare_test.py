#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The program `stellwerk sim compare`: its table, JSON and CSV, and what it says of mistakes."""

import csv
import io
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from json_program import JsonProgram

SOURCE = pathlib.Path(os.environ["STELLWERK_SOURCE"])
PROGRAM = JsonProgram("sim", "compare")
compare, figures = PROGRAM.run, PROGRAM.figures


class Compare(unittest.TestCase):
    def test_json_has_policies_bound_and_differences(self):
        report = figures("--scenario", "N", "--load", "1.05", "--policy", "sla-first,fifo",
                         "--days", "4", "--seed", "1")
        self.assertEqual([report[key] for key in ("scenario", "load", "days", "seed")],
                         ["N", 1.05, 4, 1])
        first, fifo = report["policies"]
        self.assertEqual((first["policy"], fifo["policy"]), ("sla-first", "fifo"))
        self.assertGreater(first["on_time"], fifo["on_time"] + 0.4)
        for policy in (first, fifo):
            low, high = policy["on_time_interval"]
            self.assertLess(low, policy["on_time"])
            self.assertLess(policy["on_time"], high)
            self.assertLessEqual(policy["worst_class"], policy["on_time"])
            self.assertLessEqual(policy["p50_wait_s"], policy["p95_wait_s"])
            self.assertEqual({row["class"] for row in policy["classes"]}, {"A", "B"})
            self.assertEqual(sum(row["arrivals"] for row in policy["classes"]),
                             policy["arrivals"])
            self.assertEqual(min(row["on_time"] for row in policy["classes"]),
                             policy["worst_class"])
            for name in ("spread", "gini"):
                self.assertTrue(0 <= policy["fairness"][name] <= 1)
        self.assertGreater(report["bound"]["on_time"], first["on_time"])
        (difference,) = report["differences"]
        self.assertEqual((difference["policy"], difference["against"]), ("fifo", "sla-first"))
        self.assertAlmostEqual(difference["on_time"], fifo["on_time"] - first["on_time"], 9)
        self.assertLess(difference["on_time_interval"][1], 0)

    def test_threads_and_time_of_day_change_nothing(self):
        options = ("--scenario", "M", "--days", "5", "--seed", "3")
        alone = figures(*options, "--jobs", "1")
        self.assertEqual(alone, figures(*options, "--jobs", "3"))
        self.assertNotEqual(alone["policies"],
                            figures("--scenario", "M", "--days", "5", "--seed", "4")["policies"])

    def test_several_loads_and_files(self):
        with tempfile.TemporaryDirectory() as folder:
            table, document = pathlib.Path(folder, "t.csv"), pathlib.Path(folder, "t.json")
            result = compare("--scenario", "W", "--load", "0.7,0.9", "--days", "2", "--csv", table,
                             "--json", document, "--policy", "edf+least-loaded", "--no-bound")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn("edf+least-loaded", result.stdout)
            self.assertEqual(result.stderr, "")
            report = json.loads(document.read_text())
            rows = list(csv.DictReader(io.StringIO(table.read_text())))
        self.assertEqual([load["load"] for load in report["loads"]], [0.7, 0.9])
        self.assertEqual([(row["load"], row["class"]) for row in rows],
                         [(load, name) for load in ("0.7", "0.9")
                          for name in ("all", "one", "two", "three")])
        on_time = float(rows[0]["on_time"])
        self.assertEqual(on_time, report["loads"][0]["policies"][0]["on_time"])

    def test_days_in_a_row_come_in_blocks(self):
        report = figures("--scenario", "messaging", "--days", "11", "--policy", "fifo")
        self.assertEqual((report["days"], report["runs"]), (20, 2))
        self.assertGreater(report["policies"][0]["bot_answered"], 100)

    def test_a_file_is_as_good_as_a_name(self):
        path = SOURCE / "scenarios" / "X.toml"
        self.assertEqual(figures("--scenario", path, "--days", "2"),
                         figures("--scenario", "X", "--days", "2"))

    def test_a_page_with_plots_needs_nothing_else(self):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder, "page.html")
            scenario = pathlib.Path(folder, "n.toml")
            scenario.write_text((SOURCE / "scenarios" / "N.toml").read_text()
                                .replace('title = "N', 'title = "</script>N'))
            result = compare("--scenario", scenario, "--load", "0.9,1.1", "--days", "3", "--html",
                             page)
            self.assertEqual(result.returncode, 0, result.stderr)
            text = page.read_text()
            data = json.loads(text.split('id="data">')[1].split("</script>")[0])
            script = pathlib.Path(folder, "plots.js")
            script.write_text(text.split("<script>")[-1].split("</script>")[0])
            checked = subprocess.run(["node", "--check", script], capture_output=True, text=True,
                                     timeout=60, check=False)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertIn("Chart.js v", text)
        self.assertNotIn("{{", text.split("<script>")[0])
        self.assertNotRegex(text, r"<(script|link|img)[^>]+(src|href)=")
        self.assertTrue(data["title"].startswith("</script>N"))
        self.assertEqual([load["load"] for load in data["loads"]], [0.9, 1.1])
        for load in data["loads"]:
            for policy in load["policies"]:
                waits = policy["waits"]
                self.assertEqual(waits, sorted(waits))
                self.assertAlmostEqual(waits[-11][0], policy["p95_wait_s"], 9)
                self.assertEqual([len(hours) for hours in policy["hours"]], [8, 8])
                for hours, group in zip(policy["hours"], data["groups"], strict=True):
                    self.assertIn(group, ("A", "A+B"))
                    self.assertTrue(all(0.5 < share <= 1 for share in hours), hours)

    def test_mistakes(self):
        with tempfile.TemporaryDirectory() as folder:
            wrong = pathlib.Path(folder, "wrong.toml")
            wrong.write_text((SOURCE / "scenarios" / "N.toml").read_text()
                             .replace("share = 0.55", "share = 55"))
            for arguments, text in (
                (("--scenario", "Z"), "none of: N W M X wallace-whitt messaging bank"),
                (("--scenario", wrong), ":12: class.share: expected a number from 0 to 1"),
                (("--scenario", folder), "no file that can be read"),
                (("--policy", "sla-first,best"), 'no policy "best"; use sla-first'),
                (("--policy", "fifo+quick"), "quick"),
                (("--policy", "fifo+credit=soon"), "expected credit=DURATION"),
                (("--trace", wrong), "--trace and --data are of --scenario bank"),
                (("--scenario", "bank", "--trace", wrong.with_name("calls.csv")), "say by --trace"),
                (("--scenario", "bank", "--trace", wrong, "--load", "1"), "--load: recorded days"),
                (("--scenario", "bank", "--trace", wrong), 'no column "arrival_time"'),
            ):
                result = compare(*arguments)
                self.assertEqual((result.returncode, result.stdout), (2, ""), arguments)
                self.assertIn(text, result.stderr)
            result = compare("--days", "1", "--json", pathlib.Path(folder, "no", "where.json"))
            self.assertEqual(result.returncode, 1)
            self.assertIn("cannot be written", result.stderr)
        self.assertEqual(compare("--days", "0").returncode, 2)
        self.assertEqual(compare("--load", "x").returncode, 2)


if __name__ == "__main__":
    unittest.main()
