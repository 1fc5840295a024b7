// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <iostream>
#include <queue>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/engine/engine.h"
#include "core/model/codec.h"
#include "tests/engine/support/command_line.h"
#include "tests/engine/support/policy_lines.h"

// What late_max costs and gives in small teams, in virtual time: one queue, target one minute,
// exponential handling of five minutes, busy 95 % of the time, two weeks without a break. The
// operator's guide quotes what this prints.
namespace stellwerk::tests {
namespace {

constexpr int kRuns = 20;
constexpr std::uint64_t kFirstSeed = 7'000;
constexpr std::int64_t kRunMs = 14LL * 24 * 3'600'000;
constexpr double kMeanMs = 5.0 * 60'000;
constexpr double kLoad = 0.95;
constexpr std::int64_t kTargetMs = 60'000;
constexpr base::Instant kStart{1'755'000'000'000};

struct Work {
  std::int64_t at;
  std::int64_t handling;
};

double exponential(base::Prng& prng, double mean) { return -std::log1p(-prng.unit()) * mean; }

std::vector<Work> draw(std::uint64_t seed, int agents) {
  base::Prng prng(seed);
  const double gap = kMeanMs / (kLoad * agents);
  std::vector<Work> work;
  for (double at = exponential(prng, gap); at < static_cast<double>(kRunMs);
       at += exponential(prng, gap)) {
    const double handling = exponential(prng, kMeanMs);
    work.push_back({static_cast<std::int64_t>(at), static_cast<std::int64_t>(handling) + 1});
  }
  return work;
}

struct Waits {
  std::vector<std::int64_t> late;
  std::int64_t on_time = 0;

  [[nodiscard]] double percent() const {
    return 100.0 * static_cast<double>(on_time) /
           static_cast<double>(on_time + static_cast<std::int64_t>(late.size()));
  }
  [[nodiscard]] double late_mean_hours() const {
    double sum = 0;
    for (const std::int64_t ms : late) sum += static_cast<double>(ms);
    return sum / static_cast<double>(late.size()) / 3'600'000;
  }
  [[nodiscard]] double longest_hours() const {
    return static_cast<double>(*std::max_element(late.begin(), late.end())) / 3'600'000;
  }
};

class Team final : public engine::Sink {
 public:
  Team(std::string_view routing, std::string_view late_max, int agents,
       const std::vector<Work>& work, Waits& waits)
      : work_(work), waits_(waits) {
    PolicyLines lines;
    const std::string queue = "queue q sla=s offer=auto handling=5m late_max=";
    for (const std::string& line :
         {"routing policy=" + std::string(routing), std::string("sla s first_response=1m"),
          queue + std::string(late_max)}) {
      EXPECT_EQ(lines.add(split_words(line)), "");
    }
    std::string payload;
    model::encode(lines.policy(), payload);
    CommandLine apply({"POLICY.APPLY"}, kStart);
    apply.attach_policy(lines.text(), payload);
    engine_.apply(kStart, apply.command(), *this);
    for (int i = 0; i < agents; ++i) {
      send(0, {"AGENT.SET", "a" + std::to_string(i)});
      send(0, {"AGENT.STATE", "a" + std::to_string(i), "ONLINE"});
    }
  }

  void run() {
    for (std::size_t i = 0; i < work_.size(); ++i) {
      finish_until(work_[i].at);
      send(work_[i].at, {"CONV.OPEN", std::to_string(i), "QUEUE", "q"});
    }
    finish_until(kRunMs);
  }

  void on_event(const model::Event& event) override {
    if (event.type != model::EventType::kConversationAssigned) return;
    const auto number = static_cast<std::size_t>(std::stoul(std::string(event.conv)));
    const std::int64_t at = (event.at - kStart).ms;
    const std::int64_t waited = at - work_[number].at;
    if (waited <= kTargetMs) {
      ++waits_.on_time;
    } else {
      waits_.late.push_back(waited);
    }
    ends_.push({at + work_[number].handling, number});
  }
  void on_reply(const model::Reply& reply) override {
    EXPECT_NE(reply.kind, model::ReplyKind::kError) << reply.text;
  }

 private:
  using End = std::pair<std::int64_t, std::size_t>;

  void send(std::int64_t at, const std::vector<std::string>& words) {
    const CommandLine line(words, kStart);
    ASSERT_EQ(line.error(), "");
    engine_.apply(kStart + base::milliseconds(at), line.command(), *this);
  }

  void finish_until(std::int64_t until) {
    while (true) {
      std::int64_t next = std::min(until, (engine_.next_timer() - kStart).ms);
      if (!ends_.empty()) next = std::min(next, ends_.top().first);
      engine_.advance(kStart + base::milliseconds(next), *this);
      if (!ends_.empty() && ends_.top().first <= next) {
        const std::size_t number = ends_.top().second;
        ends_.pop();
        send(next, {"CONV.CLOSE", std::to_string(number)});
      } else if (next == until) {
        return;
      }
    }
  }

  const std::vector<Work>& work_;
  Waits& waits_;
  std::priority_queue<End, std::vector<End>, std::greater<>> ends_;
  engine::Engine engine_{engine::Limits{}};
};

Waits measure(std::string_view routing, std::string_view late_max, int agents) {
  Waits waits;
  for (int run = 0; run < kRuns; ++run) {
    const std::vector<Work> work = draw(kFirstSeed + static_cast<std::uint64_t>(run), agents);
    Team(routing, late_max, agents, work, waits).run();
  }
  std::cout << agents << " agents, " << routing << ", late_max " << late_max << ": on time "
            << waits.percent() << " %, late ones wait " << waits.late_mean_hours()
            << " h on average, " << waits.longest_hours() << " h at most (seeds " << kFirstSeed
            << " to " << kFirstSeed + kRuns - 1 << ")\n";
  return waits;
}

TEST(LateMax, ShortensTheLongestWaitsOfSmallTeamsForSomeOfTheirPunctuality) {
  for (const int agents : {1, 2, 3}) {
    const Waits fifo = measure("fifo", "off", agents);
    const Waits off = measure("sla-first", "off", agents);
    const Waits automatic = measure("sla-first", "auto", agents);
    EXPECT_GT(off.percent(), fifo.percent());
    EXPECT_GT(automatic.percent(), fifo.percent());
    EXPECT_LT(automatic.longest_hours(), off.longest_hours());
    EXPECT_GE(off.percent() + 0.5, automatic.percent());
  }
}

}  // namespace
}  // namespace stellwerk::tests
