# SPDX-License-Identifier: Apache-2.0
"""What the tests of the program `stellwerk` share: running it against the test's daemon."""

import os
import subprocess

from support import BIN, SystemTest

PROGRAM = BIN.resolve() / "stellwerk"
RUN_LIMIT_S = 120


def surroundings(**variables):
    """The environment, without what would change the program's behaviour."""
    kept = {name: value for name, value in os.environ.items()
            if name not in ("NO_COLOR", "STELLWERK_PASSWORD")}
    return {**kept, "TZ": "UTC", **variables}


class ProgramTest(SystemTest):
    def run_program(self, *arguments, text=None, **variables):
        """Runs `stellwerk ARGUMENTS`; what it is given on standard input is bytes or text."""
        given = text.encode() if isinstance(text, str) else text
        done = subprocess.run([PROGRAM, *arguments], check=False, timeout=RUN_LIMIT_S,
                              input=given, stdin=None if text is not None else subprocess.DEVNULL,
                              capture_output=True, env=surroundings(**variables))
        done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
        return done

    def stellwerk(self, subcommand, *arguments, **options):
        """Runs a subcommand against the test's daemon."""
        return self.run_program(*subcommand.split(), "--connect", f"127.0.0.1:{self.daemon.port}",
                                *arguments, **options)

    def assert_run(self, done, code, stdout=None, stderr=""):
        """It ended so; stderr names what it should, or is empty."""
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        if stdout is not None:
            self.assertEqual(done.stdout, stdout)
        if stderr:
            self.assertIn(stderr, done.stderr)
        else:
            self.assertEqual(done.stderr, "")
