# SPDX-License-Identifier: Apache-2.0
"""For check_layers.py: one file each, what it includes, and the words of the finding ("" for none)."""

INCLUDES = [
    ("core/engine/a.h", '"core/model/b.h"', ""),
    ("core/engine/a.h", '"core/engine/b.h"', ""),
    ("core/engine/a.h", '"core/resp/b.h"', "siblings never"),
    ("core/engine/a.h", '"core/runtime/b.h"', "includes point down"),
    ("core/base/a.h", '"core/model/b.h"', "includes point down"),
    ("core/net/a.h", '"core/metrics/b.h"', ""),
    ("core/runtime/a.h", '"core/metrics/b.h"', "includes point down"),
    ("core/net/a.h", '"core/api/b.h"', "siblings never"),
    ("core/net/a.h", '"tools/b.h"', "includes point down"),
    ("tools/stellwerkd/a.cc", '"core/net/b.h"', ""),
    ("tests/engine/a.cc", '"core/engine/b.h"', ""),
    ("core/engine/a.h", '"b.h"', "no file of this project"),
    ("core/gadget/a.h", '"core/base/b.h"', "is no layer"),
    ("source/a.h", '"core/base/b.h"', "belongs to no layer"),
    ("core/engine/a.h", "<vector>", ""),
    ("core/engine/a.h", "<atomic>", "core/runtime"),
    ("core/net/a.h", "<thread>", "core/runtime"),
    ("tools/stellwerk/a.cc", "<mutex>", "core/runtime"),
    ("core/runtime/a.h", "<atomic>", ""),
    ("tests/stress/a.cc", "<thread>", ""),
    ("core/engine/a.h", "<chrono>", "take the time as a parameter"),
    ("core/net/a.h", "<chrono>", ""),
    ("core/runtime/a.h", "<boost/asio.hpp>", "core/net"),
    ("core/net/a.h", "<boost/asio.hpp>", ""),
    ("core/net/a.h", "<concurrentqueue/concurrentqueue.h>", "inbox"),
    ("core/runtime/a.h", "<concurrentqueue/concurrentqueue.h>", ""),
    ("core/net/a.h", "<prometheus/registry.h>", "core/metrics"),
    ("core/metrics/a.h", "<prometheus/registry.h>", ""),
    ("core/engine/a.h", "<random>", "prng"),
    ("tests/engine/a.cc", "<random>", "prng"),
    ("include/stellwerk/a.h", "<vector>", ""),
    ("include/stellwerk/a.h", "<stellwerk/public.h>", ""),
    ("include/stellwerk/a.h", "<stellwerk/private.h>", "no public header"),
    ("include/stellwerk/a.h", "<absl/strings/str_cat.h>", "public header must not include"),
    ("include/stellwerk/a.h", '"core/base/b.h"', "std and <stellwerk/> only"),
    ("core/api/a.h", "<stellwerk/public.h>", ""),
    ("core/engine/a.h", "<stellwerk/public.h>", "only core/api"),
    ("core/metrics/a.h", "<stellwerk/version.h>", ""),
]

MAP = "absl::flat_hash_map<std::string, Slot, Hash<std::string>, Eq> by_id_;\n"

# (path, text, whether it is found)
HASH_ORDER = [
    ("core/engine/a.cc", MAP + "for (auto& [id, slot] : by_id_) use(slot);\n", True),
    ("core/engine/a.cc", MAP + "auto it = by_id_.begin();\n", True),
    ("core/engine/a.cc", MAP + "for (auto& entry : this->by_id_) {}\n", True),
    ("core/engine/a.cc", MAP + "auto it = by_id_.find(id);\nfor (auto& a : agents_) {}\n", False),
    ("core/engine/a.cc", "using Index = std::unordered_map<int, int>;\nIndex index_;\n"
     "for (auto& entry : index_) {}\n", True),
    ("core/net/a.cc", MAP + "for (auto& entry : by_id_) {}\n", False),
    ("core/engine/a.cc", MAP + "// tidy-allow(hash-order): a sum has no order\n"
     "for (auto& entry : by_id_) sum += entry.second;\n", False),
]
