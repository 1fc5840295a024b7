// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <string_view>

#include "core/engine/engine.h"
#include "core/model/codec.h"
#include "core/policy/compile.h"
#include "core/resp/reply_writers.h"
#include "tests/fuzz/target.h"

// A policy document: what is wrong with it can be told, and one without mistakes can be encoded,
// put in force and read back.

namespace stellwerk::fuzz {
namespace {

constexpr base::Instant kNow{1'796'000'000'000};

std::string encoded(const model::Policy& policy) {
  std::string bytes;
  model::encode(policy, bytes);
  return bytes;
}

// Every problem is at a line that is there, says something, and fits into a reply.
void check_problems(std::string_view text, const policy::Compiled& compiled) {
  SW_CHECK(compiled.problems.size() <= policy::kProblemsMax);
  const auto lines = static_cast<std::uint32_t>(std::ranges::count(text, '\n')) + 1;
  std::uint32_t before = 0;
  for (const policy::Problem& problem : compiled.problems) {
    SW_CHECK(problem.line >= before && problem.line <= lines);
    SW_CHECK(!problem.text.empty() && !policy::described(problem).empty());
    before = problem.line;
  }
  std::string reply;
  resp::Resp3Writer writer(reply);
  policy::write_report(compiled.problems, writer);
  SW_CHECK(!reply.empty());
}

// A comment in front moves every problem one line down and changes nothing else.
void check_one_line_down(std::string_view text, const policy::Compiled& compiled) {
  if (text.starts_with('\xef')) return;  // a byte order mark stands in front of everything
  const policy::Compiled moved = policy::compile("# moved\n" + std::string(text), kNow);
  if (!compiled.ok() && compiled.problems.front().key.empty()) {
    // Of several mistakes in what is no TOML, toml++ names another one when blocks end elsewhere.
    return SW_CHECK(!moved.ok() && moved.problems.front().key.empty());
  }
  SW_CHECK(moved.problems.size() == compiled.problems.size());
  for (std::size_t i = 0; i < moved.problems.size(); ++i) {
    const policy::Problem& before = compiled.problems[i];
    const policy::Problem& after = moved.problems[i];
    SW_CHECK(after.line == before.line + 1 && after.key == before.key);
    const bool names_a_line = before.text.find(" in line ") != before.text.npos;
    SW_CHECK(names_a_line || after.text == before.text);
  }
  SW_CHECK(encoded(moved.policy) == encoded(compiled.policy));
}

class LastReply final : public engine::Sink {
 public:
  void on_event(const model::Event& /*event*/) override {}
  void on_reply(const model::Reply& reply) override {
    integer = reply.kind == model::ReplyKind::kInteger ? reply.integer : -1;
  }
  std::int64_t integer = 0;
};

// A tenant takes what compiled as its first version, a second time changes nothing, and reads it
// back as it was written.
void check_in_force(std::string_view text, const std::string& payload) {
  engine::Engine engine({});
  model::Command command;
  command.kind = model::CommandKind::kPolicyApply;
  command.text = text;
  command.mark(model::Field::kText);
  command.payload = payload;
  command.mark(model::Field::kPayload);
  LastReply sink;
  engine.apply({1'000}, command, sink);
  SW_CHECK(sink.integer == 1);
  engine.check_invariants();
  const std::string digest = engine.digest();
  engine.apply({1'000}, command, sink);
  SW_CHECK(sink.integer == 1 && engine.digest() == digest);

  model::Command get;
  get.kind = model::CommandKind::kPolicyGet;
  std::string reply;
  resp::Resp3Writer writer(reply);
  engine.query(get, writer);
  SW_CHECK(reply.find(text) != reply.npos);
}

}  // namespace

void check_input(std::string_view input) {
  const policy::Compiled compiled = policy::compile(input, kNow);
  check_problems(input, compiled);
  check_one_line_down(input, compiled);
  const std::string payload = encoded(compiled.policy);
  SW_CHECK(encoded(policy::compile(input, kNow).policy) == payload);
  if (!compiled.ok()) return;
  const auto decoded = model::decode_policy(Exact(payload).view());
  SW_CHECK(decoded && encoded(*decoded) == payload);
  check_in_force(input, payload);
}

}  // namespace stellwerk::fuzz
