# SPDX-License-Identifier: Apache-2.0
"""Streams over TCP: gapless, resumable at any id, blocking, trimmed."""

import unittest

from support import SystemTest, entries


class Reading(SystemTest):
    def fill(self, count):
        """At least `count` events; answers their ids."""
        self.client.send_all(
            [("CONV.OPEN", f"c{number}", "QUEUE", "general") for number in range(count)]
        )
        for _ in range(count):
            self.client.read()
        return [event["id"] for event in self.events()]

    def test_ids_are_gapless(self):
        ids = self.fill(200)
        self.assertGreaterEqual(len(ids), 200)
        self.assertEqual(ids, [f"{seq}-0" for seq in range(1, len(ids) + 1)])
        self.assertEqual(self.call("XLEN", "events"), len(ids))

    def test_resuming_anywhere_neither_misses_nor_repeats(self):
        ids = self.fill(60)
        for start in range(len(ids) + 1):
            after = ids[start - 1] if start else "0"
            reply = self.call("XREAD", "STREAMS", "events", after)
            seen = [event["id"] for event in entries(reply)["events"]] if reply else []
            self.assertEqual(seen, ids[start:])

    def test_reading_by_pages(self):
        ids = self.fill(50)
        after, seen = "0-0", []
        while reply := self.call("XREAD", "COUNT", 7, "STREAMS", "events", after):
            page = [event["id"] for event in entries(reply)["events"]]
            self.assertLessEqual(len(page), 7)
            seen += page
            after = page[-1]
        self.assertEqual(seen, ids)

    def test_ranges(self):
        ids = self.fill(10)
        pick = self.ids_in
        self.assertEqual(pick("-", "+"), ids)
        self.assertEqual(pick(ids[2], ids[4]), ids[2:5])
        self.assertEqual(pick("3", "5"), ids[2:5])
        self.assertEqual(pick("-", "+", "COUNT", 3), ids[:3])
        self.assertEqual(pick(ids[-1], "+"), ids[-1:])
        self.assertEqual(pick("5", "3"), [])
        self.assert_error("BADARG", "XRANGE", "events", "one", "+")
        self.assert_error("ERR", "XRANGE", "events", "-")

    def ids_in(self, *arguments):
        return [item[0] for item in self.call("XRANGE", "events", *arguments)]

    def test_inbox_and_outbox_are_subsets_with_the_same_ids(self):
        self.agent("anna", "CAPACITY", 3)
        for number in range(3):
            conv = f"c{number}"
            self.call("MSG.IN", conv, "m1", "hello", "QUEUE", "auto", "CHANNEL", "whatsapp")
            self.call("MSG.OUT", conv, "r1", "good day")
        everything = {event["id"]: event for event in self.events()}
        for key, count in (("inbox:anna", 6), ("outbox:whatsapp", 3)):
            part = self.events(key)
            self.assertEqual(len(part), count)
            self.assertEqual(self.call("XLEN", key), count)
            for event in part:
                self.assertEqual(event, everything[event["id"]])

    def test_several_streams_at_once(self):
        self.agent("anna")
        self.map("CONV.OPEN", "c1", "QUEUE", "auto")
        reply = entries(self.call("XREAD", "STREAMS", "inbox:anna", "events", "inbox:otto",
                                  "0", "0", "0"))
        self.assertEqual(set(reply), {"inbox:anna", "events"})
        self.assertEqual(len(reply["events"]), self.call("XLEN", "events"))

    def test_unknown_and_idle_streams(self):
        self.assert_error("UNKNOWNSTREAM", "XREAD", "STREAMS", "letters", "0", names="letters")
        self.assert_error("UNKNOWNSTREAM", "XLEN", "inbox")
        self.assert_error("UNKNOWNSTREAM", "XRANGE", "Events2", "-", "+")
        self.assert_error("UNKNOWNSTREAM", "XINFO", "STREAM", "outbox")
        self.assertEqual(self.call("XLEN", "inbox:nobody"), 0)
        self.assertEqual(self.call("XRANGE", "inbox:nobody", "-", "+"), [])
        self.assertIsNone(self.call("XREAD", "STREAMS", "inbox:nobody", "0"))

    def test_arguments(self):
        self.assert_error("ERR", "XREAD", "STREAMS", "events")
        self.assert_error("BADARG", "XREAD", "STREAMS", "events", "inbox:a", "0", names="STREAMS")
        self.assert_error("BADARG", "XREAD", "COUNT", "5", "BLOCK", "5", names="STREAMS")
        self.assert_error("ERR", "XREAD")
        tail = ("STREAMS", "events", "0")
        self.assert_error("BADARG", "XREAD", "COUNT", "few", *tail, names="COUNT")
        self.assert_error("BADARG", "XREAD", "BLOCK", "-1", *tail, names="BLOCK")
        self.assert_error("BADARG", "XREAD", "STREAMS", "events", "then")

    def test_info(self):
        ids = self.fill(5)
        info = self.map("XINFO", "STREAM", "events")
        self.assertEqual(info["length"], len(ids))
        self.assertEqual(info["last-generated-id"], ids[-1])
        self.assertEqual(info["first-entry"][0], ids[0])
        self.assertEqual(info["last-entry"][0], ids[-1])
        self.assertEqual(info["groups"], 0)


