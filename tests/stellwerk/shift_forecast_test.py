#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`stellwerk plan shift-forecast`: forecasts of made-up histories, and what is wrong with files."""

import csv
import datetime
import io
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = pathlib.Path(os.environ["STELLWERK_BIN"]) / "stellwerk"
FIRST = datetime.date(2026, 1, 5)  # a Monday
# Arrivals of an hour from 8 to 18, by weekday; closed on Sundays.
WEEK = (60, 55, 50, 45, 40, 20, 0)
OPEN = range(8, 18)


def arrivals(day):
    return WEEK[day.weekday()]


def days(count, first=FIRST):
    return [first + datetime.timedelta(days=n) for n in range(count)]


def by_start(of, row="{},{}"):
    lines = [row.format(f"{day}T{hour:02}:00", arrivals(day)) for day in of for hour in OPEN]
    return "\n".join(["start,count", *lines, ""])


def by_date(of):
    lines = [",".join([str(day), *(str(arrivals(day) if hour in OPEN else 0)
                                   for hour in range(24))]) for day in of]
    return "\n".join(["date," + ",".join(f"h{hour}" for hour in range(24)), *lines, ""])


class ShiftForecast(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, text, name="history.csv"):
        path = self.folder / name
        path.write_text(text)
        return str(path)

    def run_program(self, *arguments):
        return subprocess.run([PROGRAM, "plan", "shift-forecast", *arguments], capture_output=True,
                              text=True, check=False, timeout=120)

    def forecast(self, *arguments):
        done = self.run_program(*arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return list(csv.DictReader(io.StringIO(done.stdout)))

    def refused(self, code, why, *arguments):
        done = self.run_program(*arguments)
        self.assertEqual((done.returncode, done.stdout), (code, ""), done.stderr)
        self.assertIn(why, done.stderr)

    def test_what_is_regular_goes_on(self):
        rows = self.forecast(self.file(by_start(days(70))), "--days", "14")
        self.assertEqual(len(rows), 14 * 24)
        self.assertEqual(rows[0]["start"], "2026-03-16T00:00")
        for row in rows:
            start = datetime.datetime.fromisoformat(row["start"])
            wanted = arrivals(start) if start.hour in OPEN else 0
            self.assertAlmostEqual(float(row["expected"]), wanted, 2)
            self.assertLessEqual(int(row["low"]), wanted)
            self.assertGreaterEqual(int(row["high"]), wanted)

    def test_both_forms_say_the_same(self):
        rows = by_start(days(70)).splitlines()
        mixed = "\n".join([rows[0], *reversed(rows[1:]), ""]).replace("T08:00", " 08:00:00")
        start = self.forecast(self.file(by_start(days(70))))
        self.assertEqual(self.forecast(self.file(mixed)), start)
        self.assertEqual(self.forecast(self.file(by_date(days(70)))), start)

    def test_intervals(self):
        hours = self.forecast(self.file(by_date(days(70))), "--days", "1")
        day = self.forecast(self.file(by_date(days(70))), "--days", "1", "--interval", "1d")
        self.assertEqual(len(day), 1)
        self.assertAlmostEqual(float(day[0]["expected"]),
                               sum(float(row["expected"]) for row in hours), 2)
        minutes = "\n".join(["start,count", *(f"{day}T{hour:02}:{minute:02},1" for day in days(30)
                                             for hour in OPEN for minute in range(60)), ""])
        self.assertEqual(len(self.forecast(self.file(minutes), "--days", "1")), 48)
        self.refused(2, "those of 15 cannot be made", self.file(by_date(days(70))),
                     "--interval", "15min")
        self.refused(2, "no part of a day", self.file(minutes), "--interval", "7min")

    def test_queues(self):
        text = by_start(days(42), "{},{},chat").replace("start,count", "start,count,queue", 1)
        text += "".join(f"{day}T10:00,7,mail\n" for day in days(42))
        path = self.file(text)
        ten = [self.forecast(path, *queue, "--days", "1")[10]["expected"]
               for queue in ((), ("--queue", "chat"), ("--queue", "mail"))]
        # All in all the courses of weekdays differ by chance at most, so they share some of it.
        self.assertAlmostEqual(float(ten[0]), 67, delta=1.5)
        self.assertEqual([float(each) for each in ten[1:]], [60, 7])
        self.refused(2, "no rows of queue fax", path, "--queue", "fax")
        self.refused(2, "no column \"queue\"", self.file(by_start(days(40))), "--queue", "chat")
        self.refused(2, "is there twice", self.file(text.replace(",queue", ",other", 1)))

    def test_days_not_known_are_not_closed_days(self):
        kept = [day for day in days(90) if day.day % 5]
        text = by_start(kept) + "".join(f"{day}T09:00,\n" for day in days(90) if not day.day % 5)
        rows = self.forecast(self.file(text), "--days", "7")
        for row in rows:
            start = datetime.datetime.fromisoformat(row["start"])
            wanted = arrivals(start) if start.hour in OPEN else 0
            self.assertAlmostEqual(float(row["expected"]), wanted, 2)

    def test_holidays(self):
        path = self.file(by_start(days(70)))
        holidays = self.file("date,kind,like,share\n2026-03-17,closed,,0\n2026-03-18,eve,sat,\n"
                             "2026-03-19,half,,0.5\n", "holidays.csv")
        rows = self.forecast(path, "--holidays", holidays, "--days", "7")
        noons = [float(row["expected"]) for row in rows if row["start"].endswith("T12:00")]
        for noon, wanted in zip(noons, (60, 0, 20, 22.5, 40, 20, 0)):
            self.assertAlmostEqual(noon, wanted, 2)

    def test_json(self):
        path = self.file(by_start(days(70)))
        done = self.run_program(path, "--days", "2", "--json", "-")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        report = json.loads(done.stdout)
        self.assertEqual((report["interval_min"], report["band"]), (60, 0.8))
        self.assertAlmostEqual(report["level_per_day"], 10 * sum(WEEK) / 7, 6)
        self.assertAlmostEqual(report["weekdays"]["mon"] * sum(WEEK) / 7, WEEK[0], 6)
        self.assertEqual(report["growth_per_week"], 0)
        self.assertEqual(len(report["forecast"]), 48)
        self.assertEqual(set(report["forecast"][0]), {"start", "expected", "low", "high"})
        other = self.folder / "forecast.json"
        rows = self.forecast(path, "--days", "2", "--json", str(other))
        self.assertEqual(len(rows), 48)
        self.assertEqual(json.loads(other.read_text()), report)

    def test_months_held_back(self):
        path = self.file(by_start(days(120)))
        done = self.run_program(path, "--hold-back", "2")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        lines = done.stdout.splitlines()
        self.assertEqual([line.split()[0] for line in lines],
                         ["month", "2026-04", "2026-05", "all"])
        self.assertRegex(lines[3], r"^all +34 +\d+ +\d+ +[+-]0\.0 %( +0\.0 %){3} +100\.0 %$")
        report = json.loads(self.run_program(path, "--hold-back", "2", "--json", "-").stdout)
        self.assertEqual(report["all"]["days"], 34)
        self.assertAlmostEqual(report["all"]["wape_interval"], 0, 6)
        done = self.run_program(path, "--hold-back", "9")
        self.assertEqual(done.returncode, 0)
        self.assertIn("4 months instead of 9", done.stderr)

    def test_from_another_day_on(self):
        path = self.file(by_start(days(70)))
        rows = self.forecast(path, "--from", "2026-04-01")
        self.assertEqual(rows[0]["start"], "2026-04-01T00:00")
        self.refused(2, "goes on until 2026-03-15", path, "--from", "2026-03-15")
        self.refused(2, "is no date", path, "--from", "2026-02-30")

    def test_too_little(self):
        self.refused(1, "a forecast needs 21", self.file(by_start(days(20))))
        self.refused(1, "must precede", self.file(by_start(days(20))), "--hold-back", "1")

    def test_what_is_wrong_with_files(self):
        self.refused(2, "cannot be read", str(self.folder / "none"))
        self.refused(2, "is empty", self.file(""))
        self.refused(2, 'no column "start"', self.file("time,count\n"))
        self.refused(2, "has no rows", self.file("start,count\n"))
        for row, why in (("2026-01-05T24:00,1", "no start"), ("2026-02-30T10:00,1", "no start"),
                         ("2026-01-05T10:00:30,1", "no start"), ("2026-01-05T10:00,-1", "no count"),
                         ("2026-01-05T10:00,many", "no count"),
                         ("2026-01-05T10:00,1000001", "no count"),
                         ("2026-01-05T10:00", "1 cells where")):
            path = self.file(f"start,count\n2026-01-04T10:00,1\n{row}\n")
            self.refused(2, f"{path}:3: ", path)
            self.refused(2, why, path)
        self.refused(2, "do not divide a day", self.file("date,a,b,c,d,e,f,g\n"))
        self.refused(2, "is there twice", self.file("date,a\n2026-01-05,1\n2026-01-05,1\n"))
        path = self.file(by_start(days(70)))
        for band in ("0", "1", "80", "nan"):
            self.refused(2, "from 0.01 to 0.99", path, "--band", band)
        for row, why in (("2026-01-05,", "has no kind"), ("soon,eve", "is no date")):
            self.refused(2, why, path, "--holidays", self.file(f"date,kind\n{row}\n", "h.csv"))
        for row, why in (("some,", "no weekday"), (",11", "no share"), (",-1", "no share")):
            text = f"date,kind,like,share\n2026-03-17,eve,{row}\n"
            self.refused(2, why, path, "--holidays", self.file(text, "h.csv"))


if __name__ == "__main__":
    unittest.main()
