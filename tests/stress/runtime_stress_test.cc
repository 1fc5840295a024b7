// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/runtime/runtime.h"

namespace stellwerk::runtime {
namespace {

constexpr std::int64_t kTenSeconds = 10'000'000'000;

// Takes values and forgets them.
class NullWriter final : public model::ReplyWriter {
 public:
  void map(std::size_t) override {}
  void array(std::size_t) override {}
  void text(std::string_view) override {}
  void simple(std::string_view) override {}
  void integer(std::int64_t) override {}
  void real(double) override {}
  void null() override {}
  void null_array() override { nothing = true; }
  void error(model::Code, std::string_view) override {}
  bool nothing = false;
};

// One letter for each answer: r for a write's, q for a read's, n for a read without an answer.
class LetterOutlet final : public Outlet {
 public:
  void reply(const Envelope&, const model::Reply&, std::string& out) override { out += 'r'; }
  model::ReplyWriter& begin(const Envelope&, std::string& out) override {
    out_ = &out;
    writer_.nothing = false;
    return writer_;
  }
  void end(const Envelope&) override { *out_ += writer_.nothing ? 'n' : 'q'; }

 private:
  NullWriter writer_;
  std::string* out_ = nullptr;
};

RuntimeParts parts() {
  RuntimeParts parts;
  parts.outlet = [](std::uint32_t) { return std::make_unique<LetterOutlet>(); };
  return parts;
}

model::Command agent_set(std::string_view agent) {
  model::Command command;
  command.kind = model::CommandKind::kAgentSet;
  command.agent = agent;
  command.mark(model::Field::kAgent);
  return command;
}

// A port's owner: submits, and checks that answers come in the order of the commands.
class Client {
 public:
  Client(Port& port, std::uint64_t seed, std::uint32_t tenants)
      : port_(port), prng_(seed), tenants_(tenants), next_(tenants, 0), expected_(tenants, 0) {}

  // False when answers stopped coming.
  bool run(std::uint64_t commands) {
    const std::string agent = "agent-" + std::to_string(port_.index());
    const model::Command command = agent_set(agent);
    while (submitted_ < commands) {
      const std::uint64_t burst = 1 + prng_.below(200);
      for (std::uint64_t i = 0; i < burst && submitted_ < commands; ++i) {
        Envelope to;
        to.tenant = static_cast<std::uint32_t>(prng_.below(tenants_));
        to.session = next_[to.tenant];
        if (!port_.submit(to, command)) break;
        ++next_[to.tenant];
        ++submitted_;
      }
      port_.flush();
      drain();
      if (prng_.chance(1, 3) && answered_ < submitted_ && !port_.wait(kTenSeconds)) return false;
    }
    while (answered_ < submitted_) {
      if (!port_.wait(kTenSeconds)) return false;
      drain();
    }
    return true;
  }
  [[nodiscard]] bool in_order() const { return in_order_; }

 private:
  void drain() {
    port_.drain([this](const Port::Reply& reply) {
      in_order_ =
          in_order_ && reply.to.session == expected_[reply.to.tenant]++ && reply.bytes == "r";
      ++answered_;
    });
  }