class Blocking(SystemTest):
    def test_nothing_comes(self):
        self.assertIsNone(self.call("XREAD", "BLOCK", 1, "STREAMS", "events", "$"))

    def test_what_is_there_is_answered_at_once(self):
        self.map("CONV.OPEN", "c1", "QUEUE", "general")
        reply = self.call("XREAD", "BLOCK", 0, "STREAMS", "events", "0")
        self.assertEqual(len(entries(reply)["events"]), self.call("XLEN", "events"))

    def test_a_waiting_reader_is_woken(self):
        self.agent("anna", "CAPACITY", 1000)
        for protocol in (2, 3):
            for key in ("events", "inbox:anna", "outbox:email"):
                with self.subTest(key=key, protocol=protocol):
                    self.woken(key, protocol)

    def woken(self, key, protocol):
        reader = self.connect(protocol)
        before = self.last_id()
        reader.send("XREAD", "BLOCK", 0, "STREAMS", key, "$")
        reader.send("PING")
        # Whether the reader waits already cannot be seen from outside; so write until it answers.
        number = 0
        while not reader.readable(0.02):
            conv = f"{protocol}-{number}-" + key.replace(":", "-")
            self.call("MSG.IN", conv, "m", "x", "QUEUE", "auto", "CHANNEL", "email", "UNITS", 1)
            self.call("MSG.OUT", conv, "r", "y")
            number += 1
        events = entries(reader.reply())[key]
        self.assertGreater(int(events[0]["id"][:-2]), int(before[:-2]))
        self.assertEqual(reader.reply(), "PONG", "what is behind the block is answered behind it")

    def test_one_write_wakes_all(self):
        readers = [self.connect() for _ in range(20)]
        after = self.last_id()
        for reader in readers:
            reader.send("XREAD", "BLOCK", 0, "STREAMS", "events", after)
        self.map("CONV.OPEN", "c1", "QUEUE", "general")
        for reader in readers:
            self.assertEqual(entries(reader.reply())["events"][0]["type"], "conversation.opened")

    def test_everything_once_though_read_while_written(self):
        reader = self.connect()
        writer = self.connect()
        total = 2_000
        convs = [f"c{number}" for number in range(total)]
        writer.send_all([("CONV.OPEN", conv, "QUEUE", "general") for conv in convs])
        after, opened, ids = "0", [], []
        while len(opened) < total:
            reply = reader.call("XREAD", "COUNT", 100, "BLOCK", 60_000, "STREAMS", "events", after)
            for event in entries(reply)["events"]:
                ids.append(int(event["id"].partition("-")[0]))
                if event["type"] == "conversation.opened":
                    opened.append(event["conv"])
            after = f"{ids[-1]}-0"
        self.assertEqual(ids, list(range(1, len(ids) + 1)))
        self.assertEqual(opened, convs)
        for _ in range(total):
            writer.read()

    def test_a_blocked_reader_that_leaves_harms_nobody(self):
        for _ in range(20):
            gone = self.connect()
            gone.send("XREAD", "BLOCK", 0, "STREAMS", "events", "$")
            gone.close()
        self.map("CONV.OPEN", "c1", "QUEUE", "general")
        self.assertEqual(self.call("PING"), "PONG")

    def test_one_sees_ones_own_writes(self):
        for number in range(50):
            self.client.send("CONV.OPEN", f"c{number}", "QUEUE", "general")
            self.client.send("XRANGE", "events", "-", "+")
            seq = dict(zip(*[iter(self.client.reply())] * 2))["seq"]
            self.assertEqual(self.client.reply()[-1][0], f"{seq}-0")


class Trimming(SystemTest):
    def test_trim(self):
        for number in range(10):
            self.map("CONV.OPEN", f"c{number}", "QUEUE", "general")
        before = [event["id"] for event in self.events()]
        kept = before[6:]
        self.assertEqual(self.call("XTRIM", "events", "MINID", kept[0]), 6)
        self.assertEqual(self.call("XTRIM", "events", "MINID", kept[0]), 0)
        self.assertEqual([event["id"] for event in self.events()], kept)
        self.assertEqual(self.call("XLEN", "events"), len(kept))
        # From the beginning of what is retained: allowed. From a lost place: said so.
        reply = entries(self.call("XREAD", "STREAMS", "events", "0"))
        self.assertEqual([event["id"] for event in reply["events"]], kept)
        error = self.assert_error("STALE", "XREAD", "STREAMS", "events", before[2])
        self.assertIn(f"first={kept[0]}", error)
        self.assert_error("STALE", "XREAD", "BLOCK", 0, "STREAMS", "events", before[2])
        self.assert_error("STALE", "XRANGE", "events", before[2], "+")
        # The one before the first kept has everything that follows it.
        reply = entries(self.call("XREAD", "STREAMS", "events", before[5]))
        self.assertEqual([event["id"] for event in reply["events"]], kept)

    def test_only_events_are_trimmed(self):
        self.assert_error("BADARG", "XTRIM", "inbox:anna", "MINID", "1")
        self.assert_error("BADARG", "XTRIM", "events", "MAXLEN", "1", names="MINID")
        self.assert_error("BADARG", "XTRIM", "events", "MINID", "soon")


if __name__ == "__main__":
    unittest.main()
