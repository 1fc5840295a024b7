#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Derives the figures of the demonstration day from the Anonymous Bank call records.

usage: tools/dev/derive_day.py DATA_DIR > tools/stellwerk/day/bank_figures.cc

DATA_DIR holds calls_MONTH.csv, agents_MONTH.csv, skills_MONTH.csv and MONTH_profile.csv for the
months 1999-01 and 1999-02. Only totals, means and quantiles are written; no call of anybody.
Source: Anonymous Bank call centre, 1999, organised by Ilan Guedj and Avi Mandelbaum, Technion.
"""
import collections
import csv
import datetime
import math
import pathlib
import sys

MONTHS = ("1999-01", "1999-02")
TYPES = ("PS", "NW", "NE", "IN", "PE", "TT")
SKILLS = ("regular", "prospect", "stocks", "internet", "english", "callback")
SLOTS = 48
SERVICE_MIN_S = 10  # shorter ones are lines that dropped
STEPS = 20  # quantiles at 0, 5, ... 100 %
PATIENCE_STEPS = 40


def rows(path):
    with path.open(newline="") as lines:
        yield from csv.DictReader(lines)


def calls(data):
    for month in MONTHS:
        yield from rows(data / f"calls_{month}.csv")


def arrivals(data):
    """Mean arrivals per half hour and type on working days (Sunday to Thursday), thousandths."""
    total = [[0.0] * len(TYPES) for _ in range(SLOTS)]
    for month in MONTHS:
        for row in rows(data / f"{month}_profile.csv"):
            if row["cls"] == "sun-thu":
                for i, name in enumerate(TYPES):
                    total[int(row["slot"])][i] += float(row[name]) / len(MONTHS)
    return [[round(1000 * value) for value in slot] for slot in total]


def quantiles(values, steps):
    """Quantiles in equal steps; the last one at 99.5 %: a maximum is one person's accident."""
    values = sorted(values)
    shares = [k / steps for k in range(steps)] + [0.995]
    return [values[min(len(values) - 1, int(share * len(values)))] for share in shares]


def service(data):
    by_type = collections.defaultdict(list)
    for row in calls(data):
        if row["outcome"] == "served" and row["service_s"]:
            seconds = int(float(row["service_s"]))
            if seconds >= SERVICE_MIN_S:
                by_type[row["type"]].append(seconds)
    return [quantiles(by_type[name], STEPS) for name in TYPES]


def patience(data, priorities):
    """Kaplan-Meier quantiles of the time until a queued caller leaves, served ones censored; -1
    where the estimate no longer falls to that share: such a caller stays."""
    waits = []
    for row in calls(data):
        if row["queued"] == "1" and int(row["priority"]) in priorities:
            if row["outcome"] in ("served", "abandon"):
                waits.append((int(row["wait_s"]), row["outcome"] == "abandon"))
    at_risk = len(waits)
    survival = 1.0
    curve = []
    by_time = collections.defaultdict(lambda: [0, 0])
    for seconds, left in waits:
        by_time[seconds][0 if left else 1] += 1
    for seconds in sorted(by_time):
        left, censored = by_time[seconds]
        if left and at_risk >= 20:
            survival *= 1 - left / at_risk
            curve.append((seconds, survival))
        at_risk -= left + censored
    result = []
    for k in range(PATIENCE_STEPS + 1):
        share = 1 - k / PATIENCE_STEPS
        result.append(next((s for s, alive in curve if alive <= share), -1) if k else 0)
    return result


def on_duty(data):
    """Mean number of agents on duty per half hour of a working day, in thousandths."""
    seconds = [0.0] * SLOTS
    days = set()
    for month in MONTHS:
        for row in rows(data / f"agents_{month}.csv"):
            begin = datetime.datetime.fromisoformat(row["on"])
            end = datetime.datetime.fromisoformat(row["off"])
            if begin.weekday() in (4, 5):  # Friday, Saturday
                continue
            days.add(begin.date())
            midnight = datetime.datetime.combine(begin.date(), datetime.time())
            low = (begin - midnight).total_seconds()
            high = min((end - midnight).total_seconds(), 86400)
            for slot in range(SLOTS):
                overlap = min(high, (slot + 1) * 1800) - max(low, slot * 1800)
                seconds[slot] += max(0.0, overlap)
    return [round(1000 * total / 1800 / len(days)) for total in seconds]


def level(count):
    """1 from 10 calls a month on, one more with each doubling: 8 at 1,280 and more."""
    return 0 if count < 10 else min(8, 1 + int(math.log2(count / 10)))


def roster(data):
    return [[level(int(row[name])) for name in TYPES]
            for month in MONTHS for row in rows(data / f"skills_{month}.csv")]


def high_priority(data):
    queued = [int(row["priority"]) for row in calls(data) if row["queued"] == "1"]
    return round(1000 * sum(1 for p in queued if p == 2) / len(queued))


def longest_wait(data):
    return max(int(row["wait_s"]) for row in calls(data) if row["outcome"] in ("served", "abandon"))


def braces(values):
    return "{" + ", ".join(str(v) for v in values) + "}"


def flat_table(name, kind, values):
    lines, line = [], "   "
    for value in values:
        item = f" {value},"
        if len(line) + len(item) > 98:
            lines.append(line)
            line = "   "
        line += item
    lines.append(line)
    return f"const std::array<{kind}, {len(values)}> {name} = {{\n" + "\n".join(lines) + "\n};\n"


def nested_table(name, kind, values, inner):
    body = "\n".join(f"    {{{braces(row)}}}," for row in values)
    return (f"const std::array<std::array<{kind}, {inner}>, {len(values)}> {name} = {{{{\n"
            f"{body}\n}}}};\n")


def wrapped_rows(name, kind, values, inner):
    body = []
    for row in values:
        half = len(row) // 2 + 1
        body.append("    {{" + ", ".join(map(str, row[:half])) + ",\n      " +
                    ", ".join(map(str, row[half:])) + "}},")
    return (f"const std::array<std::array<{kind}, {inner}>, {len(values)}> {name} = {{{{\n" +
            "\n".join(body) + "\n}};\n")


def main():
    if len(sys.argv) != 2 or not pathlib.Path(sys.argv[1]).is_dir():
        sys.exit(__doc__)
    data = pathlib.Path(sys.argv[1])
    people = roster(data)
    print(f"""// SPDX-License-Identifier: Apache-2.0
// Written by tools/dev/derive_day.py. Derived from the call records of an anonymous bank's call
// centre, January and February 1999, organised by Ilan Guedj and Avi Mandelbaum, Technion,
// http://ie.technion.ac.il/~serveng/callcenterdata.
#include "tools/stellwerk/day/bank_figures.h"

// clang-format off
namespace stellwerk::cli {{

{nested_table("kBankArrivals", "std::int32_t", arrivals(data), len(TYPES))}
{wrapped_rows("kBankService", "std::int32_t", service(data), STEPS + 1)}
{flat_table("kBankPatienceRegular", "std::int32_t", patience(data, (0, 1)))}
{flat_table("kBankPatienceHigh", "std::int32_t", patience(data, (2,)))}
{flat_table("kBankOnDuty", "std::int32_t", on_duty(data))}
{nested_table("kBankSkillLevels", "std::uint8_t", people, len(TYPES))}
const std::int32_t kBankHighPriority = {high_priority(data)};

const std::int32_t kBankLongestWait = {longest_wait(data)};

}}  // namespace stellwerk::cli""")


if __name__ == "__main__":
    main()