  Port& port_;
  base::Prng prng_;
  const std::uint32_t tenants_;
  std::vector<std::uint64_t> next_;      // by tenant
  std::vector<std::uint64_t> expected_;  // by tenant
  std::uint64_t submitted_ = 0;
  std::uint64_t answered_ = 0;
  bool in_order_ = true;
};

TEST(RuntimeStress, EveryCommandIsAnsweredInItsPortsOrder) {
  constexpr std::uint64_t kCommands = 30'000;
  constexpr int kPorts = 3;
  RuntimeOptions options;
  options.shards = 2;
  options.tenants = 4;
  options.inbox_commands_max = 150;
  Runtime runtime(options, parts());
  runtime.start();
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kPorts; ++i) {
    threads.emplace_back([&runtime, &good, i] {
      Client client(*runtime.make_port(), static_cast<std::uint64_t>(i) + 1, 4);
      if (client.run(kCommands) && client.in_order()) good.fetch_add(1);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good.load(), kPorts);
  EXPECT_GT(runtime.refused_total(), 0U);
  EXPECT_EQ(runtime.inbox_depth(0), 0U);
  runtime.stop();
  EXPECT_EQ(runtime.shard(0).figures().shard.commands_total +
                runtime.shard(1).figures().shard.commands_total,
            kPorts * kCommands);
}

// Readers block on the stream that a writer moves; each entry reaches each reader.
TEST(RuntimeStress, BlockedReadersMissNothing) {
  constexpr int kReaders = 2;
  constexpr std::uint64_t kCommands = 3'000;
  Runtime runtime(RuntimeOptions{}, parts());
  runtime.start();
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kReaders; ++i) {
    threads.emplace_back([&runtime, &good] {
      Port& port = *runtime.make_port();
      // Each answer holds one entry, so as many reads are answered as there are events.
      model::Term events{"events", 0};
      model::Command read;
      read.kind = model::CommandKind::kStreamRead;
      read.streams = {&events, 1};
      read.count = 1;
      read.mark(model::Field::kStreams);
      read.mark(model::Field::kBlock);
      read.mark(model::Field::kCount);
      bool fine = true;
      for (; events.value < kCommands && fine; ++events.value) {
        fine = port.submit({}, read) && port.wait(kTenSeconds);
        port.drain([&fine](const Port::Reply& reply) { fine = fine && reply.bytes == "q"; });
      }
      if (fine) good.fetch_add(1);
    });
  }
  Port& port = *runtime.make_port();
  model::Command state;
  state.kind = model::CommandKind::kAgentState;
  state.agent = "a";
  state.mark(model::Field::kAgent);
  state.mark(model::Field::kPresence);
  ASSERT_TRUE(port.submit({}, agent_set("a")));
  base::Prng prng(5);
  for (std::uint64_t i = 0; i < kCommands; ++i) {
    // Each change of presence is one event.
    state.presence = i % 2 == 0 ? model::Presence::kOnline : model::Presence::kAway;
    ASSERT_TRUE(port.submit({}, state));
    if (prng.chance(1, 4)) {
      ASSERT_TRUE(port.wait(kTenSeconds));
      port.drain([](const Port::Reply&) {});
    }
  }
  port.flush();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good.load(), kReaders);
  runtime.stop();
  EXPECT_EQ(runtime.shard(0).figures().tenants[0].stream_last, kCommands);
}

// A stop in the middle of everything: what was flushed before it is answered, and it ends.
TEST(RuntimeStress, AStopUnderLoadAnswersWhatWasFlushed) {
  for (int round = 0; round < 40; ++round) {
    Runtime runtime(RuntimeOptions{}, parts());
    Port& port = *runtime.make_port();
    runtime.start();
    const model::Command command = agent_set("a");
    const int commands = round * 37;
    for (int i = 0; i < commands; ++i) {
      ASSERT_TRUE(port.submit({}, command));
      if (i % 50 == 49) port.flush();
    }
    port.flush();
    runtime.stop();
    std::size_t answered = 0;
    port.drain([&answered](const Port::Reply&) { ++answered; });
    ASSERT_EQ(answered, static_cast<std::size_t>(commands));
  }
}

// Figures are a plain copy: taken while everything runs, they are whole.
TEST(RuntimeStress, FiguresAreTakenUnderLoad) {
  Runtime runtime(RuntimeOptions{}, parts());
  runtime.start();
  std::atomic<bool> stop{false};
  std::thread scraper([&runtime, &stop] {
    Port& port = *runtime.make_port();
    std::uint64_t before = 0;
    FiguresMailbox mailbox;
    // relaxed: only an end.
    while (!stop.load(std::memory_order_relaxed)) {
      mailbox.clear();
      port.request_figures(0, 1, mailbox);
      ASSERT_TRUE(port.wait(kTenSeconds));
      port.drain([](const Port::Reply&) {});
      ASSERT_TRUE(mailbox.ready());
      ASSERT_GE(mailbox.figures().shard.commands_total, before);
      before = mailbox.figures().shard.commands_total;
    }
  });
  Client client(*runtime.make_port(), 9, 1);
  EXPECT_TRUE(client.run(20'000));
  EXPECT_TRUE(client.in_order());
  // relaxed: only an end.
  stop.store(true, std::memory_order_relaxed);
  scraper.join();
}

}  // namespace
}  // namespace stellwerk::runtime
