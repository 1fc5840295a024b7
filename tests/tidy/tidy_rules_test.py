#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The checks checked: each rule catches its bad samples and lets its good ones pass."""

import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "dev"))

import check_layers  # noqa: E402
import check_tidy  # noqa: E402
import layer_samples  # noqa: E402
import samples  # noqa: E402
from source_tree import SourceFile, Tree  # noqa: E402


def tree_of(texts):
    return Tree([SourceFile(path, text) for path, text in texts.items()])


class TidyRules(unittest.TestCase):
    def found(self, rule, texts):
        return list(check_tidy.check(tree_of(texts), [check_tidy.RULES[rule]]))

    def test_every_rule_has_samples(self):
        self.assertEqual(set(samples.BAD), set(check_tidy.RULES))
        self.assertEqual(set(samples.GOOD), set(check_tidy.RULES))

    def test_catches(self):
        for rule, trees in samples.BAD.items():
            for texts in trees:
                with self.subTest(rule=rule, texts=texts):
                    self.assertTrue(self.found(rule, texts))

    def test_lets_pass(self):
        for rule, trees in samples.GOOD.items():
            for texts in trees:
                with self.subTest(rule=rule, texts=texts):
                    self.assertEqual(self.found(rule, texts), [])

    def test_a_waiver_needs_a_reason(self):
        line = "using namespace std;\n"
        waived = {"core/a.cc": "// tidy-allow(using-namespace): generated code\n" + line}
        bare = {"core/a.cc": "// tidy-allow(using-namespace)\n" + line}
        other = {"core/a.cc": "// tidy-allow(shared-ptr): generated code\n" + line}
        self.assertEqual(self.found("using-namespace", waived), [])
        self.assertTrue(self.found("using-namespace", bare))
        self.assertTrue(self.found("using-namespace", other))

    def test_findings_name_the_line(self):
        texts = {"core/a.cc": "int a;\n\nusing namespace std;\n"}
        self.assertEqual([finding[1] for finding in self.found("using-namespace", texts)], [3])


class LayerRules(unittest.TestCase):
    def test_includes(self):
        for path, target, words in layer_samples.INCLUDES:
            texts = {
                "core/base/b.h": "",
                "core/model/b.h": "",
                "core/resp/b.h": "",
                "core/engine/b.h": "",
                "core/runtime/b.h": "",
                "core/metrics/b.h": "",
                "core/net/b.h": "",
                "core/api/b.h": "",
                "tools/b.h": "",
                "include/stellwerk/public.h": "",
                "include/stellwerk/version.h.in": "",
                path: f"// a comment\n#include {target}\n",
            }
            with self.subTest(path=path, target=target):
                found = list(check_layers.check(tree_of(texts)))
                if words:
                    self.assertEqual(len(found), 1, found)
                    self.assertEqual(found[0][0], path)
                    self.assertIn(words, found[0][2])
                else:
                    self.assertEqual(found, [])

    def test_hash_order(self):
        for path, text, expected in layer_samples.HASH_ORDER:
            with self.subTest(path=path, text=text):
                self.assertEqual(bool(list(check_layers.check(tree_of({path: text})))), expected)


if __name__ == "__main__":
    unittest.main()
