#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`stellwerk sim compare --scenario bank`: two months of a real call centre, played again.

Calls and staffing of the Anonymous Bank, 1999 (organised by Ilan Guedj and Avi Mandelbaum,
Technion), which are no part of the project: where they are absent the program says so and answers
77. By the rules that were in force the engine has to come to what is recorded."""

import json
import os
import pathlib
import subprocess
import sys

PROGRAM = pathlib.Path(os.environ["STELLWERK_BIN"]) / "stellwerk"
HERE = pathlib.Path(__file__).parent
SOURCE = pathlib.Path(os.environ.get("STELLWERK_SOURCE", HERE.parents[1]))
DATA = SOURCE / "../shared/data/bank1999"
# From the records: abandoned, mean wait of the served in seconds, served within 60 s.
RECORDED = {"1999-01": (0.1001, 35.2, 0.713), "1999-02": (0.1242, 40.9, 0.675)}
SKIPPED = 77


def compare(month):
    command = [PROGRAM, "sim", "compare", "--scenario", "bank", "--trace",
               DATA / f"calls_{month}.csv", "--policy", "fifo+credit=90s,sla-first", "--no-bound",
               "--json", "-"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True,
                                     timeout=240).stdout)


def main():
    if not DATA.exists():
        print(f"skipped: {DATA} is not there")
        return SKIPPED
    failures = []

    def expect(what, value, wanted, reach):
        print(f"{what}: {value:.4f}, {wanted} +- {reach:.4f} wanted")
        if not abs(value - wanted) <= reach:
            failures.append(what)

    for month, (abandoned, wait, within) in RECORDED.items():
        report = compare(month)
        gate = report["gate"]
        expect(f"{month} abandoned, of the record", gate["recorded"]["abandoned"], abandoned, 1e-4)
        expect(f"{month} mean wait, of the record", gate["recorded"]["mean_wait_s"], wait, 0.05)
        expect(f"{month} within 60 s, of the record", gate["recorded"]["within_60s"], within, 5e-4)
        again = gate["played_again"]
        expect(f"{month} abandoned", again["abandoned"], abandoned, 0.1 * abandoned)
        expect(f"{month} mean wait", again["mean_wait_s"], wait, 0.1 * wait)
        expect(f"{month} within 60 s", again["within_60s"], within, 0.03)
        # The policy of the gate is the one that is compared.
        expect(f"{month} abandoned under it", report["policies"][0]["abandoned"],
               again["abandoned"], 1e-12)
        low, high = report["differences"][0]["on_time_interval"]
        print(f"{month}: sla-first is on time {low:+.4f} to {high:+.4f} more often")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
