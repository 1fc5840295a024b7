// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support/table.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/text.h"
#include "core/model/codec.h"
#include "tests/engine/support/command_line.h"
#include "tests/engine/support/expectation.h"
#include "tests/engine/support/policy_lines.h"
#include "tests/engine/support/recorder.h"

namespace stellwerk::tests {
namespace {

using Words = std::vector<std::string>;

// The start of every table: a Wednesday in 2025, so that no time is near zero.
constexpr base::Instant kStart{1'755'000'000'000};

struct Step {
  base::Instant at;
  const model::Command* command;  // null: time alone
};

struct Line {
  Words words;
  bool has_expectation = false;
  std::vector<Words> expected;  // split at `|`
};

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

Line parse_line(std::string_view text) {
  Line line;
  const std::size_t arrow = text.find("->");
  line.words = split_words(text.substr(0, arrow));
  line.has_expectation = arrow != text.npos;
  if (!line.has_expectation) return line;
  std::string_view rest = text.substr(arrow + 2);
  while (!rest.empty()) line.expected.push_back(split_words(base::next_item(rest, '|')));
  return line;
}

class Table {
 public:
  explicit Table(const engine::Limits& limits)
      : limits_(limits), engine_(limits), expectation_(kStart) {}

  // False ends the table: a later line means nothing after a wrong one.
  bool run(int number, std::string_view text);
  void run_again();

 private:
  bool run_time(const Line& line);
  bool run_command(Line line);
  bool apply_policy(std::string_view name);
  bool query(const CommandLine& command, const Line& line);
  bool judge(const Line& line, const Fields* reply);
  bool rules_hold();
  bool fail(const std::string& what) const;
  enum class Way : std::uint8_t { kSmallPieces, kCommandsAlone, kSavedAndLoaded };
  void replay(Way way, const std::string& name) const;
  std::unique_ptr<engine::Engine> heir_of(const engine::Engine& engine) const;
  void note(const Fields* reply);

