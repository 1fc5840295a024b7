# SPDX-License-Identifier: Apache-2.0
"""Runs the tests of the npm clients against a daemon; installs the clients when they are missing.

They go into the build directory, in the versions of package-lock.json. Where npm reaches no
registry the tests are skipped, and say so, except with CI set: there they fail."""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

from support import BIN, SystemTest

SOURCE = pathlib.Path(__file__).resolve().parent / "node"
FOLDER = BIN.resolve().parent / "tests" / "node-clients"
SKIPPED = 77  # what ctest is told to count as skipped


def install():
    """Copies the sources and installs what they need; answers what went wrong, or nothing."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for source in SOURCE.iterdir():
        if source.is_file():
            shutil.copy(source, FOLDER)
    lock = hashlib.sha256((SOURCE / "package-lock.json").read_bytes()).hexdigest()
    stamp = FOLDER / "installed"
    if stamp.exists() and stamp.read_text() == lock:
        return None
    done = subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=FOLDER, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    if done.returncode != 0:
        return done.stdout
    stamp.write_text(lock)
    return None


class NodeClients(SystemTest):
    def run_file(self, name):
        done = subprocess.run(
            ["node", "--test", FOLDER / name], cwd=FOLDER, check=False,
            env={**os.environ, "STELLWERK_PORT": str(self.daemon.port)},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertRegex(done.stdout, r"# pass [1-9]|ℹ pass [1-9]")

    def test_ioredis(self):
        self.run_file("ioredis_test.mjs")

    def test_node_redis(self):
        self.run_file("node_redis_test.mjs")


if __name__ == "__main__":
    problem = install()
    if problem is not None:
        print(f"npm could not install the clients:\n{problem}", file=sys.stderr)
        if os.environ.get("CI"):
            sys.exit(1)
        print("SKIPPED: ioredis and node-redis are not tested here", file=sys.stderr)
        sys.exit(SKIPPED)
    unittest.main()
