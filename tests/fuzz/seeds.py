#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the hand-made inputs of the fuzz targets, corpus/TARGET/seed-NAME. With --check it writes
nothing and fails where a file differs: these are made here, not edited.

The binary formats are written down a second time here, from their descriptions."""

import pathlib
import struct
import sys

CORPUS = pathlib.Path(__file__).resolve().parent / "corpus"


def u8(value):
    return struct.pack("<B", value)


def u32(value):
    return struct.pack("<I", value)


def u64(value):
    return struct.pack("<Q", value & (2**64 - 1))


def text(value):
    data = value.encode()
    return u32(len(data)) + data


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def request(*arguments):
    parts = [f"*{len(arguments)}\r\n".encode()]
    for argument in arguments:
        data = argument.encode()
        parts += [f"${len(data)}\r\n".encode(), data, b"\r\n"]
    return b"".join(parts)


WIDE, NARROW = b"\x00", b"\x01"

LINES = {
    "agents": [
        "AGENT.SET ann KIND human SKILLS de=5,billing=3 CAPACITY 4 CHANNELS chat=2 QUEUES chat",
        "AGENT.SET ann LABELS team=a,site=b REQ r1",
        "AGENT.STATE ann ONLINE LEASE 30s",
        "AGENT.BEAT ann 1",
        "AGENT.GET ann",
        "AGENT.LIST COUNT 10 STATE online",
        "AGENT.DEL ann FORCE 1",
    ],
    "conversations": [
        "CONV.OPEN c1 QUEUE chat CHANNEL whatsapp CUSTOMER u1 SKILLS de>=3 PRIORITY 3 DUE 60s",
        "CONV.ACCEPT c1 ann OFFER o1 EPISODE 1",
        "CONV.DECLINE c1 ann OFFER o1 REASON busy",
        "CONV.UPDATE c1 QUEUE billing PRIORITY 1",
        "CONV.ESCALATE c1 SKILLS de>=2",
        "CONV.CLOSE c1 REASON done",
        "CONV.WRAPPED c1",
        "CONV.ABANDON c1",
        "CONV.GET c1",
        "CONV.LIST STATE waiting COUNT 5",
    ],
    "messages": [
        "MSG.IN c1 MSGID m1 QUEUE chat CHANNEL chat PAYLOAD hello",
        "MSG.OUT c1 AGENT ann MSGID m2 PAYLOAD bye",
        "QUEUE.STATS chat",
        "ETA chat",
        "DIGEST",
        "POLICY.GET",
        "CLOCK",
    ],
    "streams": [
        "XREAD COUNT 10 BLOCK 100 STREAMS inbox:ann events 0-0 $",
        "XRANGE events - + COUNT 3",
        "XLEN events",
        "XINFO STREAM events",
        "XTRIM events MINID 5",
    ],
    "session": [
        "HELLO 3 AUTH default secret SETNAME desk",
        "PING",
        "CLIENT SETINFO LIB-NAME x",
        "COMMAND DOCS conv.open",
        "INFO server",
        "NO.SUCH command",
        "QUIT",
    ],
}


def resp_request():
    for name, lines in LINES.items():
        yield name, WIDE + b"".join(request(*line.split(" ")) for line in lines)
        yield name + "-inline", WIDE + "\r\n".join([*lines, ""]).encode()
    yield "quoted", WIDE + b"MSG.IN c1 PAYLOAD \"a\\x00b\\n\" REQ 'it\\'s'\r\nPING \"\xc3\xa9\"\n"
    yield "empty", WIDE + b"*0\r\n\r\n*-1\r\n  \r\n*1\r\n$4\r\nPING\r\n"
    yield "bytes", WIDE + request("ECHO", "\r\n$1\r\n*2\r\n") + b"*1\r\n$0\r\n\r\n"
    yield "arguments-max", NARROW + request(*"abcdef") + request(*"abcdefg")
    yield "argument-size-max", NARROW + request("PING", "x" * 120) + request("PING", "x" * 121)
    yield "request-size-max", NARROW + request("PING", "x" * 90, "y" * 100)
    yield "inline-size-max", NARROW + b"PING " + b"x" * 34 + b"\n" + b"PING " + b"x" * 40 + b"\n"
    for name, data in {
        "no-length": b"*\r\n",
        "no-bulk": b"*1\r\n:4\r\n",
        "no-line-end": b"*1\r\n$4\r\nPINGxx",
        "negative": b"*1\r\n$-1\r\n",
        "huge": b"*1\r\n$99999999999999999999\r\n",
        "quotes": b'PING "x\r\n',
        "http": b"POST / HTTP/1.1\r\nHost: x\r\n\r\n",
        "bytes-first": b"\x16\x03\x01\x02\x00",
    }.items():
        yield "malformed-" + name, WIDE + request("PING") + data


POLICY = """\
[routing]
policy = "sla-first"
select = "longest-idle"
catch_up = 0.05
reserve = 2
surcharge = true

