# SPDX-License-Identifier: Apache-2.0
"""What the tests of the daemon's journal have in common."""

import pathlib
import re
import signal
import subprocess
import tempfile
import unittest
import urllib.request

from daemon_test import run
from support import BIN, POLICY, Daemon

# Small buffers: tables are written and thrown together within a test.
SMALL = ("--journal-buffer", "1048576")
LISTEN = ("--listen", "127.0.0.1:0", "--http", "127.0.0.1:0")


class JournalTest(unittest.TestCase):
    """A directory of the test's own, and daemons on it."""

    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.data = pathlib.Path(folder.name) / "data"

    def start(self, *flags):
        daemon = Daemon("--data", self.data, *(flags or SMALL))
        self.addCleanup(daemon.close)
        return daemon

    def connect(self, daemon, protocol=2):
        client = daemon.connect(protocol)
        self.addCleanup(client.close)
        return client

    def kill(self, daemon):
        daemon.process.send_signal(signal.SIGKILL)
        daemon.process.wait()

    def refused(self, *flags):
        """A start on the directory that must fail: (exit code, log)."""
        code, output, log = run(*LISTEN, "--data", str(self.data), *flags)
        self.assertEqual(output, "")
        self.assertNotEqual(code, 0)
        return code, log

    def figure(self, daemon, name):
        """A metric's one sample."""
        url = f"http://127.0.0.1:{daemon.http_port}/metrics"
        with urllib.request.urlopen(url) as page:
            text = page.read().decode()
        [sample] = re.findall(rf"^{name}(?:{{.*}})? (\S+)$", text, re.MULTILINE)
        return float(sample)

    def journal(self, command):
        done = subprocess.run(
            [BIN / "stellwerk", "journal", command, self.data],
            stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True,
        )
        return done.returncode, done.stdout, done.stderr

    def write_ahead(self):
        """The one write-ahead file with something in it."""
        [file] = [f for f in self.data.glob("log/*.log") if f.stat().st_size > 0]
        return file

    def written(self, conversations=50):
        """A journal with that many conversations, its daemon killed."""
        daemon = self.start()
        client = self.connect(daemon)
        client.call("POLICY.APPLY", POLICY)
        for number in range(conversations):
            client.call("CONV.OPEN", f"c{number}", "QUEUE", "general")
        self.kill(daemon)
