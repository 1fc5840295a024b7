// SPDX-License-Identifier: Apache-2.0
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "core/engine/engine.h"
#include "core/model/codec.h"
#include "core/policy/compile.h"
#include "core/resp/command_reader.h"
#include "core/resp/inline_arguments.h"
#include "tools/stellwerk/journal/day_report.h"
#include "tools/stellwerk/journal/replay.h"

namespace stellwerk::cli {
namespace {

using journal::Record;

OtherPolicy policy_of(const std::string& text) {
  const policy::Compiled compiled = policy::compile(text, {});
  EXPECT_TRUE(compiled.ok()) << text;
  OtherPolicy policy{text, {}};
  model::encode(compiled.policy, policy.compiled);
  return policy;
}

// One queue, decided by `rule`; offers are made only with `mode` "offer".
OtherPolicy policy_with(const std::string& rule, const std::string& mode = "auto") {
  return policy_of("[routing]\npolicy = \"" + rule +
                   "\"\n[[sla]]\nname = \"minute\"\nfirst_response = \"1m\"\n[[queue]]\n"
                   "name = \"chat\"\nsla = \"minute\"\noffer = { mode = \"" +
                   mode + "\", timeout = \"20s\", retry = \"30s\" }\n");
}

// Records as a journal has them; commands as typed at a console, at seconds.
class Tape {
 public:
  explicit Tape(const OtherPolicy& policy) {
    model::Command command;
    command.kind = model::CommandKind::kPolicyApply;
    command.text = policy.text;
    command.mark(model::Field::kText);
    command.payload = policy.compiled;
    command.mark(model::Field::kPayload);
    add(0, command);
  }

  void at(std::int64_t second, std::string_view line) {
    std::vector<std::string_view> arguments;
    std::string unquoted;
    ASSERT_TRUE(resp::split_inline(line, arguments, unquoted)) << line;
    resp::CommandReader reader({});
    ASSERT_EQ(reader.read(arguments), resp::ReadStatus::kCommand)
        << line << ": " << reader.refusal().text;
    add(second, reader.command());
  }

  [[nodiscard]] ReadRecords reader() const {
    return [this](const journal::Journal::Visit& visit) {
      for (const Record& record : records_) {
        if (!visit(record)) break;
      }
      return journal::Problem{};
    };
  }

  // Played by hand into an engine of its own.
  [[nodiscard]] std::string digest() const {
    class Nobody final : public engine::Sink {
      void on_event(const model::Event& /*event*/) override {}
      void on_reply(const model::Reply& /*reply*/) override {}
    };
    Nobody nobody;
    engine::Engine engine(engine::Limits{});
    model::CommandDecoder decoder;
    for (const Record& record : records_) {
      engine.apply(record.at, *decoder.decode(record.command), nobody);
    }
    return engine.digest();
  }

