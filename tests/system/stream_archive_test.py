# SPDX-License-Identifier: Apache-2.0
"""Streams several times larger than what memory holds of them: read across kill -9, damage, a full
retention."""

import contextlib
import random
import shutil
import unittest
import urllib.request

from journal_support import JournalTest, SMALL
from resp import HUNG_S, Closed
from support import POLICY, entries, entry

# 64 KiB of events in memory, in segments of 256 KiB: nearly all is on the disk.
TINY = (*SMALL, "--stream-memory", "65536", "--snapshot-records", "0")
# Opened conversations, each with its customer's first message.
MANY = 4_000


def number(entry_id):
    return int(entry_id.split("-")[0])


class ArchiveTest(JournalTest):
    def files(self):
        """The archived segments, the oldest first."""
        return sorted(self.data.glob("streams/0/*.events"), key=lambda f: number(f.name))

    def fill(self, client, stem, count=MANY, queue="general"):
        """Opens conversations; each makes some events, one with a payload."""
        text = "x" * 100
        for begin in range(0, count, 500):
            commands = [
                ("MSG.IN", f"{stem}.{n}", f"{stem}.{n}", text, "QUEUE", queue)
                for n in range(begin, min(count, begin + 500))
            ]
            client.send_all(commands)
            for _ in commands:
                client.read()

    def begun(self, *flags):
        daemon = self.start(*TINY, *flags)
        client = self.connect(daemon)
        client.call("POLICY.APPLY", POLICY)
        # As many as she can take, at once: nothing expires while the test runs.
        client.call("AGENT.SET", "anna", "CAPACITY", 300)
        client.call("AGENT.STATE", "anna", "ONLINE")
        self.fill(client, "inbox", 300, "auto")
        self.fill(client, "a")
        return daemon

    def read_from(self, client, after, key="events"):
        """Everything behind an id, in answers of whatever size the daemon gives."""
        seen = []
        while reply := client.call("XREAD", "STREAMS", key, after):
            seen += entries(reply)[key]
            after = seen[-1]["id"]
        return seen

    def restarted(self, daemon, *flags):
        self.kill(daemon)
        daemon = self.start(*TINY, *flags)
        return daemon, self.connect(daemon)

    def metric(self, daemon, name):
        address = f"http://127.0.0.1:{daemon.http_port}/metrics"
        with urllib.request.urlopen(address, timeout=HUNG_S) as reply:
            page = reply.read().decode()
        [line] = [line for line in page.splitlines() if line.startswith(name + "{")]
        return float(line.split()[-1])


