// SPDX-License-Identifier: Apache-2.0
#include "tests/random/world.h"

#include <algorithm>
#include <iostream>
#include <string_view>
#include <utility>

#include "core/base/check.h"
#include "core/engine/limits_text.h"
#include "core/model/codec.h"
#include "tests/engine/support/fields.h"

namespace stellwerk::tests {
namespace {

constexpr base::Instant kStart{1'755'000'000'000};

WorldSize draw_size(base::Prng& prng) {
  constexpr std::array<std::int64_t, 4> kPaces = {20, 1'000, 1'000, 60'000};
  WorldSize size;
  const auto draw = [&prng](std::int64_t least, std::int64_t greatest) {
    return static_cast<std::uint32_t>(prng.between(least, greatest));
  };
  size.agents = draw(3, 30);
  size.conversations = draw(30, 300);
  size.queues = draw(1, 6);
  size.skills = draw(1, 4);
  size.channels = draw(1, 3);
  size.slas = draw(1, 3);
  size.calendars = draw(1, 3);
  size.pace = {kPaces[prng.below(kPaces.size())]};
  size.start = kStart;
  return size;
}

// Bounds that are met, now and then.
engine::Limits draw_limits(base::Prng& prng, const WorldSize& size) {
  engine::Limits limits;
  if (prng.chance(1, 4)) limits.conversations_max = size.conversations / 2;
  if (prng.chance(1, 4)) limits.agents_max = size.agents - 1;
  if (prng.chance(1, 4)) limits.unanswered_max = 3;
  if (prng.chance(1, 2)) limits.closed_min = size.pace * prng.between(1, 100);
  if (prng.chance(1, 2)) limits.closed_max = limits.closed_min + size.pace * prng.between(1, 100);
  limits.closed_max = std::max(limits.closed_max, limits.closed_min);
  if (prng.chance(1, 4)) limits.closed_memory = 4'096;
  if (prng.chance(1, 2)) limits.dedupe_window = size.pace * prng.between(1, 1'000);
  if (prng.chance(1, 4)) limits.dedupe_max = 40;
  if (prng.chance(1, 2)) limits.request_window = size.pace * prng.between(1, 1'000);
  if (prng.chance(1, 2)) limits.decisions_max = prng.chance(1, 3) ? 0 : 100;
  if (prng.chance(1, 4)) limits.misses_max = 1;
  return limits;
}

// Whether an answer was one.
class Listener final : public model::ReplyWriter {
 public:
  [[nodiscard]] std::string text() const { return text_.substr(0, 2'000); }
  void map(std::size_t pairs) override { add(pairs); }
  void array(std::size_t items) override { add(items); }
  void text(std::string_view value) override { add(value); }
  void simple(std::string_view value) override { add(value); }
  void integer(std::int64_t value) override { add(static_cast<std::uint64_t>(value)); }
  void real(double value) override { add(std::to_string(value)); }
  void null() override { add(1); }
  void null_array() override { add(2); }
  void error(model::Code, std::string_view value) override {
    add(value);
    refused_ = true;
  }

  [[nodiscard]] bool refused() const { return refused_; }
  [[nodiscard]] std::uint64_t hash() const { return hash_; }

 private:
  void add(std::uint64_t value) { hash_ = (hash_ ^ value) * 0x100000001b3U; }
  void add(std::string_view value) {
    if (text_.size() < 2'000) text_.append(value).append(" ");
    for (const char c : value) add(static_cast<unsigned char>(c));
  }
  bool refused_ = false;
  std::string text_;
  std::uint64_t hash_ = 0xcbf29ce484222325U;
};

}  // namespace

void Reach::add(const Reach& other) {
  shadow_decisions += other.shadow_decisions;
  shadow_disagreements += other.shadow_disagreements;
  commands += other.commands;
  accepted += other.accepted;
  unread += other.unread;
  saves += other.saves;
  renewals += other.renewals;
  for (std::size_t i = 0; i < by_row.size(); ++i) {
    by_row[i] += other.by_row[i];
    for (std::size_t j = 0; j < by_parameter[i].size(); ++j) {
      by_parameter[i][j] += other.by_parameter[i][j];
    }
  }
  for (std::size_t i = 0; i < events.size(); ++i) events[i] += other.events[i];
}

DrawnWorld::DrawnWorld(std::uint64_t seed, Reach& reach, std::uint64_t trail_from)
    : prng_(seed),
      size_(draw_size(prng_)),
      limits_(draw_limits(prng_, size_)),
      deck_(prng_, size_),
      sight_(size_),
      draw_(deck_, sight_),
      reader_(resp::ArgumentLimits{}),
      engine_(std::make_unique<engine::Engine>(limits_)),
      second_(seed % 4 == 3 ? Second::kSame : static_cast<Second>(seed % 4)),
      reach_(reach),
      now_(kStart),
      trail_from_(trail_from),
      save_every_(static_cast<std::uint64_t>(prng_.between(100, 1'500))),
      policy_every_(static_cast<std::uint64_t>(prng_.between(50, 2'000))) {
  if (trail_from_ != ~std::uint64_t{0}) std::cout << engine::to_text(limits_) << '\n';
  apply_policy();
}

void DrawnWorld::show(const std::string& what) const {
  if (steps_ < trail_from_) return;
  std::cout << (now_ - kStart).ms << "ms " << what << std::endl;
}

// Often to the very moment at which something is due, or just before it.
void DrawnWorld::pass_time() {
  const std::uint64_t luck = prng_.below(100);
  if (luck < 40) return;
  base::Duration span{prng_.between(1, std::max<std::int64_t>(1, size_.pace.ms / 10))};
  if (luck >= 97) span = deck_.span();
  const base::Instant due = engine_->next_timer();
  if (luck >= 85 && luck < 97 && due > now_ && due - now_ < size_.pace * 1'000) {
    span = due - now_ - base::milliseconds(luck % 2 == 0 ? 1 : 0);
  }
  now_ = now_ + span;
  if (prng_.chance(1, 3)) engine_->advance(now_, sight_);
}

void DrawnWorld::step() {
  ++steps_;
  if (steps_ >= trail_from_) sight_.tell();
  const auto before = sight_.events();
  pass_time();
  if (deck_.rarely(policy_every_)) {
    apply_policy();
  } else if (deck_.rarely(2 * policy_every_)) {
    renew_calendars();
  } else {
    run(draw_.draw(now_));
  }
  engine_->check_invariants();
  watch_shadow();
  ++reach_.commands;
  for (std::size_t i = 0; i < before.size(); ++i) {
    reach_.events[i] += sight_.events()[i] - before[i];
  }
  if (steps_ % save_every_ == 0) save_and_load();
}

void DrawnWorld::run(const Words& words) {
  const std::vector<std::string_view> arguments(words.begin(), words.end());
  const bool shown = steps_ >= trail_from_;
  if (shown) {
    std::string line;
    for (const std::string& word : words) line += word + ' ';
    show(line);
  }
  if (reader_.read(arguments) != resp::ReadStatus::kCommand) {
    ++reach_.unread;
    return;
  }
  model::Command command = reader_.command();
  std::string payload;
  std::string text;
  model::Policy drawn;
  if (command.has(model::Field::kText) && command.kind != model::CommandKind::kConvList) {
    drawn = draw_policy(deck_);
    model::encode(drawn, payload);
    text = "policy " + std::to_string(steps_);
    if (deck_.rarely(20)) payload.resize(payload.size() / 2);
    command.text = text;
    command.payload = payload;
    command.mark(model::Field::kPayload);
  }
  if (model::is_write(command.kind)) {
    decide(command);
    const bool applied = command.kind == model::CommandKind::kPolicyApply && sight_.accepted();
    if (applied) follow(std::move(drawn));
  } else {
    ask(command);
  }
}

// As the shard does it by itself.
void DrawnWorld::renew_calendars() {
  model::Policy renewed;
  renewed.calendars = draw_renewal(deck_, policy_);
  std::string payload;
  model::encode(renewed, payload);
  model::Command command;
  command.kind = model::CommandKind::kCalendarRenew;
  command.payload = payload;
  command.mark(model::Field::kPayload);
  show("calendars are renewed");
  decide(command);
  policy_.calendars = std::move(renewed.calendars);
  ++reach_.renewals;
}

void DrawnWorld::apply_policy() {
  std::string payload;
  model::Policy drawn = draw_policy(deck_);
  model::encode(drawn, payload);
  const std::string text = "policy " + std::to_string(steps_);
  model::Command command;
  command.kind = model::CommandKind::kPolicyApply;
  command.text = text;
  command.payload = payload;
  command.mark(model::Field::kText);
  command.mark(model::Field::kPayload);
  show("POLICY.APPLY");
  decide(command);
  if (sight_.accepted()) follow(std::move(drawn));
}

void DrawnWorld::follow(model::Policy policy) {
  policy_ = std::move(policy);
  sight_.follow(policy_);
}

void DrawnWorld::decide(const model::Command& command) {
  tape_.add(now_, command);
  engine_->apply(now_, command, sight_);
  if (!sight_.accepted()) return;
  count_accepted(command);
  const bool in_force =  // a repeated request changes nothing
      command.kind == model::CommandKind::kPolicyApply && engine_->policy_text() == command.text;
  if (in_force) policies_.emplace_back(command.payload);
}

// It is refused where open conversations need what it leaves out.
void DrawnWorld::begin_shadow() {
  const std::size_t back = second_ == Second::kSame || policies_.size() < 2 ? 1 : 2;
  model::Command command;
  command.kind = model::CommandKind::kPolicyShadow;
  command.text = "second";
  command.payload = policies_[policies_.size() - back];
  command.mark(model::Field::kText);
  command.mark(model::Field::kPayload);
  Listener listener;
  engine_->shadow(command, listener);
  if (!listener.refused()) seen_decisions_ = seen_disagreements_ = 0;
  SW_CHECK_MSG(back == 2 || !listener.refused(), "the policy in force is refused as a second one");
}

// Whoever decides by the same policy on the same state decides the same.
void DrawnWorld::watch_shadow() {
  if (second_ == Second::kNone || policies_.empty()) return;
  const engine::Figures figures = engine_->figures();
  std::uint64_t otherwise = 0;
  for (const std::uint64_t count : figures.shadow_differences) otherwise += count;
  if (second_ == Second::kSame && otherwise > 0) {
    Listener report;
    model::Command ask;
    ask.kind = model::CommandKind::kPolicyShadow;
    engine_->shadow(ask, report);
    const std::string what = "the same policy decides otherwise: " + report.text();
    SW_CHECK_MSG(otherwise == 0, what.c_str());
  }
  if (figures.shadow_decisions < seen_decisions_) seen_decisions_ = seen_disagreements_ = 0;
  reach_.shadow_decisions +=
      figures.shadow_decisions - std::exchange(seen_decisions_, figures.shadow_decisions);
  reach_.shadow_disagreements += otherwise - std::exchange(seen_disagreements_, otherwise);
  if (!figures.shadow_runs) begin_shadow();
}

void DrawnWorld::ask(const model::Command& command) {
  engine_->advance(now_, sight_);
  Listener listener;
  engine_->query(command, listener);
  if (!listener.refused()) count_accepted(command);
}

void DrawnWorld::count_accepted(const model::Command& command) {
  ++reach_.accepted;
  for (std::size_t i = 0; i < rows().size(); ++i) {
    if (rows()[i]->kind != command.kind) continue;
    ++reach_.by_row[i];
    for (std::size_t j = 0; j < rows()[i]->parameters.size(); ++j) {
      if (command.has(rows()[i]->parameters[j].field)) ++reach_.by_parameter[i][j];
    }
  }
}

// Whoever has loaded what was saved goes on, answers the same and has the same digest.
void DrawnWorld::save_and_load() {
  auto heir = std::make_unique<engine::Engine>(limits_);
  engine_->save([&heir](std::string_view record) {
    const std::string refused =
        "a saved record of kind " + std::to_string(record[0]) + " is refused";
    SW_CHECK_MSG(heir->load(record), refused.c_str());
  });
  SW_CHECK_MSG(!heir->loading(), "the last record was not the last");
  SW_CHECK_MSG(heir->digest() == engine_->digest(), "what was loaded is not what was saved");
  heir->check_invariants();
  model::Command command;
  command.kind = model::CommandKind::kConvExplain;
  for (int i = 0; i < 3; ++i) {
    const std::string conv = deck_.name(kConversations);
    command.conv = conv;
    Listener before;
    Listener after;
    engine_->query(command, before);
    heir->query(command, after);
    SW_CHECK_MSG(before.hash() == after.hash(), "CONV.EXPLAIN answers otherwise when loaded");
  }
  ++reach_.saves;
  if (!deck_.rarely(2)) return;
  engine_ = std::move(heir);
  seen_decisions_ = seen_disagreements_ = 0;
}

void DrawnWorld::finish() {
  engine_->advance(now_, sight_);
  const JournalTape::Outcome here = {engine_->digest(), sight_.transcript(), sight_.last_event()};
  const auto compare = [&here](const JournalTape::Outcome& other) {
    SW_CHECK_MSG(other.events == here.events, "a replay has another number of events");
    SW_CHECK_MSG(other.transcript == here.transcript, "a replay says something else");
    SW_CHECK_MSG(other.digest == here.digest, "a replay comes to another digest");
  };
  compare(tape_.replay(limits_, now_, 0));
  if (size_.pace < base::seconds(10)) compare(tape_.replay(limits_, now_, 77));
}

}  // namespace stellwerk::tests
