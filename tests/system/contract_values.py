# SPDX-License-Identifier: Apache-2.0
"""What a parameter takes and what it refuses, by the hint that the command table has for it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """Values that are taken; {n} in a text is a number of the case's own. Values that are not."""

    right: tuple
    wrong: tuple
    code: str = "BADARG"  # what a wrong one is answered with
    name: str = ""  # what that error names where it is not the hint


IDENTIFIERS = ("", "two words", "a,b", "a=b", "a<b", "a>b", "tab\there", "x" * 129)
FREE = ("", "x" * 513)
DURATIONS = ("", "soon", "-1", "5 m", "1w", "36501d")
NUMBERS = ("", "-1", "x", "1.5", "99999999999999999999")

KINDS = {
    "agent": Kind(("anna",), IDENTIFIERS),
    "conv": Kind(("c{n}", "ü" * 64), IDENTIFIERS),
    "queue": Kind(("general",), IDENTIFIERS),
    "channel": Kind(("email", "any{n}"), IDENTIFIERS),
    "sla": Kind(("within-the-hour",), IDENTIFIERS),
    "customer": Kind(("k 17", "x" * 512), FREE),
    "reason": Kind(("for {n}, because", "x" * 512), FREE),
    "msgid": Kind(("m {n}",), FREE),
    "id": Kind(("request-{n}",), FREE),
    "offer": Kind(("o1",), ("", "x" * 129)),
    "payload": Kind(("", "hello", "x" * 65_536), ("x" * 65_537,), "TOOBIG"),
    "skill=level,...": Kind(("", "de=3,fr=10", "de=1"),
                            ("de=0", "de=11", "de=x", "=3", "de=1,de=2", "de=1,,fr=1",
                             ",".join(f"s{i}=1" for i in range(33)))),
    "skill>=level,...": Kind(("de>=3,fr", "de", "de>=10"),
                             ("de>=0", "de>=11", "de>=x", ">=1", "de,de", "a,b,c,d,e")),
    "skill,...": Kind(("de,fr", "de"), ("two words", "de,de", "de>=x")),
    "channel=maximum,...": Kind(("", "email=2,whatsapp=1"),
                                ("email", "email=x", "=1", "email=1,email=2")),
    "queue,...": Kind(("", "general,billing"), ("two words", "a,a", "a,,b")),
    "key=value,...": Kind(("a=1,b=2", "", "a="), ("=1", "two words", "a" * 4_097)),
    "agent[:duration]": Kind(("anna", "anna:5m", "a:b"), ("", "two words", ":5m", "x" * 129)),
    "units": Kind((1, 1_000_000), (*NUMBERS, "1000001")),
    "1-1000": Kind((1, 1_000), ("0", "1001", *NUMBERS)),
    "rank": Kind((0, 1, 1_000_000), ("1000001", *NUMBERS)),
    "cost": Kind((0, 1_000_000), ("1000001", *NUMBERS)),
    "epoch": Kind((1,), NUMBERS),
    "episode": Kind((1,), ("0", *NUMBERS)),
    "version": Kind((1,), NUMBERS),
    "live": Kind(("live", "LIVE"), ("", "yesterday")),
    "count": Kind((1, 10_000), ("0", *NUMBERS)),
    "agents": Kind((1, 1_000), ("0", "1001", *NUMBERS)),
    "0-1": Kind(("0", "0.4", "1", ".5", "4e-05"), ("", "-0.1", "1.01", "x", "60%", "nan")),
    "0-9": Kind((0, 9), ("10", *NUMBERS)),
    "cursor": Kind(("0",), ("", "nonsense", "x" * 129)),
    "duration": Kind((5_000, "700ms", "30s", "5m", "5min", "1.5h", "2d"), DURATIONS),
    "milliseconds": Kind((0, 10), DURATIONS),
    "unix-ms": Kind((0, 1_795_312_825_241), (*NUMBERS, str(2**53 + 1))),
    "ONLINE|AWAY|OFFLINE|DRAINING": Kind(("ONLINE", "away", "Offline", "DRAINING"),
                                         ("", "there"), name="state"),
    "toml|OFF": Kind(("off", "OFF"), ("nonsense", "[[queue]]\nname = 1"), name="toml"),
    "toml": Kind(("",), ("nonsense", "[[queue]]\nname = 1")),
    "key": Kind(("events", "inbox:anna", "outbox:email"),
                ("", "letters", "inbox:", "inbox:two words", "EVENTS"), "UNKNOWNSTREAM"),
    "start": Kind(("-", "+", "5", "5-0", "(5", "(5-0"), ("", "x", "5-x", "$")),
    "end": Kind(("-", "+", "5", "5-0", "(5", "(5-0"), ("", "x", "5-x", "$")),
    "[=|~] id": Kind(("5", "5-0"), ("", "x", "(5"), name="MINID"),
    "key... id...": Kind((), ()),  # see test_streams_of_xread
}


def kind_of(hint):
    """Also of a choice of words, and of a range of integers, which are written out."""
    if hint in KINDS:
        return KINDS[hint]
    if span := re.fullmatch(r"(\d+)-(\d+)", hint):
        return Kind((span[1], span[2]), (int(span[2]) + 1, *NUMBERS))
    words = tuple(hint.split("|"))
    if len(words) < 2:
        raise AssertionError(f"the parameter '{hint}' is of a kind that contract_values.py lacks")
    return Kind((*words, *(word.upper() for word in words)), ("", "nonsense"))
