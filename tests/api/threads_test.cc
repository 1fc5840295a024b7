// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/api/station.h"

namespace stellwerk::tests {
namespace {

constexpr int kThreads = 4;
constexpr int kEach = 2'000;

ConversationId numbered(int thread, int i) {
  return ConversationId("t" + std::to_string(thread) + "-" + std::to_string(i));
}

struct Outcome {
  int answered = 0;
  int full = 0;
  bool in_order = true;
};

// Opens and closes conversations as fast as the router takes them.
Outcome work(Producer producer, int thread) {
  Outcome outcome;
  Ticket last{};
  const auto take = [&] {
    for (Reply reply; producer.next(reply);) {
      outcome.in_order = outcome.in_order && reply.ticket > last && reply.status.ok();
      last = reply.ticket;
      ++outcome.answered;
    }
  };
  const auto sent = [&](const Result<Ticket>& result) {
    if (result.ok()) return true;
    EXPECT_EQ(result.code(), Code::kFull) << result.status().text;
    ++outcome.full;
    producer.wait(result.status().retry_after_ms);
    take();
    return false;
  };
  for (int i = 0; i < kEach; ++i) {
    while (!sent(producer.open_conversation(numbered(thread, i), {.queue = QueueId("auto")}))) {
    }
    while (!sent(producer.close(numbered(thread, i)))) {
    }
  }
  while (producer.outstanding() > 0 && producer.wait(-1)) take();
  return outcome;
}

struct Told {
  std::uint64_t last = 0;
  int opened = 0;
  int closed = 0;
  bool gapless = true;
  bool order_kept = true;
  std::array<int, kThreads> next_of{};
};

// Reads until everything has been closed.
void listen(EventReader& reader, Told& told) {
  while (told.closed < kThreads * kEach && reader.wait(-1)) {
    for (Event event; reader.next(event);) {
      told.gapless = told.gapless && event.seq == told.last + 1;
      told.last = event.seq;
      told.closed += event.type == EventType::kConversationClosed ? 1 : 0;
      if (event.type != EventType::kConversationOpened) continue;
      ++told.opened;
      const std::string& id = event.conversation.text();
      const auto thread = static_cast<std::size_t>(id[1] - '0');
      told.order_kept = told.order_kept && std::stoi(id.substr(3)) == told.next_of[thread]++;
    }
  }
}

Options small_inbox() {
  Options options = station_options();
  options.start_ms = {};
  options.inbox_commands_max = 128;
  options.limits.closed_ms_min = 1;
  options.limits.closed_ms_max = 1;
  return options;
}

void expect_all(const std::vector<Outcome>& outcomes, const Told& told) {
  for (const Outcome& outcome : outcomes) {
    EXPECT_EQ(outcome.answered, 2 * kEach);
    EXPECT_TRUE(outcome.in_order);
  }
  EXPECT_TRUE(told.gapless);
  EXPECT_TRUE(told.order_kept) << "a producer's commands stay in their order";
  EXPECT_EQ(told.opened, kThreads * kEach);
  EXPECT_EQ(told.closed, kThreads * kEach);
}

TEST(Threads, ManyProducersAndAReaderWithTheRoutersOwnThread) {
  auto router = Router::open(small_inbox()).value();
  auto reader = router->make_event_reader().value();
  router->start();
  Told told;
  std::thread listener([&] { listen(reader, told); });
  std::vector<Outcome> outcomes(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&outcomes, i, producer = router->make_producer().value()]() mutable {
      outcomes[static_cast<std::size_t>(i)] = work(std::move(producer), i);
    });
  }
  for (std::thread& thread : threads) thread.join();
  listener.join();
  router->stop();
  expect_all(outcomes, told);
}

TEST(Threads, ManyProducersWithALoopThatPolls) {
  Options options = small_inbox();
  options.start_ms = kMorning;
  auto router = Router::open(options).value();
  auto reader = router->make_event_reader().value();
  std::vector<Outcome> outcomes(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&outcomes, i, producer = router->make_producer().value()]() mutable {
      outcomes[static_cast<std::size_t>(i)] = work(std::move(producer), i);
    });
  }
  Told told;
  std::thread listener([&] { listen(reader, told); });
  std::atomic<bool> done{false};
  std::thread crank([&] {
    std::int64_t now_ms = kMorning;
    // relaxed: only ends the loop.
    while (!done.load(std::memory_order_relaxed)) {
      if (router->poll(now_ms++) == 0) router->wait(1);
    }
  });
  for (std::thread& thread : threads) thread.join();
  listener.join();
  // relaxed: as above.
  done.store(true, std::memory_order_relaxed);
  crank.join();
  expect_all(outcomes, told);
}

TEST(Threads, StoppingWakesWhoWaits) {
  auto router = Router::open(station_options()).value();
  auto reader = router->make_event_reader().value();
  router->start();
  Told told;
  std::thread listener([&] { listen(reader, told); });
  router->stop();
  listener.join();
  EXPECT_EQ(reader.status().code, Code::kBadState);
  EXPECT_EQ(reader.position(), 1U) << "the policy, which came before";
}

}  // namespace
}  // namespace stellwerk::tests