[[channel]]
name = "whatsapp"
units = 2
reply_window = "24h"
bot_window = "23h"
reply_messages = 5
fragments = "3s"

[[calendar]]
name = "office"
zone = "Europe/Berlin"
hours = { mon-fri = ["08:00-12:00", "13:00-18:00"], sat = ["22:00-06:00"] }
holidays = ["2026-12-25", 2026-12-26, { date = "2026-12-24", hours = ["08:00-12:00"] }]

[[sla]]
name = "within-the-hour"
first_response = "1h"
next_response = "30m"
resolution = "24h"
calendar = "office"
warn_at = 0.8
met_by = "reply"

[[queue]]
name = "billing"
sla = "within-the-hour"
skills = "billing>=2,de"
offer = { mode = "offer", timeout = "20s", retry = "30s" }
wrap_up = "15s"
max_waiting = 1000
handling = "5m"
goal = 0.95
late_max = "4h"
weight = 1.5
calendar = "office"
wait_long = "3m"
bot = { turns = 8, confidence = 0.6 }

[[queue]]
name = "returns"
moved_to = "billing"
"""


def policy_toml():
    yield "all-keys", POLICY.encode()
    yield "empty", b""
    yield "smallest", b"[[queue]]\nname = 'chat'\n"
    yield "auto", b"[routing]\nreserve = 'auto'\n[[queue]]\nname = 'q'\noffer.mode = 'auto'\n"
    yield "late-off", b"[[queue]]\nname = 'q'\nlate_max = 'off'\n"
    yield "wrong-values", POLICY.replace('"1h"', '"soon"').replace("1000", '"many"').encode()
    yield "wrong-keys", POLICY.replace("weight", "wait").replace("[routing]", "[root]").encode()
    yield "names-twice", (POLICY + POLICY.partition("[[queue]]")[2]).encode()
    yield "unknown-names", POLICY.replace('= "within-the-hour"', '= "never"', 2).encode()
    yield "later", b"[[calendar]]\nname = 'x'\n[[queue]]\nname = 'q'\nstep = 1\n"
    calendar = "[[calendar]]\nname = 'x'\nzone = '{}'\nhours = {{ {} }}\nholidays = [{}]\n"
    yield "nights", calendar.format("UTC", "sun-thu = ['22:00-06:00']", "").encode()
    yield "jumps", calendar.format("America/New_York", "sun = ['02:30-24:00']", "").encode()
    yield "no-zone", calendar.format("Europe/Berlim", "mon = []", "''").encode()
    overlap = calendar.format("UTC", "mon-wed = ['08:00-09:00', '08:30-10:00'], tue = []", "1")
    yield "no-hours", overlap.encode()
    yield "kinds", b"routing = 1\nchannel = [1, 2.5, true]\nqueue = 1979-05-27T07:32:00Z\n"
    yield "long-texts", b"[[queue]]\nname = '''q'''\nskills = \"\"\"a\\\n  b>=2\"\"\"\n"
    yield "not-toml", b"[[queue\nname = \n"
    yield "not-ascii", "[[queue]]\nname = 'größe' # ü\n[[queue]]\nname = ü\n".encode()


# Numbers of the fields of a command, and how each is written.
FIELDS = {
    "agent": (0, text), "conv": (1, text), "queue": (2, text), "channel": (3, text),
    "customer": (4, text), "sla": (5, text), "offer": (6, text), "reason": (7, text),
    "message": (8, text), "payload": (9, text), "request": (11, text), "labels": (13, text),
    "text": (14, text), "cursor": (15, text),
    "skills": (20, None), "channels": (21, None), "prefer": (23, None), "streams": (24, None),
    "kind": (32, u64), "presence": (33, u64), "capacity": (34, u64), "lease": (35, u64),
    "epoch": (36, u64), "priority": (37, u64), "due": (38, u64), "reopen": (41, u64),
    "at": (42, u64), "episode": (43, u64), "version": (44, u64), "force": (45, u64),
    "count": (46, u64), "block": (47, u64), "first": (48, u64), "last": (49, u64),
}  # fmt: skip


def terms(entries):
    return u32(len(entries)) + b"".join(text(name) + u64(value) for name, value in entries)


def command(kind, /, **fields):
    given = sorted((FIELDS[name][0], FIELDS[name][1] or terms, fields[name]) for name in fields)
    bits = sum(1 << number for number, _, _ in given)
    return u8(kind) + u64(bits) + b"".join(write(value) for _, write, value in given)


COMMANDS = {
    "agent-set": command(1, agent="ann", skills=[("de", 5), ("billing", 3)], capacity=4,
                         channels=[("chat", 2)], kind=1, labels="team=a", request="r1"),
    "agent-state": command(2, agent="ann", presence=1, lease=30_000, reason="back"),
    "agent-beat": command(3, agent="ann", epoch=2),
    "agent-delete": command(4, agent="ann", force=1),
    "open": command(10, conv="c1", queue="chat", channel="whatsapp", customer="u1", priority=3,
                    skills=[("de", 3)], prefer=[("ann", 0)], due=60_000, reopen=1, sla="s"),
    "accept": command(11, conv="c1", agent="ann", offer="o1", episode=1),
    "close": command(15, conv="c1", reason="done"),
    "message": command(20, conv="c1", message="m1", payload="hello\0", at=-5),
    "policy": command(30, text="[[queue]]\nname='q'\n", payload="x", version=1),
    "tick": command(40),
    "read": command(80, streams=[("events", 7), ("inbox:ann", 2**64 - 1)], count=10, block=100),
    "range": command(81, streams=[("events", 0)], first=1, last=2**64 - 1),
}  # fmt: skip


def event(kind, texts, integers=(), offer=0):
    """Texts and integers by their number; an integer's number counts from 16."""
    present = sum(1 << number for number, _ in texts) + sum(1 << number for number, _ in integers)
    present += (1 << 24) if offer else 0
    body = b"".join(text(value) for _, value in texts)
    body += b"".join(u64(value) for _, value in integers) + (u64(offer) if offer else b"")
    return u8(kind) + u32(present) + u64(7) + u64(1_700_000_000_000) + body