 private:
  void add(std::int64_t second, const model::Command& command) {
    std::string& bytes = bytes_.emplace_back();
    model::encode(command, bytes);
    records_.push_back({records_.size() + 1, {1'000'000 + second * 1'000}, 0, bytes});
  }

  std::deque<std::string> bytes_;
  std::vector<Record> records_;
};

TenantDay replayed(const Tape& tape, const OtherPolicy* policy) {
  std::vector<TenantDay> days;
  const journal::Problem problem = replay_days(tape.reader(), policy, days);
  EXPECT_TRUE(problem.none()) << problem.text;
  EXPECT_EQ(days.size(), 1U);
  return std::move(days.at(0));
}

std::vector<std::int64_t> waits_s(const DayOutcome& outcome) {
  std::vector<std::int64_t> waits = outcome.total().waits_ms;
  for (std::int64_t& wait : waits) wait /= 1'000;
  return waits;
}

// Ann works on c0, c1 and c2 one after the other: 60, 40 and 30 s. By priority c2 goes first.
Tape three_for_one(const std::string& rule) {
  Tape tape(policy_with(rule));
  tape.at(0, "AGENT.SET ann");
  tape.at(0, "AGENT.STATE ann ONLINE");
  tape.at(0, "CONV.OPEN c0 QUEUE chat");
  tape.at(1, "CONV.OPEN c1 QUEUE chat");
  tape.at(10, "CONV.OPEN c2 QUEUE chat PRIORITY 0");
  tape.at(60, "CONV.CLOSE c0");
  tape.at(100, "CONV.CLOSE c1");
  tape.at(130, "CONV.CLOSE c2");
  tape.at(300, "AGENT.STATE ann OFFLINE");
  return tape;
}

TEST(JournalReplay, ReachesTheDigestOfTheEngineThatDecided) {
  const Tape tape = three_for_one("fifo");
  const TenantDay day = replayed(tape, nullptr);
  EXPECT_EQ(day.digest, tape.digest());
  EXPECT_EQ(day.records, 10U);
  EXPECT_FALSE(day.again.has_value());
  EXPECT_EQ(waits_s(day.recorded), (std::vector<std::int64_t>{0, 59, 90}));
  const std::string report = day_report({&day, 1});
  EXPECT_NE(report.find("digest=" + day.digest), report.npos) << report;
}

TEST(JournalReplay, ServicesKeepTheirLengthWhereTheyBeginAtAnotherTime) {
  const Tape tape = three_for_one("fifo");
  const OtherPolicy policy = policy_with("priority");
  const TenantDay day = replayed(tape, &policy);
  ASSERT_TRUE(day.again.has_value());
  // c2 at 60 for 30 s, then c1.
  EXPECT_EQ(waits_s(day.again->outcome), (std::vector<std::int64_t>{0, 50, 89}));
  EXPECT_EQ(day.again->outcome.open(), 0U);
  EXPECT_EQ(day.recorded.total().late, 1U);
  EXPECT_EQ(day.again->outcome.total().late, 1U);
  EXPECT_EQ(day.again->moves.same, 3U);
  EXPECT_EQ(day.again->refused, 0U);
}

TEST(JournalReplay, WhoIsServedDoesNotLeave) {
  Tape tape(policy_with("fifo"));
  tape.at(0, "AGENT.SET ann");
  tape.at(0, "AGENT.STATE ann ONLINE");
  tape.at(0, "CONV.OPEN c0 QUEUE chat");
  tape.at(1, "CONV.OPEN c1 QUEUE chat");
  tape.at(10, "CONV.OPEN c2 QUEUE chat PRIORITY 0");
  tape.at(60, "CONV.CLOSE c0");
  tape.at(95, "CONV.ABANDON c2");
  tape.at(100, "CONV.CLOSE c1");
  tape.at(300, "AGENT.STATE ann OFFLINE");
  const OtherPolicy policy = policy_with("priority");
  const TenantDay day = replayed(tape, &policy);
  ASSERT_TRUE(day.again.has_value());
  EXPECT_EQ(day.recorded.total().abandoned, 1U);
  EXPECT_EQ(day.again->outcome.total().abandoned, 0U);
  // c2 from 60 on for as long as is usual, the median of 60 and 40 s; then c1.
  EXPECT_EQ(waits_s(day.again->outcome), (std::vector<std::int64_t>{0, 50, 119}));
  EXPECT_EQ(day.again->moves.only_after, 1U);
}

TEST(JournalReplay, OffersAreAnsweredAsLongAfterTheyWereMade) {
  Tape tape(policy_with("fifo", "offer"));
  tape.at(0, "AGENT.SET ann");
  tape.at(0, "AGENT.STATE ann ONLINE");
  tape.at(0, "CONV.OPEN c0 QUEUE chat");
  tape.at(2, "CONV.ACCEPT c0 o1");
  tape.at(3, "CONV.OPEN c1 QUEUE chat");
  tape.at(4, "CONV.OPEN c2 QUEUE chat PRIORITY 0");
  tape.at(60, "CONV.CLOSE c0");
  tape.at(67, "CONV.ACCEPT c1 o2");
  tape.at(100, "CONV.CLOSE c1");
  tape.at(105, "CONV.ACCEPT c2 o3");
  tape.at(120, "CONV.CLOSE c2");
  tape.at(300, "AGENT.STATE ann OFFLINE");
  const OtherPolicy policy = policy_with("priority", "offer");
  const TenantDay day = replayed(tape, &policy);
  ASSERT_TRUE(day.again.has_value());
  EXPECT_EQ(waits_s(day.recorded), (std::vector<std::int64_t>{2, 64, 101}));
  // c2 is offered at 60 and taken at 65, closed at 80; c1 is offered then and taken at 87.
  EXPECT_EQ(waits_s(day.again->outcome), (std::vector<std::int64_t>{2, 61, 84}));
}

TEST(JournalReplay, TheRecordedPolicyChangesNothing) {
  Tape tape(policy_with("sla-first", "offer"));
  for (const char* const agent : {"ann", "ben", "bot"}) {
    const std::string name = agent;
    tape.at(0, "AGENT.SET " + name + (name == "bot" ? " KIND bot SKILLS hi=5" : " SKILLS de=5"));
    tape.at(0, "AGENT.STATE " + name + " ONLINE");
  }
  tape.at(1, "CONV.OPEN c1 QUEUE chat SKILLS hi");
  tape.at(2, "CONV.ACCEPT c1 o1");
  tape.at(3, "MSG.OUT c1 m1 hello FROM bot");
  tape.at(5, "CONV.ESCALATE c1 SKILLS de");
  tape.at(6, "CONV.OPEN c2 QUEUE chat SKILLS de");
  tape.at(7, "CONV.OPEN c3 QUEUE chat SKILLS de");
  tape.at(8, "CONV.DECLINE c1 o2 REASON lunch");
  tape.at(9, "CONV.ACCEPT c2 o3");
  tape.at(9, "CONV.ACCEPT c2 o3");
  tape.at(15, "CONV.ABANDON c3");
  tape.at(16, "AGENT.STATE ann AWAY");
  tape.at(17, "AGENT.STATE ann ONLINE");
  tape.at(80, "CONV.CLOSE c2");
  tape.at(90, "CONV.CLOSE c1");  // the last of all: it is not forgotten
  const OtherPolicy policy = policy_with("sla-first", "offer");
  const TenantDay day = replayed(tape, &policy);
  ASSERT_TRUE(day.again.has_value());
  const QueueOutcome before = day.recorded.total();
  const QueueOutcome after = day.again->outcome.total();
  EXPECT_GT(before.assigned, 1U);
  EXPECT_EQ(after.waits_ms, before.waits_ms);
  EXPECT_EQ(after.assigned, before.assigned);
  EXPECT_EQ(after.abandoned, before.abandoned);
  EXPECT_EQ(after.breached, before.breached);
  EXPECT_EQ(day.again->outcome.open(), 0U);
  EXPECT_EQ(day.again->outcome.first_agents(), day.recorded.first_agents());
  EXPECT_EQ(day.again->refused, 0U);
}

TEST(JournalReplay, CountsWhatAnotherPolicyRefuses) {
  const Tape tape = three_for_one("fifo");
  const OtherPolicy policy = policy_of("[[queue]]\nname = \"mail\"\n");
  const TenantDay day = replayed(tape, &policy);
  ASSERT_TRUE(day.again.has_value());
  EXPECT_EQ(day.again->refused, 3U) << "the three openings";
  EXPECT_EQ(day.again->moves.only_before, 3U);
  EXPECT_EQ(day.again->outcome.total().assigned, 0U);
}

TEST(JournalReplay, NamesARecordThatIsNoCommand) {
  const ReadRecords read = [](const journal::Journal::Visit& visit) {
    (void)visit({7, {1}, 0, "junk"});
    return journal::Problem{};
  };
  std::vector<TenantDay> days;
  const journal::Problem problem = replay_days(read, nullptr, days);
  EXPECT_EQ(problem.fault, journal::Fault::kDamaged);
  EXPECT_NE(problem.text.find("record 7"), problem.text.npos) << problem.text;
}

}  // namespace
}  // namespace stellwerk::cli
