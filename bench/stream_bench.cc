// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "core/base/prng.h"
#include "core/stream/answer.h"
#include "core/stream/event_store.h"

namespace stellwerk::stream {
namespace {

constexpr std::uint64_t kAgents = 1'000;

// Draws what an engine with a thousand agents says.
class Events {
 public:
  Events() {
    for (std::uint64_t i = 0; i < kAgents; ++i) agents_.push_back("agent-" + std::to_string(i));
  }

  void append_to(EventStore& store) {
    model::Event event;
    event.seq = store.last() + 1;
    event.at = {1'700'000'000'000 + static_cast<std::int64_t>(event.seq)};
    event.type = event.seq % 4 == 0   ? model::EventType::kConversationOpened
                 : event.seq % 4 == 1 ? model::EventType::kConversationAssigned
                 : event.seq % 4 == 2 ? model::EventType::kSlaMet
                                      : model::EventType::kConversationClosed;
    event.conv = "conversation-0123456";
    event.queue = "billing";
    if (event.type != model::EventType::kConversationOpened) {
      event.agent = agents_[static_cast<std::size_t>(prng_.below(kAgents))];
    }
    store.append(event);
  }

 private:
  base::Prng prng_{42};
  std::vector<std::string> agents_;
};

// The cost of keeping one event, the store being full: each append lets an old one go.
void BM_Append(benchmark::State& state) {
  Limits limits;
  limits.entries_max = static_cast<std::uint64_t>(state.range(0));
  EventStore store(limits);
  Events events;
  for (std::uint64_t i = 0; i < limits.entries_max; ++i) events.append_to(store);
  for (auto _ : state) events.append_to(store);
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
  state.counters["bytes_per_entry"] =
      static_cast<double>(store.memory()) / static_cast<double>(store.entries());
}
BENCHMARK(BM_Append)->Arg(10'000)->Arg(1'000'000);

class CountingWriter final : public model::ReplyWriter {
 public:
  void map(std::size_t pairs) override { bytes += pairs; }
  void array(std::size_t items) override { bytes += items; }
  void text(std::string_view value) override { bytes += value.size(); }
  void simple(std::string_view value) override { bytes += value.size(); }
  void integer(std::int64_t) override { ++bytes; }
  void real(double) override { ++bytes; }
  void null() override { ++bytes; }
  void null_array() override { ++bytes; }
  void error(model::Code, std::string_view text) override { bytes += text.size(); }
  std::uint64_t bytes = 0;
};

// The cost of one entry in an answer of state.range(0), somewhere in a full store.
void BM_Read(benchmark::State& state) {
  EventStore store{Limits{}};
  Events events;
  for (std::uint64_t i = 0; i < 1'000'000; ++i) events.append_to(store);
  base::Prng prng(7);
  CountingWriter writer;
  const auto count = static_cast<std::uint64_t>(state.range(0));
  for (auto _ : state) {
    const model::Term from{"events", 1 + prng.below(1'000'000 - count)};
    const ReadPlan plan(store, {&from, 1}, count);
    plan.write(3, writer);
  }
  benchmark::DoNotOptimize(writer.bytes);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}
BENCHMARK(BM_Read)->Arg(1)->Arg(100)->Arg(100'000);

}  // namespace
}  // namespace stellwerk::stream
