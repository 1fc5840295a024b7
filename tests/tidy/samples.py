# SPDX-License-Identifier: Apache-2.0
"""For every rule of check_tidy.py: what it must catch and what it must let pass.

A sample is a small tree, {path: text}; the rule must find something in the bad one and nothing
in the good one."""

LONG_BODY = "\n".join("  step();" for _ in range(71))
LONG_TABLE = 'TEST(A, B) {\n  EXPECT_OK(R"(\n' + "row\n" * 90 + ')");\n}'

QUEUE = "#include <concurrentqueue/concurrentqueue.h>\nmoodycamel::ConcurrentQueue<int> q;\n"

BAD = {
    "licence": [
        {"core/a.h": "#pragma once\n"},
        {"tools/a": "#!/usr/bin/env bash\nset -e\n# SPDX-License-Identifier: Apache-2.0\n"},
    ],
    "blanks": [
        {"core/a.h": "int a; \n"},
        {"core/a.h": "\tint a;\n"},
        {"docs/a.md": "a"},
        {"docs/a.md": "a\n\n"},
    ],
    "version": [
        {"CMakeLists.txt": "project(X VERSION 1.2.3)\n", "core/a.h": 'auto v = "1.2.3";\n'},
    ],
    "unfinished": [
        {"core/a.h": "// TODO: later\n"},
        {"docs/a.md": "FIXME\n"},
    ],
    "banner": [
        {"core/a.h": "// ==========\n"},
        {"tools/a.sh": "#-------- part two\n"},
        {"core/a.h": "/**********\n"},
    ],
    "emoji": [{"README.md": "Fast \U0001f680\n"}],
    "restating": [
        {"core/a.h": "// This function assigns a conversation.\n"},
        {"core/a.h": "  // Increment the counter\n"},
    ],
    "machine-path": [
        {"docs/a.md": "see /home/anna/stellwerk\n"},
        {"tools/a.sh": "cd /work/tree\n"},
    ],
    "registry": [{"tests/package-lock.json": '"resolved": "https://registry.example.org/a.tgz"\n'}],
    "columns": [{"core/a.h": "int a;  // " + "x" * 100 + "\n"}],
    "file-length": [{"core/a.h": "int a;\n" * 801}],
    "function-length": [
        {"core/a.cc": "void f() {\n" + LONG_BODY + "\n}\n"},
        {"core/a.cc": "A::A(int x) noexcept : a_{x}, b_(x) {\n" + LONG_BODY + "\n}\n"},
        {"core/a.cc": "namespace a {\nclass B {\n auto f() const -> int {\n" + LONG_BODY + "\n}};}\n"},
        {"tests/a.cc": "TEST(A, B) {\n  if (x) {\n" + LONG_BODY + "\n}}\n"},
        {"tools/a.py": "def f():\n" + "    step()\n" * 70},
    ],
    "vague-name": [
        {"core/a.h": "class ConversationManager;\n"},
        {"core/a.h": "struct RoutingHelper {};\n"},
        {"core/string_utils.h": "int a;\n"},
    ],
    "silent-order": [
        {"core/a.h": "a.load(std::memory_order_relaxed);\n"},
        {"core/a.h": "// relaxed: alone\n\n\na.load(std::memory_order_relaxed);\n"},
    ],
    "default-order": [
        {"core/a.h": "std::atomic<int> handled_;\nvoid f() { handled_++; }\n"},
        {"core/a.h": "std::atomic<int> handled_;\nvoid f() { ++x.handled_; }\n"},
        {"core/a.h": "std::atomic_int handled_{0};\nvoid f() { handled_ += 2; }\n"},
        {"core/a.h": "std::atomic<int> handled_;\nint f() { return handled_.load(); }\n"},
        {"core/a.h": "std::atomic<int> handled_;\n", "core/a.cc": "void f() { handled_.store(g(1)); }\n"},
    ],
    "own-header": [
        {"core/a.h": "int a;\n", "core/a.cc": '#include "core/b.h"\n#include "core/a.h"\n'},
        {"core/a.h": "int a;\n", "core/a.cc": '#include <string>\n\n#include "core/a.h"\n'},
        {"core/a.h": "int a;\n", "core/a.cc": "int b;\n"},
    ],
    "queue-wrapper": [{"core/runtime/a.h": QUEUE, "core/runtime/b.h": QUEUE}],
    "one-type": [
        {
            "tools/a.h": "namespace n {\nstruct Two {\n};\n}  // namespace n\n",
            "tools/b.h": "namespace n {\nclass Two final\n    : public A {\n};\n}  // namespace n\n",
        },
        {
            "core/a.h": "namespace n {\nenum class Two {\n};\n}  // namespace n\n",
            "tools/b.h": "namespace n {\nnamespace {\n}  // namespace\nstruct Two {};\n}  // namespace n\n",
        },
    ],
    "empty-test": [
        {"tests/a_test.cc": "TEST(A, B) {\n  run();\n}\n"},
        {"tests/a_test.cc": "// EXPECT_EQ(1, 1)\nTEST(A, B) {\n}\n"},
    ],
    "exception": [
        {"core/a.cc": "void f() { throw 1; }\n"},
        {"core/a.cc": "void f() { try { g(); } catch (...) {} }\n"},
    ],
    "test-sleep": [
        {"tests/a.cc": "std::this_thread::sleep_for(x);\n"},
        {"tests/a.py": "time.sleep(1)\n"},
        {"tests/a.sh": "sleep 5\n"},
    ],
    "assert": [{"core/a.cc": "assert(x > 0);\n"}],
    "disabled-test": [{"tests/a.cc": "TEST(A, DISABLED_B) { EXPECT_EQ(1, 1); }\n"}],
    "dead-code": [{"core/a.cc": "#if 0\nint a;\n#endif\n"}],
    "using-namespace": [{"core/a.cc": "using namespace std;\n"}],
    "shared-ptr": [
        {"core/engine/a.h": "std::shared_ptr<A> a;\n"},
        {"core/api/a.h": "class A : std::enable_shared_from_this<A> {};\n"},
    ],
    "clock": [{"core/engine/a.cc": "auto now = std::chrono::steady_clock::now();\n"}],
    "randomness": [
        {"core/a.cc": "int a = rand();\n"},
        {"bench/a.cc": "std::uniform_int_distribution<int> d;\n"},
    ],
    "singleton": [{"core/a.cc": "Router::GetInstance().run();\n"}],
    "true-is-true": [{"tests/a.cc": "EXPECT_TRUE(true);\n"}],
    "unlisted-source": [
        {"tests/a/a_test.cc": "int a;\n", "tests/a/CMakeLists.txt": "x(SOURCES aa_test.cc)\n"},
    ],
    "unlisted-test": [{"tests/a/a_test.py": "x = 1\n", "tests/a/CMakeLists.txt": "\n"}],
    "glob": [{"core/CMakeLists.txt": "file(GLOB sources *.cc)\n"}],
    "global-flags": [{"CMakeLists.txt": "include_directories(.)\n"}],
    "flags-elsewhere": [
        {"CMakeLists.txt": 'set(CMAKE_CXX_FLAGS "-O3")\n'},
        {"core/CMakeLists.txt": "target_compile_options(a PRIVATE -O3)\n"},
    ],
}

