# SPDX-License-Identifier: Apache-2.0
"""Every command and option of the table that COMMAND DOCS tells: taken alone, together and in any
case; refused by name when wrong, twice, without a value or unknown, and nothing has changed then.

A new command needs a scene (contract_scenes.py), a new kind of value its samples
(contract_values.py); everything else comes from the table."""

import re
import unittest

from contract_scenes import FORMS, INSTEAD, POLICY, SCENES, VALUES, prepare
from contract_values import kind_of

from recorder import keys_of, maps_in
from resp import ReplyError, pairs
from support import SystemTest


class Option:
    """One argument as the table has it: a word in its place, a value in its place, NAME value."""

    def __init__(self, told):
        told = pairs(told)
        self.hint, self.token = told["name"], told.get("token")
        self.is_word = told["type"] == "pure-token"
        self.is_named = bool(self.token) and not self.is_word


class Contract(SystemTest):
    policy = POLICY

    def setUp(self):
        super().setUp()
        prepare(self)
        self.addCleanup(self.events)  # so that they are on record
        self.number = 0
        self.docs = {name: pairs(doc) for name, doc in self.map("COMMAND", "DOCS").items()}
        self.arity = {entry[0]: entry[1] for entry in self.call("COMMAND")}
        self.assertGreater(len(self.docs), 40)

    def routed(self):
        """The commands that have a scene: name, positional arguments, options."""
        for name in SCENES:
            arguments = [Option(told) for told in self.docs[name].get("arguments", ())]
            yield (name, [each for each in arguments if not each.is_named],
                   [each for each in arguments if each.is_named])

    def scene(self, name):
        """A state of its own for the command: the words that make it succeed."""
        self.number += 1
        return [name, *SCENES[name](self, self.number)]

    def positionals(self, name):
        return 1 + sum(not Option(told).is_named for told in self.docs[name].get("arguments", ()))

    def with_options(self, name, words, *options):
        """The words with more options: behind the positional ones, each instead of its like."""
        first = self.positionals(name)
        head, tail = list(words[:first]), list(words[first:])
        for token, value in options:
            for gone in (token, INSTEAD.get((name, token.upper()))):
                if gone in tail[::2] and gone != "STREAMS":
                    at = 2 * tail[::2].index(gone)
                    del tail[at : at + 2]
            tail[:0] = [token, value]
        return [*head, *tail]

    def values(self, name, option):
        found = VALUES.get((name, option.token)) or kind_of(option.hint).right
        return [self.filled(value) for value in found]

    def filled(self, value):
        return value.replace("{n}", str(self.number)) if isinstance(value, str) else value

    def digest(self):
        return self.call("SHARD.DIGEST")

    def taken(self, words):
        """Accepted, with the fields that are told, if they are."""
        value = self.client.ask(*words)
        self.assertNotEqual(value.kind, "-", f"{words}: {value.data}")
        name = words[0].lower()
        if fields := self.docs[name].get("fields"):
            for each in maps_in(name, value):
                differing = {key.data for key in keys_of(each)} ^ set(fields)
                self.assertEqual(differing, set(), f"{name}: core/resp/command_answers.h has not "
                                                   "the fields of the reply")


class Complete(Contract):
    def test_every_command_has_a_scene(self):
        self.assertEqual(set(self.docs), set(SCENES) | set(FORMS))

    def test_every_write_can_be_repeated(self):
        """REQ for every write, IF for every one about a conversation."""
        for entry in self.call("COMMAND"):
            name, syntax = entry[0], self.docs[entry[0]]["syntax"]
            if "write" not in entry[2] or name == "xtrim":  # which is Redis' own
                continue
            with self.subTest(name):
                self.assertIn("[REQ id]", syntax)
                if name.partition(".")[0] in ("conv", "msg"):
                    self.assertIn("[IF episode]", syntax)

    def test_every_word_of_the_forms(self):
        for name, calls in FORMS.items():
            client = self.connect()
            for call in calls:
                with self.subTest(call):
                    self.assertNotIsInstance(client.call(*call), ReplyError)
            said = set(re.findall(r"\b[A-Z]{2,}\b", self.docs[name]["syntax"]))
            self.assertEqual(said - {str(word) for call in calls for word in call}, set(), name)


class Taken(Contract):
    def test_each_option_alone(self):
        for name, _, options in self.routed():
            if name != "snapshot":  # there is no journal here
                with self.subTest(name):
                    self.taken(self.scene(name))
            for option in options:
                for which, _ in enumerate(self.values(name, option)):
                    if option.token == "STREAMS" or name == "clock":
                        continue
                    with self.subTest(name, option=option.token, which=which):
                        words = self.scene(name)
                        value = self.values(name, option)[which]
                        self.taken(self.with_options(name, words, (option.token, value)))

    def test_each_value_in_its_place(self):
        """Those that name nothing that has to be there."""
        own = ("agent", "conv", "offer", "epoch", "toml")
        for name, places, _ in self.routed():
            for at, place in enumerate(places, 1):
                if place.is_word or place.hint in own or (name == "xtrim" and place.hint == "key"):
                    continue
                for which, _ in enumerate(kind_of(place.hint).right):
                    with self.subTest(name, place=place.hint, which=which):
                        words = self.scene(name)
                        words[at : at + 1] = [self.filled(kind_of(place.hint).right[which])]
                        self.taken(words)

    def test_all_options_at_once_in_any_case_and_order(self):
        for name, _, options in self.routed():
            for left_out in {None, *INSTEAD.values(), *(key[1] for key in INSTEAD)}:
                given = [option for option in options
                         if option.token not in (left_out, "STREAMS") and name != "clock"]
                if (name == "conv.transfer") != (left_out is not None) or not given:
                    continue
                for order in (given, given[::-1]):
                    with self.subTest(name, left_out=left_out):
                        words = self.scene(name)
                        if name != "xread":
                            words = words[: self.positionals(name)]
                        said = [(option.token.lower(), self.values(name, option)[0])
                                for option in order]
                        self.taken(self.with_options(name, [name.title(), *words[1:]], *said))