  engine::Limits limits_;
  engine::Engine engine_;
  Recorder recorder_;
  Expectation expectation_;
  std::optional<PolicyLines> document_;
  bool document_applied_ = false;
  base::Instant now_ = kStart;
  std::deque<CommandLine> commands_;
  std::vector<Step> steps_;
  std::vector<Fields> all_events_;
  std::vector<Fields> all_replies_;
  std::string transcript_;
  std::string text_;
  int number_ = 0;
};

bool Table::fail(const std::string& what) const {
  ADD_FAILURE() << "line " << number_ << ": " << text_ << '\n'
                << what << "\ntranscript (times count from " << kStart.ms << "):\n"
                << transcript_;
  return false;
}

bool Table::run(int number, std::string_view text) {
  number_ = number;
  text_ = trimmed(text);
  if (text_.empty() || text_.front() == '#') return true;
  transcript_ += "  " + std::to_string(number_) + "  " + text_ + '\n';
  Line line = parse_line(text_);
  if (line.words.empty()) return fail("this line has no command");
  const std::string& word = line.words[0];
  recorder_.clear();
  if (word == "at" || word == "advance") return run_time(line);
  if (word == "policy" && line.words.size() == 2) return apply_policy(line.words[1]);
  if (PolicyLines::is_entry(line.words)) {
    if (document_applied_) document_.reset();
    document_applied_ = false;
    if (!document_) document_.emplace();
    const std::string error = document_->add(line.words);
    return error.empty() || fail(error);
  }
  return run_command(std::move(line));
}

bool Table::apply_policy(std::string_view name) {
  document_.emplace();
  document_applied_ = false;
  std::string_view lines = policy_named(name);
  if (lines.empty()) return fail("no policy has this name");
  while (!lines.empty()) {
    const std::string error = document_->add(split_words(base::next_item(lines, '\n')));
    if (!error.empty()) return fail(error);
  }
  return run_command(parse_line("POLICY.APPLY"));
}

bool Table::run_time(const Line& line) {
  const auto span = base::parse_duration(line.words.size() == 2 ? line.words[1] : "");
  if (!span) return fail("'at' and 'advance' take a duration");
  const base::Instant until = line.words[0] == "at" ? kStart + *span : now_ + *span;
  if (until < now_) return fail("time does not go back");
  now_ = until;
  engine_.advance(now_, recorder_);
  steps_.push_back({now_, nullptr});
  note(nullptr);
  return judge(line, nullptr);
}

bool Table::run_command(Line line) {
  for (std::string& word : line.words) {
    word = word.starts_with('@') ? recorder_.offer_of(word.substr(1)) : expectation_.resolved(word);
  }
  CommandLine& line_command = commands_.emplace_back(line.words, kStart);
  if (!line_command.error().empty()) return fail(line_command.error());
  const model::CommandKind kind = line_command.command().kind;
  if (kind == model::CommandKind::kPolicyApply || kind == model::CommandKind::kPolicyCheck) {
    if (!document_) return fail("there is no document to apply");
    std::string payload;
    model::encode(document_->policy(), payload);
    line_command.attach_policy(document_->text(), std::move(payload));
    document_applied_ = true;
  }
  if (!model::is_write(kind)) return query(line_command, line);
  engine_.apply(now_, line_command.command(), recorder_);
  steps_.push_back({now_, &line_command.command()});
  if (recorder_.replies().size() != 1) {
    return fail("answered " + std::to_string(recorder_.replies().size()) + " times");
  }
  note(&recorder_.replies()[0]);
  return judge(line, &recorder_.replies()[0]);
}

bool Table::query(const CommandLine& command, const Line& line) {
  FieldsWriter writer;
  engine_.query(command.command(), writer);
  const Fields reply = writer.finish();
  transcript_ += "        " + reply.to_string() + '\n';
  return judge(line, &reply);
}

void Table::note(const Fields* reply) {
  if (reply != nullptr) {
    transcript_ += "        " + reply->to_string() + '\n';
    all_replies_.push_back(*reply);
  }
  for (const Fields& event : recorder_.events()) {
    transcript_ += "      | " + event.to_string() + '\n';
    all_events_.push_back(event);
  }
}

bool Table::judge(const Line& line, const Fields* reply) {
  if (!rules_hold()) return false;
  if (!line.has_expectation) {
    return reply == nullptr || !reply->head.starts_with('-') || fail("refused");
  }
  std::vector<Words> expected = line.expected;
  if (reply != nullptr) {
    if (expected.empty() || expected[0].empty()) return fail("what reply is expected?");
    if (!expectation_.reply_fits(expected[0], *reply))
      return fail("another reply: " + reply->to_string());
    expected.erase(expected.begin());
  } else if (expected.size() == 1 && expected[0] == Words{"nothing"}) {
    expected.clear();
  }
  for (const Words& words : expected) {
    if (words.empty()) return fail("an expected event is empty");
  }
  return expectation_.events_fit(expected, recorder_.events()) || fail("other events");
}

bool Table::rules_hold() {
  engine_.check_invariants();
  const std::string broken = recorder_.complaints() + book_differences(engine_.figures());
  return broken.empty() || fail(broken);
}

void Table::run_again() {
  replay(Way::kSmallPieces, "time in small pieces");
  replay(Way::kCommandsAlone, "commands alone");
  replay(Way::kSavedAndLoaded, "saved and loaded after every step");
}

std::unique_ptr<engine::Engine> Table::heir_of(const engine::Engine& engine) const {
  auto heir = std::make_unique<engine::Engine>(limits_);
  engine.save([&heir, this](std::string_view record) {
    EXPECT_TRUE(heir->load(record)) << "a record of kind " << int{record[0]} << '\n' << transcript_;
  });
  return heir;
}

void Table::replay(Way way, const std::string& name) const {
  auto engine = std::make_unique<engine::Engine>(limits_);
  Recorder recorder;
  base::Instant now = kStart;
  for (const Step& step : steps_) {
    while (way == Way::kSmallPieces && now < step.at) {
      // Halves of what is left, and every time at which a timer may be due.
      const base::Instant half = now + (step.at - now + base::milliseconds(1)) / 2;
      const base::Instant timer = engine->next_timer();
      now = timer > now && timer < half ? timer : half;
      engine->advance(now, recorder);
    }
    now = step.at;
    if (step.command != nullptr) engine->apply(now, *step.command, recorder);
    if (way == Way::kSavedAndLoaded) engine = heir_of(*engine);
  }
  engine->advance(now, recorder);
  EXPECT_EQ(recorder.events().size(), all_events_.size()) << name << '\n' << transcript_;
  for (std::size_t i = 0; i < std::min(recorder.events().size(), all_events_.size()); ++i) {
    ASSERT_EQ(recorder.events()[i].to_string(), all_events_[i].to_string()) << name << '\n'
                                                                            << transcript_;
  }
  EXPECT_TRUE(recorder.replies() == all_replies_) << name << '\n' << transcript_;
  EXPECT_EQ(engine->digest(), engine_.digest()) << name << '\n' << transcript_;
}

}  // namespace

void check(std::string_view table, const engine::Limits& limits) {
  Table run(limits);
  int number = 0;
  while (!table.empty()) {
    ++number;
    if (!run.run(number, base::next_item(table, '\n'))) return;
  }
  run.run_again();
}

}  // namespace stellwerk::tests