def policy(whole=True):
    """Format 1 is not whole: it ends with the queues and has nothing of later versions."""

    def more(data):
        return data if whole else b""

    routing = u8(2 if whole else 1) + u8(0) + u8(1) + u32(50) + u32(2**32 - 1) + u8(1)
    channels = u32(1) + text("whatsapp") + u32(2)
    channels += more(u64(86_400_000) + u64(82_800_000))
    slas = u32(1) + text("hour") + u64(3_600_000) + u64(0) + u32(800) + u8(1)
    slas += more(u64(7_200_000) + text("office"))
    queue = text("billing") + text("hour") + u32(1) + text("de") + u8(3) + u32(1000) + u8(1)
    queue += u64(20_000) + u64(30_000) + u64(0) + u64(1_000_000) + u32(950) + u64(300_000)
    queue += u8(2) + u64(14_400_000) + text("")
    queue += more(text("office") + u64(180_000))
    hours = u32(2) + u64(-5) + u64(10) + u64(20) + u64(30)
    calendars = u32(1) + text("office") + text("UTC") + hours + u64(40)
    return routing + channels + slas + u32(1) + queue + more(calendars)


def model_codec():
    for name, data in COMMANDS.items():
        yield "command-" + name, data
    yield "event-opened", event(0, [(0, "c1"), (2, "chat"), (3, "whatsapp")], [(20, 3)])
    yield "event-offer", event(13, [(0, "c1"), (1, "ann")], [(16, 1_700_000_020_000)], offer=9)
    yield "event-message", event(18, [(0, "c1"), (5, "m1"), (6, ""), (7, "u1")])
    yield "policy", policy()
    yield "policy-format-1", policy(whole=False)