GOOD = {
    "licence": [{"tools/a": "#!/usr/bin/env bash\n# SPDX-License-Identifier: Apache-2.0\n"}],
    "blanks": [{"core/a.h": "int a;\n"}],
    "version": [
        {"CMakeLists.txt": "project(X VERSION 1.2.3)\n", "core/a.h": 'auto v = "11.2.3";\n'},
    ],
    "unfinished": [{"docs/a.md": "a method\n"}],
    "banner": [{"core/a.h": "// --speed makes the clock run faster\n", "docs/a.md": "----\n"}],
    "emoji": [{"README.md": "a \u2192 b\n"}],
    "restating": [{"core/a.h": "// Returns the number of waiting conversations, drafts left out.\n"}],
    "machine-path": [{"docs/a.md": "https://example.org/home/page /usr/bin ${x}/work/a\n"}],
    "registry": [{"docs/a.md": "https://github.com/moodycamel/concurrentqueue\n"}],
    "columns": [{"core/a.h": "// https://example.org/" + "x" * 100 + "\n"}],
    "file-length": [{"core/a.h": "int a;\n" * 800}, {"a.md": "a\n" * 900}],
    "function-length": [
        {"core/a.cc": "namespace a {\nvoid f() {\n  step();\n}\n" + "int a;\n" * 90 + "}\n"},
        {"tests/a.cc": LONG_TABLE},
        {"core/a.h": "class A {\n" + "  int a() { return 1; }\n" * 90 + "};\n"},
        {"core/a.h": "class A {\n public:\n  struct B final {\n" + "  int a;\n" * 90 + "};};\n"},
        {"core/a.cc": "constexpr int kTable[] = {\n" + "1,\n" * 90 + "};\n"},
    ],
    "vague-name": [{"core/a.h": "// not a Manager\nclass WaitingQueue;\n"}],
    "silent-order": [
        {"core/a.h": "// relaxed: one writer\na.load(std::memory_order_relaxed);\n"},
        {"core/a.h": "a.load(std::memory_order_relaxed);  // relaxed: one writer\n"},
    ],
    "default-order": [
        {"core/a.h": "std::atomic<int> a_;\nint f() { return a_.load(std::memory_order_relaxed); }\n"},
        {"core/a.h": "int handled_;\nvoid f() { handled_++; }\n"},
    ],
    "own-header": [
        {"core/a.h": "int a;\n", "core/a.cc": '#include "core/a.h"\n\n#include <string>\n'},
        {"core/b.h": "int a;\n", "core/a.cc": '#include "core/b.h"\n'},
    ],
    "queue-wrapper": [{"core/runtime/a.h": QUEUE}],
    "one-type": [
        {
            "tools/a.h": "namespace n {\nstruct Two;\nclass One {\n  struct Two {};\n};\n}  // namespace n\n",
            "tools/b.h": "namespace n {\nstruct Two {\n};\n}  // namespace n\n",
            "tools/c.h": "namespace m {\nstruct Two {\n};\n}  // namespace m\n",
            "tools/d.cc": "namespace n {\nnamespace {\nstruct Two {};\n}  // namespace\n}  // namespace n\n",
            "tools/e.cc": "namespace n {\nstruct One::Two {\n};\n}  // namespace n\n",
            "tests/f.cc": "namespace n {\nstruct Two {};\n}  // namespace n\n",
        },
    ],
    "empty-test": [
        {"tests/a_test.cc": "TEST(A, B) {\n  EXPECT_EQ(run(), 1);\n}\n"},
        {
            "tests/a_test.cc": '#include "tests/support/table.h"\nTEST(A, B) {\n  check();\n}\n',
            "tests/support/table.h": "inline void check() { EXPECT_EQ(run(), 1); }\n",
        },
    ],
    "exception": [{"tools/a.cc": "void f() { throw 1; }\n", "core/a.cc": "// throw nothing\n"}],
    "test-sleep": [{"tools/a.cc": "sleep_for(x);\n", "tests/a.cc": "int sleeper(1);\n"}],
    "assert": [{"core/a.cc": "static_assert(sizeof(int) == 4);\n"}],
    "disabled-test": [{"tests/a.cc": "TEST(A, B) {}\n"}],
    "dead-code": [{"core/a.cc": "#if 01\n#endif\n"}],
    "using-namespace": [{"core/a.cc": "using std::chrono::seconds;\nnamespace a = b;\n"}],
    "shared-ptr": [
        {"core/net/a.h": "std::shared_ptr<A> a;\n"},
        {"core/a.h": "// tidy-allow(shared-ptr): the library asks for one\nstd::weak_ptr<A> a;\n"},
    ],
    "clock": [{"core/runtime/a.cc": "auto now = std::chrono::steady_clock::now();\n"}],
    "randomness": [{"core/a.cc": "int operand(int a);\n"}],
    "singleton": [{"core/a.cc": "instances();\n"}],
    "true-is-true": [{"tests/a.cc": "EXPECT_TRUE(a);\n"}],
    "unlisted-source": [
        {"tests/a/b/a_test.cc": "int a;\n", "tests/a/CMakeLists.txt": "x(SOURCES b/a_test.cc)\n"},
    ],
    "unlisted-test": [{"tests/a/a_test.py": "x = 1\n", "tests/a/CMakeLists.txt": "a_test.py\n"}],
    "glob": [{"core/CMakeLists.txt": "list(APPEND sources a.cc)\n"}],
    "global-flags": [{"CMakeLists.txt": "target_include_directories(a PRIVATE .)\n"}],
    "flags-elsewhere": [{"tools/cmake/StellwerkTargets.cmake": "target_compile_options(a)\n"}],
}
