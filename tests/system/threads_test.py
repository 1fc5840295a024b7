# SPDX-License-Identifier: Apache-2.0
"""The arrangements of threads: one that does everything, or threads that read and threads that
decide. All do the same; and who has nothing to do uses no processor."""

import os
import time
import unittest

from journal_support import SMALL, JournalTest
from support import POLICY, Daemon, entries

ARRANGEMENTS = (("--io-threads", "0"), ("--io-threads", "1"),
                ("--io-threads", "2", "--shards", "2"))
PROMISED = """
[[sla]]
name = "soon"
first_response = "5m"

[[queue]]
name = "q"
sla = "soon"
"""


def used_s(pid):
    """Processor time of all threads of a process so far."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def names_of_threads(pid):
    names = []
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/comm", encoding="utf-8") as comm:
            names.append(comm.read().strip())
    return names


class Arrangements(JournalTest):
    def daemon(self, *flags):
        daemon = Daemon(*flags)
        self.addCleanup(daemon.close)
        return daemon

    def test_who_waits_on_a_stream_hears_what_others_do_and_what_comes_due(self):
        for flags in ARRANGEMENTS:
            with self.subTest(flags=flags):
                daemon = self.daemon("--speed", "1000", *flags)
                client, reader = self.connect(daemon), self.connect(daemon)
                client.call("POLICY.APPLY", PROMISED)
                client.map("CONV.OPEN", "c1", "QUEUE", "q")
                seen, after = [], "0"
                while "sla.breached" not in seen:  # nobody sends anything: the timer alone
                    reply = reader.call("XREAD", "BLOCK", 0, "STREAMS", "events", after)
                    for event in entries(reply)["events"]:
                        after = event["id"]
                        seen.append(event["type"])
                self.assertEqual([name for name in seen if name.startswith(("conv", "sla"))],
                                 ["conversation.opened", "conversation.unroutable", "sla.warning",
                                  "sla.breached"])
                self.assertEqual(daemon.terminate(), (0, ""))

    def test_a_stop_answers_who_is_blocked_and_what_was_sent(self):
        for flags in ARRANGEMENTS:
            with self.subTest(flags=flags):
                daemon = self.daemon(*flags)
                client, reader = self.connect(daemon), self.connect(daemon)
                client.call("POLICY.APPLY", POLICY)
                client.send_all([("CONV.OPEN", f"c{number}", "QUEUE", "general")
                                 for number in range(2_000)])
                for _ in range(2_000):
                    client.reply()
                reader.send("XREAD", "BLOCK", 0, "STREAMS", "inbox:nobody", "$")
                client.call("PING")
                self.assertEqual(daemon.terminate(), (0, ""))
                self.assertIsNone(reader.reply())

    def test_what_was_answered_is_there_after_a_kill(self):
        config = self.data.parent / "stellwerk.toml"
        config.write_text(POLICY)
        for number, flags in enumerate(ARRANGEMENTS[:2]):
            with self.subTest(flags=flags):
                self.data = self.data.parent / f"data{number}"
                flags = ("--config", str(config), *SMALL, "--fsync", "always", *flags)
                daemon = self.start(*flags)
                client = self.connect(daemon)
                for conv in range(300):
                    client.map("CONV.OPEN", f"c{conv}", "QUEUE", "general")
                self.assertEqual(client.call("SNAPSHOT"), "OK")
                client.map("CONV.OPEN", "last", "QUEUE", "general")
                digest = client.call("SHARD.DIGEST")
                self.kill(daemon)
                daemon = self.start(*flags)
                self.assertEqual(self.connect(daemon).call("SHARD.DIGEST"), digest)
                self.assertEqual(daemon.terminate(), (0, ""))

    def test_threads_have_names(self):
        for flags, wanted in ((ARRANGEMENTS[0], ["router"]), (ARRANGEMENTS[1], ["io0", "shard-0"])):
            daemon = self.daemon(*flags)
            self.connect(daemon).call("SHARD.DIGEST")  # all of them have begun
            names = names_of_threads(daemon.process.pid)
            self.assertEqual([name for name in wanted if name not in names], [], names)
            self.assertEqual("shard-0" in names, "shard-0" in wanted)

    def test_who_has_nothing_to_do_uses_no_processor_unless_told_to(self):
        for flags in ARRANGEMENTS:
            daemon = self.daemon(*flags)
            client = self.connect(daemon)
            client.call("PING")
            began = used_s(daemon.process.pid)
            self.assertIsNone(client.call("XREAD", "BLOCK", 500, "STREAMS", "events", "$"))
            self.assertLess(used_s(daemon.process.pid) - began, 0.06, flags)

    def test_one_that_spins_uses_what_there_is(self):
        for idle in ("spin", "yield"):
            daemon = self.daemon("--io-threads", "0", "--idle", idle)
            client = self.connect(daemon)
            began, since = used_s(daemon.process.pid), time.monotonic()
            while used_s(daemon.process.pid) - began < 0.1:  # however slow the machine
                self.assertIsNone(client.call("XREAD", "BLOCK", 20, "STREAMS", "events", "$"))
                self.assertLess(time.monotonic() - since, 60, "it does not spin")
            self.assertEqual(daemon.terminate(), (0, ""))


if __name__ == "__main__":
    unittest.main()