def record(at, tenant, data):
    return u64(at) + u32(tenant) + u32(len(data)) + data


def group(first, records, epoch=1, shard=0, right=True):
    """A key and its value; with `right` the target itself puts the checksum in."""
    key = struct.pack(">IQ", shard, first)
    body = u32(len(records)) + u64(first) + u64(epoch) + b"".join(records)
    return key + u32(0 if right else crc32c(key + body)) + body


def journal_group():
    records = [record(1_000 + i, i % 2, data) for i, data in enumerate(COMMANDS.values())]
    yield "one", b"\x00\x01\x00" + group(1, records[:1])
    yield "all", b"\x04\x20\x00" + group(12, records, epoch=3, shard=1)
    yield "own-checksum", b"\x03\x30\x00" + group(5, records[2:5], right=False)
    yield "count-too-high", b"\x00\x00\x00" + group(1, records[:1]).replace(u32(1), u32(2), 1)
    yield "numbers-end", b"\x00\x00\x00" + group(2**64 - 1, records[:2])
    none_left = group(2**64 - 1, []).replace(u32(0) + u32(0), u32(0) + u32(2), 1)
    yield "numbers-end-empty", b"\x00\x00\x00" + none_left
    odd = command(1, agent="\u00fc").replace("\u00fc".encode(), b"\xff\xfe")
    yield "no-utf-8", b"\x00\x02\x00" + group(1, [record(1, 0, odd), record(2, 0, b"\x00junk")])
    listed = command(1, skills=[("\u00fc", 5)]).replace("\u00fc".encode(), b"\xff\xfe")
    yield "no-utf-8-in-list", b"\x00\x02\x00" + group(1, [record(1, 0, listed)])


def part(kind, data):
    crc = crc32c(u8(kind) + data)
    masked = ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF
    return u32(masked) + struct.pack("<H", len(data)) + u8(kind) + data


def write_ahead():
    found, written = b"\x00", b"\x01"
    whole = part(1, b"first") + part(1, b"second")
    yield "whole", found + whole
    yield "torn-head", found + whole + part(1, b"third")[:5]
    yield "torn-body", found + whole + part(1, b"third")[:-2]
    yield "torn-parts", found + whole + part(2, b"begin") + part(3, b"middle")
    yield "parts", found + part(2, b"begin") + part(3, b"middle") + part(4, b"end")
    yield "no-begin", found + part(4, b"end")
    yield "zeros-behind", found + whole + bytes(100)
    yield "zeros-between", found + part(1, b"first") + bytes(20) + part(1, b"second")
    yield "damaged", found + whole.replace(b"first", b"worst")
    yield "length", found + part(1, b"first").replace(b"\x05\x00", b"\xff\x00", 1)
    yield "written-small", written + bytes([2, 0, 9, 1, 0, 200, 2, 0, 77, 3, 0, 0, 0, 30, 0, 3])
    blocks = [3, 1, 17, 0, 1, 24, 0, 3, 255, 255, 9, 0, 1, 0, 0, 200]
    yield "written-blocks", written + bytes(blocks)
    yield "written-large", written + bytes([1, 3, 255, 200, 5, 3, 17, 170, 6, 10, 20, 1, 99, 0, 7])


