#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`stellwerk plan shift-forecast` on nine months of a real call centre: months held back.

Arrivals of the Anonymous Bank, 1999 (organised by Ilan Guedj and Avi Mandelbaum, Technion), which
are no part of the project: where they are absent the program says so and answers 77."""

import json
import os
import pathlib
import subprocess
import sys

PROGRAM = pathlib.Path(os.environ["STELLWERK_BIN"]) / "stellwerk"
HERE = pathlib.Path(__file__).parent
SOURCE = pathlib.Path(os.environ.get("STELLWERK_SOURCE", HERE.parents[1]))
HISTORY = SOURCE / "../shared/data/bank1999/arrivals6_1999-01_09.csv"
# Israel's holidays of 1999 and election day, which anybody knew beforehand.
HOLIDAYS = HERE / "bank_holidays.csv"
MONTHS = 6
SKIPPED = 77


def held_back(*arguments):
    command = [PROGRAM, "plan", "shift-forecast", HISTORY, "--hold-back", str(MONTHS), "--json",
               "-", *arguments]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True,
                                     timeout=240).stdout)


def main():
    if not HISTORY.exists():
        print(f"skipped: {HISTORY} is not there")
        return SKIPPED
    failures = []

    def expect(what, value, low, high):
        print(f"{what}: {value:.4f}, from {low} to {high} wanted")
        if not low <= value <= high:
            failures.append(what)

    plain, told = held_back()["all"], held_back("--holidays", HOLIDAYS)
    for month in told["months"]:
        print(f"{month['month']}: bias {month['bias']:+.3f}, WAPE {month['wape_interval']:.3f}, "
              f"by day {month['wape_day']:.3f}, coverage {month['coverage']:.3f}")
    if [month["month"] for month in told["months"]] != [f"1999-{m:02}" for m in range(4, 10)]:
        failures.append("months")
    told = told["all"]
    expect("days", told["days"], 183, 183)
    expect("WAPE by half hour", told["wape_interval"], 0.10, 0.245)
    expect("WAPE by day", told["wape_day"], 0.05, 0.125)
    expect("bias", told["bias"], -0.03, 0.03)
    expect("coverage of 80 %", told["coverage"], 0.75, 0.88)
    expect("WAPE by the week before, in WAPEs", told["wape_naive"] / told["wape_interval"], 1.35, 9)
    expect("WAPE without holidays, in WAPEs", plain["wape_interval"] / told["wape_interval"],
           1.08, 9)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