class Repeated(Contract):
    def test_with_req_the_exact_reply_comes_again(self):
        """Also when something else has happened between, and nothing is done twice."""
        for name, _, options in self.routed():
            if "REQ" not in [option.token for option in options]:
                continue
            with self.subTest(name):
                words = self.with_options(name, self.scene(name), ("REQ", f"again-{self.number}"))
                first = self.client.ask(*words)
                self.assertNotEqual(first.kind, "-", first.data)
                self.call("AGENT.SET", "between", "LABELS", f"n={self.number}")
                before, last = self.digest(), self.last_id()
                self.assertEqual(self.client.ask(*words), first)
                self.assertEqual((self.digest(), self.last_id()), (before, last))


class Refused(Contract):
    def refused(self, code, words, *names):
        error = self.assert_error(code, *words)
        for name in names:
            self.assertIn(name.lower(), error.lower(), words)

    def test_wrong_numbers_of_arguments(self):
        for name, arity in self.arity.items():
            for count in range(1, abs(arity)):
                with self.subTest(name, count=count):
                    self.refused("ERR", [name, *["x"] * (count - 1)], name, "wrong number")
            if arity > 0:
                with self.subTest(name, count=arity + 1):
                    self.refused("ERR", [name, *["x"] * arity], name, "wrong number")

    def test_wrong_options(self):
        """Unknown, twice, without a value, with wrong ones: named, and without effect."""
        for name, _, options in self.routed():
            if self.arity[name] > 0 or name == "xtrim":
                continue
            words = self.scene(name)
            before = self.digest()
            with self.subTest(name, option="NONSENSE"):
                self.refused("BADARG", self.with_options(name, words, ("NONSENSE", 1)), "NONSENSE")
            for option in options:
                if option.token == "STREAMS":
                    continue
                with self.subTest(name, option=option.token):
                    self.refuse_option(name, words, option)
            self.assertEqual(self.digest(), before, name)

    def refuse_option(self, name, words, option):
        value = self.values(name, option)[0]
        given = self.with_options(name, words, (option.token, value))
        at = given.index(option.token)
        twice = [*given[:at], option.token, value, *given[at:]]
        self.refused("BADARG", twice, option.token, "twice")
        bare = [*given[:at], *given[at + 2 :], option.token]
        if name != "xread" and len(bare) >= -self.arity[name]:  # there the streams would be it
            self.refused("BADARG", bare, option.token, option.hint)
        kind = kind_of(option.hint)
        for wrong in kind.wrong:
            self.refused(kind.code, self.with_options(name, words, (option.token, wrong)),
                         kind.name or option.token)

    def test_wrong_values_in_their_places(self):
        for name, places, _ in self.routed():
            words = self.scene(name)
            before = self.digest()
            for at, place in enumerate(places, 1):
                if name == "policy.check":
                    break  # it reports them
                kind = kind_of(place.hint) if not place.is_word else None
                for wrong in kind.wrong if kind else ("nonsense",):
                    with self.subTest(name, place=place.hint, wrong=wrong):
                        given = [*words[:at], wrong, *words[at + 1 :]]
                        if kind is None:
                            self.refused("BADARG", given, "nonsense", place.token)
                        elif kind.code == "UNKNOWNSTREAM":
                            self.refused(kind.code, given, wrong)
                        else:
                            self.refused(kind.code, given, kind.name or place.hint)
            self.assertEqual(self.digest(), before, name)

    def test_streams_of_xread(self):
        for words in ((), ("events",), ("events", "inbox:anna", 0)):
            with self.subTest(words):
                self.refused("BADARG", ["XREAD", "COUNT", 1, "STREAMS", *words], "STREAMS")
        self.refused("BADARG", ["XREAD", "COUNT", 1, "BLOCK", 1], "STREAMS")
        self.refused("BADARG", ["XREAD", "STREAMS", "events", "x"], "STREAMS")
        self.refused("UNKNOWNSTREAM", ["XREAD", "STREAMS", "events", "letters", 0, 0], "letters")

    def test_what_is_required(self):
        for name, _, options in self.routed():
            for option in options:
                told = next(pairs(each) for each in self.docs[name]["arguments"]
                            if pairs(each).get("token") == option.token)
                if "optional" in told.get("flags", ()) or option.token == "STREAMS":
                    continue
                words = self.scene(name)[: self.positionals(name)]
                other = next(each for each in options if each is not option)
                with self.subTest(name, option=option.token):
                    self.refused("BADARG", [*words, other.token, self.values(name, other)[0]],
                                 option.token, option.hint)


if __name__ == "__main__":
    unittest.main()
