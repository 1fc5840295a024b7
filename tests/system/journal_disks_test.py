# SPDX-License-Identifier: Apache-2.0
"""The journal of the real daemon on disks that are full or cannot be written."""

import contextlib
import http.client
import os
import subprocess
import unittest

from journal_support import JournalTest
from resp import ReplyError
from support import POLICY


@unittest.skipUnless(os.geteuid() == 0, "mounting takes root")
class Disks(JournalTest):
    """File systems of the test's own."""

    def mount(self, options):
        self.data.mkdir(exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", self.data]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode != 0:
            self.skipTest(f"cannot mount here: {done.stderr.decode()}")
        self.addCleanup(subprocess.run, ["umount", "--lazy", self.data], check=True)

    def readiness(self, daemon):
        connection = http.client.HTTPConnection("127.0.0.1", daemon.http_port)
        with contextlib.closing(connection):
            connection.request("GET", "/readyz")
            response = connection.getresponse()
            return response.status, response.read().decode()

    def fill(self, left):
        """Leaves about so many bytes."""
        with open(self.data / "filler", "ab") as filler:
            stat = os.statvfs(self.data)
            os.posix_fallocate(filler.fileno(), 0, stat.f_bfree * stat.f_bsize - left)

    def test_a_full_disk(self):
        self.mount("size=24m")
        daemon = self.start()
        client = self.connect(daemon)
        client.call("POLICY.APPLY", POLICY)
        client.call("AGENT.SET", "anna")
        client.call("AGENT.STATE", "anna", "ONLINE")
        offer = client.map("CONV.OPEN", "c", "QUEUE", "general")["offer"]
        self.assertEqual(self.readiness(daemon), (200, "ready\n"))

        self.fill(3 << 20)
        number = 0
        for number, reply in enumerate(self.open_many(client)):
            if isinstance(reply, ReplyError):
                break
        self.assertRegex(reply.text, "^FULL .*retry-after-ms=[0-9]+")
        self.assertEqual(self.readiness(daemon)[0], 503)
        self.assertIn("new work is refused", self.readiness(daemon)[1])
        self.assertEqual(client.map("CONV.GET", "c0")["state"], "waiting", "reads are served")
        accepted = client.map("CONV.ACCEPT", "c", offer)
        self.assertEqual(accepted["state"], "active", "what there is, is finished")

        self.fill(1 << 20)
        while not isinstance(self.ask(client, "AGENT.BEAT", "anna", 1), ReplyError):
            pass
        self.assertIn("every write is refused", self.readiness(daemon)[1])
        self.assertEqual(client.map("CONV.GET", "c")["state"], "active")

        (self.data / "filler").unlink()
        while isinstance(self.ask(client, "CONV.OPEN", "late", "QUEUE", "general"), ReplyError):
            pass
        self.assertEqual(self.readiness(daemon), (200, "ready\n"))
        self.kill(daemon)
        daemon = self.start()
        client = self.connect(daemon)
        self.assertEqual(client.map("CONV.GET", "late")["conv"], "late")
        self.assertEqual(client.map("CONV.GET", f"c{number - 1}")["conv"], f"c{number - 1}")

    def test_a_start_on_a_full_disk(self):
        self.mount("size=24m")
        self.written()
        self.fill(16 << 10)
        daemon = self.start()
        self.assertIn("reserve was given up", daemon.log())
        client = self.connect(daemon)
        self.assertEqual(client.map("CONV.GET", "c7")["state"], "waiting")
        # Files preallocated by the last run are cut on opening: there may be room for new work.
        (self.data / "filler").unlink()
        while isinstance(self.ask(client, "CONV.OPEN", "x", "QUEUE", "general"), ReplyError):
            pass
        self.assertEqual(daemon.terminate(), (0, ""))

    def test_a_read_only_disk(self):
        self.mount("size=24m")
        self.written()
        subprocess.run(["mount", "-o", "remount,ro", self.data], check=True)
        code, log = self.refused()
        self.assertEqual(code, 1)
        self.assertIn(f"{self.data} cannot be written", log)
        self.assertIn("Read-only file system", log)

    def ask(self, client, *command):
        client.send(*command)
        return client.reply()

    def open_many(self, client):
        number = 0
        while True:
            yield self.ask(client, "CONV.OPEN", f"c{number}", "QUEUE", "general")
            number += 1


if __name__ == "__main__":
    unittest.main()