class Reading(ArchiveTest):
    def test_resumes_anywhere_across_restarts(self):
        seed = random.randrange(1 << 32)
        draw = random.Random(seed)
        daemon = self.begun()
        client = self.connect(daemon)
        before = self.read_from(client, "0")
        self.assertEqual([number(e["id"]) for e in before], list(range(1, len(before) + 1)))
        self.assertGreater(len(before), MANY)
        size = sum(file.stat().st_size for file in self.files())
        self.assertGreater(size, 10 * 65_536, "not much is on the disk")
        inbox = self.read_from(client, "0", "inbox:anna")
        self.assertGreater(len(inbox), 300)
        for round_number in range(3):
            with self.subTest(seed=seed, round=round_number):
                daemon, client = self.restarted(daemon)
                again = self.read_from(client, "0")
                self.assertEqual(again, before)
                self.assertEqual(self.read_from(client, "0", "inbox:anna"), inbox)
                for _ in range(10):
                    at = draw.randrange(len(before))
                    count = draw.randint(1, 50)
                    reply = client.call("XREAD", "COUNT", count, "STREAMS", "events",
                                        before[at - 1]["id"] if at else "0")
                    self.assertEqual(entries(reply)["events"], before[at:at + count])
                    items = client.call("XRANGE", "events", before[at]["id"], "+", "COUNT", count)
                    self.assertEqual([entry(item) for item in items], before[at:at + count])
                self.fill(client, f"r{round_number}", 1_500)
                client.call("SNAPSHOT")
                before += self.read_from(client, before[-1]["id"])
        self.assertEqual([number(e["id"]) for e in before], list(range(1, len(before) + 1)))
        self.assertIn("from a snapshot", daemon.log())
        self.assertEqual(daemon.terminate(), (0, ""))

    def test_killed_in_a_load(self):
        """What a reader was shown is there again, under any --fsync, for the machine lives."""
        seed = random.randrange(1 << 32)
        draw = random.Random(seed)
        for fsync in ("always", "interval=50ms", "none"):
            shutil.rmtree(self.data, ignore_errors=True)
            daemon = self.begun("--fsync", fsync)
            shown = self.read_from(self.connect(daemon), "0")
            for round_number in range(2):
                with self.subTest(seed=seed, fsync=fsync, round=round_number):
                    client = self.connect(daemon)
                    with contextlib.suppress(Closed, ConnectionError):
                        client.send_all([
                            ("MSG.IN", f"{round_number}.{n}", f"{round_number}.{n}", "y" * 200,
                             "QUEUE", "general") for n in range(3_000)
                        ])
                        for _ in range(draw.randint(1, 3_000)):
                            client.read()
                    client = self.connect(daemon)
                    if draw.random() < 0.5:
                        client.call("SNAPSHOT")
                    shown += self.read_from(client, shown[-1]["id"])
                    daemon, client = self.restarted(daemon, "--fsync", fsync)
                    again = self.read_from(client, "0")
                    self.assertEqual(again[:len(shown)], shown)
                    ids = [number(e["id"]) for e in again]
                    self.assertEqual(ids, list(range(1, len(ids) + 1)))
                    shown = again
            self.kill(daemon)

    def test_retention_counts_what_is_on_the_disk(self):
        flags = ("--stream-entries", "3000")
        daemon = self.begun(*flags)
        client = self.connect(daemon)
        for round_number in range(2):
            self.assertEqual(client.call("XLEN", "events"), 3_000)
            seen = self.read_from(client, "0")
            self.assertEqual(len(seen), 3_000)
            first = number(seen[0]["id"])
            self.assertEqual(number(seen[-1]["id"]), first + 2_999)
            self.assertEqual(client.error("XREAD", "STREAMS", "events", f"{first - 2}-0"),
                             f"STALE first={first}-0 is the oldest entry retained: start from it, "
                             "or from 0 for all that is left")
            self.assertLess(sum(f.stat().st_size for f in self.files()), 3 << 20)
            client.call("SNAPSHOT")
            self.fill(client, f"r{round_number}", 1_500)
            daemon, client = self.restarted(daemon, *flags)
        self.assertNotIn("not there any more", daemon.log())
        # More than was retained cannot come back, and that is said.
        daemon, client = self.restarted(daemon)
        seen = self.read_from(client, "0")
        self.assertGreaterEqual(len(seen), 3_000)
        ids = [number(e["id"]) for e in seen]
        self.assertEqual(ids, list(range(ids[0], ids[0] + len(ids))))

    def test_figures(self):
        daemon = self.begun()
        retained = self.metric(daemon, "stellwerk_stream_entries")
        memory = self.metric(daemon, "stellwerk_stream_bytes")
        archived = self.metric(daemon, "stellwerk_stream_archived_entries")
        self.assertGreater(retained, MANY)
        self.assertGreater(archived, retained / 2)
        self.assertGreater(self.metric(daemon, "stellwerk_stream_archived_bytes"), 10 * 65_536)
        self.assertLess(memory, 1_500_000)
        self.assertEqual(self.metric(daemon, "stellwerk_stream_forgotten_early_total"), 0)


