#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The program `stellwerk plan staffing`: the N model, a day by half hours, and mistakes."""

import csv
import io
import os
import pathlib
import tempfile
import unittest

from json_program import JsonProgram

SOURCE = pathlib.Path(os.environ["STELLWERK_SOURCE"])
PROGRAM = JsonProgram("plan", "staffing")
staffing, figures = PROGRAM.run, PROGRAM.figures


class Staffing(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def test_n_takes_22_agents_and_25_with_fifo(self):
        # 19 Erlang, 90 % of each class within a minute.
        plans = {policy: figures("--scenario", "N", "--erlang", "19", "--goal", "0.9", "--policy",
                                 policy) for policy in ("sla-first", "fifo")}
        self.assertEqual((plans["sla-first"]["agents"], plans["fifo"]["agents"]), (22, 25))
        for plan in plans.values():
            (interval,) = plan["intervals"]
            self.assertAlmostEqual(interval["erlangs"], 19, 6)
            self.assertEqual(interval["formula"], 24)
            self.assertEqual(sum(row["agents"] for row in interval["profiles"]), plan["agents"])
            for row in interval["classes"]:
                # On days that the search has not seen.
                self.assertGreater(row["on_time_interval"][1], row["goal"])
                self.assertGreater(row["on_time"], row["goal"] - 0.01)
            sensitivity = plan["sensitivity"]
            self.assertGreater(sensitivity["volume_less"]["on_time"], plan["on_time"])
            self.assertLess(sensitivity["volume_more"]["on_time"], plan["on_time"])
            self.assertLess(sensitivity["service_longer"]["on_time"], plan["on_time"] - 0.02)
            self.assertLess(sensitivity["one_of_each_absent"]["on_time"], plan["on_time"])

    def test_a_day_by_half_hours_with_shrinkage(self):
        forecast = self.write("forecast.csv", "start,class,expected\n"
                              "2026-03-02T08:00,A,20\n2026-03-02T08:00,B,10\n"
                              "2026-03-02T08:30,A,40\n2026-03-02T08:30,B,30\n"
                              "2026-03-02T09:00,A,0\n2026-03-02T09:00,B,20\n"
                              "2026-03-03T08:00,A,1\n")
        table = self.folder / "plan.csv"
        plan = figures("--scenario", "N", "--forecast", forecast, "--goal", "0.8", "--shrinkage",
                       "0.2", "--csv", table)
        rows = list(csv.DictReader(io.StringIO(table.read_text())))
        self.assertEqual((len(plan["intervals"]), len(rows), plan["interval_s"]), (48, 96, 1800))
        busy = [row for row in plan["intervals"] if row["agents"] > 0]
        self.assertEqual([row["start"][-5:] for row in busy], ["08:00", "08:30", "09:00"])
        self.assertEqual([round(row["erlangs"], 3) for row in busy], [5, 11.667, 3.333])
        self.assertGreater(busy[1]["agents"], busy[0]["agents"])
        for row in rows:
            agents, scheduled = int(row["agents"]), int(row["scheduled"])
            self.assertEqual(scheduled, -(-agents * 5 // 4))
            self.assertAlmostEqual(float(row["cost"]),
                                   scheduled / 2 * (1.3 if row["profile"] == "A+B" else 1))
        self.assertAlmostEqual(sum(float(row["cost"]) for row in rows), plan["cost"])
        self.assertEqual(busy[2]["classes"][0]["on_time"], None, "nobody of A comes")

    def test_without_classes_a_forecast_is_split(self):
        forecast = self.write("forecast.csv", "start,expected,low,high\n"
                              "2026-03-02T08:00,60,1,2\n2026-03-02T12:00,30,1,2\n")
        plan = figures("--forecast", forecast, "--day", "2026-03-02", "--goal", "0.5", "--days",
                       "30", "--jobs", "2", "--seed", "4")
        self.assertEqual(plan["interval_s"], 4 * 3600)
        self.assertAlmostEqual(plan["intervals"][2]["classes"][0]["expected"], 33, 9)
        text = staffing("--forecast", forecast, "--goal", "0.5").stdout
        self.assertIn("2026-03-02T08:00", text)
        self.assertNotIn("2026-03-02T16:00", text)

    def test_mistakes(self):
        forecast = self.write("forecast.csv", "start,expected\n2026-03-02T08:00,60\n")
        wrong = self.write("wrong.csv", "start,expected\n2026-03-02 8:00,60\n")
        classes = self.write("classes.csv", "start,class,expected\n2026-03-02T08:00,C,60\n")
        uneven = self.write("uneven.csv", "start,expected\n2026-03-02T08:00,6\n"
                            "2026-03-02T08:30,6\n2026-03-02T08:50,6\n")
        nobody = self.write("nobody.toml", (SOURCE / "scenarios" / "N.toml").read_text()
                            .replace('skills = "A,B"', 'skills = "A"'))
        aimless = self.write("aimless.toml", (SOURCE / "scenarios" / "N.toml").read_text()
                             .replace('sla = "minute"\n', ""))
        empty = self.write("empty.csv", "start,expected\n")
        for arguments, code, text in (
            (("--scenario", aimless), 2, 'class "A": its queue has no sla'),
            (("--forecast", empty), 2, "says nothing of any day"),
            (("--forecast", forecast), 2, "one interval alone"),
            (("--scenario", "Z"), 2, "none of: N W M X"),
            (("--policy", "best"), 2, '--policy: there is no policy "best"'),
            (("--forecast", wrong), 2, ":2: start: expected a time as 1999"),
            (("--forecast", classes), 2, 'no class "C"'),
            (("--forecast", uneven), 2, "no equal parts of the day"),
            (("--forecast", forecast, "--day", "2026-03-09"), 2, "nothing of 2026-03-09"),
            (("--scenario", nobody), 2, 'class "B": no [[agents]]'),
            (("--csv", self.folder / "no" / "where.csv", "--goal", "0.2"), 1, "cannot be written"),
        ):
            result = staffing(*arguments)
            self.assertEqual(result.returncode, code, (arguments, result.stderr))
            self.assertIn(text, result.stderr)
        for arguments in (("--goal", "1"), ("--erlang", "0"), ("--shrinkage", "1"),
                          ("--days", "29"), ("--day", "2026-03-02"),
                          ("--forecast", forecast, "--erlang", "3")):
            self.assertEqual(staffing(*arguments).returncode, 2, arguments)


if __name__ == "__main__":
    unittest.main()