CALLS = "arrival_time,type,priority,customer,wait_s,service_s,outcome\n"
SKILLS = "agent,PS,NW,NE,IN,PE,TT\nA01,1618,282,0,0,0,69\nA02,0,0,40,0,0,0\n"
DUTY = "agent,on,off\nA01,1999-01-05T07:00:00,1999-01-05T12:00:00\n"


def tables(*parts):
    return "--\n".join(parts).encode()


def trace_day():
    served = "1999-01-05T08:00:00,PS,0,17,12,240,served\n"
    left = "1999-01-05T08:01:30,NE,2,18,45,,abandon\n"
    machine = "1999-01-05T08:02:00,NW,1,19,0,,ivr_only\n1999-01-06T08:00:00,TT,0,1,1,1,served\n"
    yield "day", tables(CALLS + served + left + machine, SKILLS, DUTY)
    overlap = "A01,1999-01-05T11:00:00,1999-01-05T13:00:00\nA02,1999-01-05T20:00:00,\n"
    yield "overlap", tables(CALLS + served, SKILLS, DUTY + overlap)
    night = "A02,1999-01-05T20:00:00,1999-01-06T02:00:00\n"
    yield "night", tables(CALLS + left, SKILLS, DUTY + night)
    yield "no-column", tables(CALLS.replace("type", "kind") + served, SKILLS, DUTY)
    yield "cells", tables(CALLS + "1999-01-05T08:00:00,PS\n", SKILLS, DUTY)
    yield "number", tables(CALLS + served.replace("240", "4 min"), SKILLS, DUTY)
    yield "hour", tables(CALLS + served.replace("T08", "T25"), SKILLS, DUTY)
    yield "outcome", tables(CALLS + served.replace("served", "lost"), SKILLS, DUTY)
    backwards = "A02,1999-01-05T20:00:00,1999-01-05T10:00:00\n"
    yield "backwards", tables(CALLS + served, SKILLS, DUTY + backwards)
    yield "nobody", tables(CALLS + served, SKILLS, "agent,on,off\n")
    yield "empty", b""
    yield "line-ends", tables(CALLS + served, SKILLS, DUTY).replace(b"\n", b"\r\n")


def snapshot(pieces):
    data, summed = b"stellwerk-snapshot 1\n", b""
    for piece in [*pieces, b""]:
        summed += u32(len(piece)) + piece
        data += u32(len(piece)) + u32(crc32c(summed)) + piece
    return data


def snapshot_file():
    found, written = b"\x00", b"\x01"
    yield "whole", found + snapshot([b"first", b"second"])
    yield "empty", found + snapshot([])
    yield "too-short", found + snapshot([b"first", b"second"])[:-3]
    yield "size", found + snapshot([b"first"]).replace(b"\x05\0\0\0", b"\xff\xff\xff\x7f", 1)
    yield "other-title", found + snapshot([b"first"]).replace(b" 1", b" 2", 1)
    yield "written", written + bytes([40, 0, 9, 0, 3, 10, 0, 7, 200, 1, 65, 0, 0, 0])


def event_file_of(events, first=17, tenant=3):
    ends, size = b"", 0
    for event in events:
        size += len(event)
        ends += u32(size)
    body = ends + b"".join(events)
    head = b"stellwerk-events 1\n" + u32(tenant) + struct.pack("<Q", first)
    head += u32(len(events)) + u32(size)
    for at in range(0, len(body), 16384):
        head += u32(crc32c(body[at:at + 16384]))
    return head + u32(crc32c(head)) + body