class Damaged(ArchiveTest):
    def with_snapshot(self):
        """A directory whose newest snapshot names archived segments; what was read of it."""
        daemon = self.begun()
        client = self.connect(daemon)
        before = self.read_from(client, "0")
        client.call("SNAPSHOT")
        daemon, client = self.restarted(daemon)
        self.assertIn("of them from a snapshot", daemon.log())
        self.assertEqual(self.read_from(client, "0"), before)
        self.kill(daemon)
        self.assertGreater(len(self.files()), 3)
        return before

    def flip(self, file, draw):
        changed = bytearray(file.read_bytes())
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
        file.write_bytes(changed)

    def test_a_damaged_segment_is_found_and_made_again(self):
        before = self.with_snapshot()
        seed = random.randrange(1 << 32)
        draw = random.Random(seed)
        for file in (self.files()[1], self.files()[0]):
            with self.subTest(seed=seed, file=file.name):
                whole = file.read_bytes()
                self.flip(file, draw)
                daemon = self.start(*TINY)
                self.assertRegex(daemon.log(), f"warn.*not used: {file} at offset [0-9]+: ")
                self.assertIn(" 0 of them from a snapshot", daemon.log())
                self.assertEqual(self.read_from(self.connect(daemon), "0"), before)
                self.kill(daemon)
                self.assertEqual(file.read_bytes(), whole, "written again")

    def test_a_missing_segment_is_no_gap(self):
        before = self.with_snapshot()
        file = self.files()[1]
        file.unlink()
        daemon = self.start(*TINY)
        self.assertRegex(daemon.log(), f"warn.*not used: {file} is missing")
        self.assertEqual(self.read_from(self.connect(daemon), "0"), before)

    def test_the_oldest_taken_away(self):
        before = self.with_snapshot()
        gone = self.files()[:2]
        for file in gone:
            file.unlink()
        daemon = self.start(*TINY)
        first = int(gone[1].name.split("-")[1]) + 1
        self.assertIn(f"begin with event {first}: the files of those before", daemon.log())
        client = self.connect(daemon)
        seen = self.read_from(client, "0")
        self.assertEqual(seen, before[first - 1:])
        self.assertIn(f"STALE first={first}-0", client.error("XREAD", "STREAMS", "events", "1"))

    def test_damaged_and_the_journal_is_cut(self):
        """What nothing can make again is not left out: the start is refused, with a remedy."""
        self.with_snapshot()
        daemon = self.start(*TINY)
        client = self.connect(daemon)
        self.fill(client, "more", 500)
        client.call("SNAPSHOT")
        before = self.read_from(client, "0")
        self.kill(daemon)
        self.flip(self.files()[1], random.Random(3))
        damaged = self.files()[1]
        code, log = self.refused(*TINY)
        self.assertEqual(code, 1)
        self.assertRegex(log, f"{damaged} at offset [0-9]+: .*put it back from a backup, or, with "
                              "the daemon stopped, delete it and all of lower numbers")
        for file in self.files()[:2]:
            file.unlink()
        daemon = self.start(*TINY)
        first = int(damaged.name.split("-")[1]) + 1
        self.assertIn(f"begin with event {first}: the files of those before", daemon.log())
        self.assertEqual(self.read_from(self.connect(daemon), "0"), before[first - 1:])

    def test_damaged_while_it_is_served(self):
        before = self.with_snapshot()
        daemon = self.start(*TINY)
        client = self.connect(daemon)
        file = self.files()[2]
        self.flip(file, random.Random(7))
        first = number(file.name)
        error = client.error("XREAD", "STREAMS", "events", f"{first - 1}-0")
        self.assertRegex(error, f"^ERR entry {first}-0 cannot be read: {file} at offset [0-9]+: ")
        # What stands before and behind is answered.
        seen = entries(client.call("XREAD", "STREAMS", "events", f"{first - 11}-0"))["events"]
        self.assertEqual(seen, before[first - 11:first - 1])
        last = int(file.name.split("-")[1])
        self.assertEqual(self.read_from(client, f"{last}-0"), before[last:])


if __name__ == "__main__":
    unittest.main()
