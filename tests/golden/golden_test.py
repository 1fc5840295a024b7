# SPDX-License-Identifier: Apache-2.0
"""Data directories that releases have written are read by this one, in every format there has been.

`make.py` beside this file writes one."""

import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from formats import BIN, MovedWallClock, current_versions, event_hash, goldens

from support import Daemon

PAGE = 100_000


class Golden(unittest.TestCase):
    maxDiff = None

    def copies(self):
        """A copy of each, its wall clock standing at the end of its day."""
        for golden, expected in goldens():
            with self.subTest(golden=golden.name), tempfile.TemporaryDirectory() as folder:
                data = pathlib.Path(folder) / "data"
                shutil.copytree(golden, data)
                (data / "expected.json").unlink()
                with MovedWallClock(folder, expected["last_ms"]):
                    yield data, expected

    def journal(self, command, source, *flags):
        done = subprocess.run([BIN / "stellwerk", "journal", command, source, *flags], check=False,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def check_start(self, data, expected, replayed):
        daemon = Daemon("--data", data, "--journal-buffer", "65536", "--snapshot-records", "0")
        self.addCleanup(daemon.close)
        self.assertEqual(daemon.recovered, expected["records"])
        self.assertIn(f"recovered {expected['records']} records, "
                      f"{expected['records'] - replayed} of them from a snapshot", daemon.log())
        client = daemon.connect()
        self.addCleanup(client.close)
        events = client.call("XRANGE", "events", "-", "+", "COUNT", PAGE)
        self.assertEqual(len(events), expected["events"])
        self.assertEqual(event_hash(events), expected["events_sha256"])
        self.assertEqual(client.call("SHARD.DIGEST"), expected["digest"])
        # It goes on: what is added is there after another start.
        client.call("CONV.OPEN", "later", "QUEUE", "desk")
        digest = client.call("SHARD.DIGEST")
        daemon.process.kill()
        daemon.process.wait()
        daemon = Daemon("--data", data)
        self.addCleanup(daemon.close)
        client = daemon.connect()
        self.addCleanup(client.close)
        self.assertEqual(client.call("SHARD.DIGEST"), digest)
        self.assertEqual(daemon.terminate(), (0, ""))

    def test_every_version_there_has_been_has_one(self):
        kept = [expected["versions"] for _, expected in goldens()]
        for name, version in current_versions().items():
            has = {versions.get(name) for versions in kept}
            missing = set(range(1, version + 1)) - has
            self.assertFalse(missing, f"no golden directory with {name} {missing}: run "
                                      f"tests/golden/make.py before a version changes")

    def test_a_start_from_the_snapshot(self):
        for data, expected in self.copies():
            self.check_start(data, expected, expected["records"] - expected["in_snapshot"])

    def test_a_start_from_the_journal_alone(self):
        for data, expected in self.copies():
            shutil.rmtree(data / "snapshots")
            self.check_start(data, expected, expected["records"])

    def test_the_tools(self):
        for data, expected in self.copies():
            self.assertIn(f"shard 0: {expected['records']} records", self.journal("verify", data))
            exported = data.parent / "exported.jsonl"
            exported.write_text(self.journal("export", data))
            self.assertEqual(len(exported.read_text().splitlines()), expected["records"])
            for source in (data, exported):
                [tenant] = json.loads(self.journal("replay", source, "--json"))["tenants"]
                self.assertEqual(tenant["digest"], expected["digest"])


if __name__ == "__main__":
    unittest.main()