def event_file():
    found, written = b"\x00", b"\x01"
    yield "whole", found + event_file_of([b"first", b"second"])
    yield "two-blocks", found + event_file_of([b"x" * 12000, b"y" * 9000])
    yield "too-short", found + event_file_of([b"first", b"second"])[:-3]
    yield "other-tenant", found + event_file_of([b"first"], tenant=4)
    yield "no-places", found + event_file_of([b"first"]).replace(u32(5), u32(4), 1)
    yield "none", found + event_file_of([])
    yield "written", written + bytes([40, 0, 9, 0, 3, 16, 0, 10, 0, 7, 200, 1, 65, 0, 0, 0])


def saved_state():
    """Which world, its seed, its length; then changes: record, place, value, kind."""
    yield "young", bytes([0, 1, 0])
    yield "old", bytes([2, 3, 3])
    yield "cut", bytes([1, 0, 1, 5, 0, 3, 0, 0, 0])
    yield "changed", bytes([0, 2, 2, 0, 0, 2, 0, 99, 4, 7, 0, 9, 0, 255, 5])
    yield "lost", bytes([3, 2, 3, 4, 0, 0, 0, 0, 2])
    yield "twice", bytes([1, 2, 3, 4, 0, 0, 0, 0, 3])


def saved_events():
    """How many events, how many trimmed, each event's type and names; then changes to pieces."""
    lived = bytes([9, 2]) + b"".join(bytes([i % 6, i * 7 % 16]) for i in range(9))
    yield "none", bytes([0, 0])
    yield "untouched", lived
    yield "cut", lived + bytes([3, 9, 0, 0])
    yield "renumbered", lived + bytes([0, 1, 5, 4])
    yield "lost", lived + bytes([4, 0, 0, 2])
    yield "twice", lived + bytes([9, 0, 0, 3])


def client_reply():
    """What a daemon answers, in both protocols, and what none should."""
    conv = b"$4\r\nconv\r\n$2\r\nc1\r\n$5\r\nstate\r\n$6\r\nactive\r\n"
    yield "lines", b"+OK\r\n:17\r\n-FULL try later\r\n$-1\r\n*-1\r\n$0\r\n\r\n"
    yield "map-resp2", b"*6\r\n" + conv + b"$5\r\nagent\r\n$-1\r\n"
    yield "map-resp3", b"%3\r\n" + conv + b"$5\r\nagent\r\n_\r\n"
    yield "nested", b"*1\r\n*2\r\n$6\r\nevents\r\n*1\r\n*2\r\n$3\r\n1-0\r\n*0\r\n"
    yield "resp3", b",1.5\r\n#t\r\n(99999999999999999999\r\n=6\r\ntxt:hi\r\n~1\r\n:1\r\n"
    yield "attributes", b"|1\r\n+a\r\n:1\r\n>1\r\n+push\r\n!7\r\nERR bad\r\n"
    yield "deep", b"*1\r\n" * 40
    yield "wrong", b"$9223372036854775807\r\nx\r\n"
    yield "long", b"*67108865\r\n"


TARGETS = (resp_request, policy_toml, model_codec, journal_group, write_ahead, snapshot_file,
           event_file, saved_state, saved_events, client_reply, trace_day)  # fmt: skip


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        print("seeds.py: --check is the only argument", file=sys.stderr)
        return 2
    wrong = []
    for target in TARGETS:
        folder = CORPUS / target.__name__
        made = {f"seed-{name}": data for name, data in target()}
        there = {path.name: path for path in folder.glob("seed-*")}
        wrong += [str(there[name]) for name in there.keys() - made.keys()]
        for name, data in made.items():
            if check:
                if name not in there or there[name].read_bytes() != data:
                    wrong.append(str(folder / name))
            else:
                folder.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(data)
    for path in wrong:
        print(f"{path}: is not what seeds.py makes; run tests/fuzz/seeds.py, or remove it")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
