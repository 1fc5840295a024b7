#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""expect_output.py PROGRAM FILE: runs the program; it must exit 0 and print what the file holds."""

import difflib
import pathlib
import subprocess
import sys

LIMIT_S = 120


def main():
    program, expected = sys.argv[1:]
    wanted = pathlib.Path(expected).read_text()
    run = subprocess.run([program], capture_output=True, text=True, timeout=LIMIT_S, check=False)
    sys.stderr.write(run.stderr)
    sys.stdout.writelines(
        difflib.unified_diff(
            wanted.splitlines(True), run.stdout.splitlines(True), "expected", "printed"
        )
    )
    if run.returncode != 0:
        print(f"exit code {run.returncode}")
    return 0 if run.returncode == 0 and run.stdout == wanted else 1


if __name__ == "__main__":
    sys.exit(main())
