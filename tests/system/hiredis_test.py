# SPDX-License-Identifier: Apache-2.0
"""Runs hiredis_test.cc, a program of Debian's C client, against a daemon."""

import os
import subprocess
import unittest

from support import BIN, SystemTest


class Hiredis(SystemTest):
    def test_the_c_client(self):
        done = subprocess.run(
            [BIN / "hiredis_test", "--gtest_brief=1"],
            env={**os.environ, "STELLWERK_PORT": str(self.daemon.port)}, check=False,
        )
        self.assertEqual(done.returncode, 0)
        self.assertEqual(self.call("PING"), "PONG")


if __name__ == "__main__":
    unittest.main()
