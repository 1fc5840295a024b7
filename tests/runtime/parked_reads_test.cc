// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/parked_reads.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"

namespace stellwerk::runtime {
namespace {

using model::Term;

Envelope from(std::uint64_t session, std::uint16_t port = 0) {
  Envelope envelope;
  envelope.session = session;
  envelope.port = port;
  return envelope;
}

void assign(stream::EventStore& store, std::string_view agent) {
  model::Event event;
  event.type = model::EventType::kConversationAssigned;
  event.seq = store.last() + 1;
  event.agent = agent;
  store.append(event);
}

struct Fixture {
  stream::EventStore store{stream::Limits{}};
  ParkedReads parked{store};

  bool park(std::uint64_t session, const std::vector<Term>& streams,
            RealTime deadline = kRealNever) {
    return parked.park(from(session), streams, 0, deadline);
  }
  std::vector<std::uint64_t> touched() {
    std::vector<std::uint64_t> sessions;
    for (const ParkedReads::ReadId id : parked.touched()) {
      sessions.push_back(parked.envelope(id).session);
    }
    store.clear_touched();
    return sessions;
  }
};

using Sessions = std::vector<std::uint64_t>;

TEST(ParkedReads, AreFoundByTheStreamThatMoves) {
  Fixture f;
  EXPECT_TRUE(f.park(1, {{"inbox:a", 0}}));
  EXPECT_TRUE(f.park(2, {{"inbox:b", 0}}));
  EXPECT_TRUE(f.park(3, {{"inbox:b", 0}, {"inbox:a", 0}}));
  EXPECT_EQ(f.touched(), Sessions{});
  assign(f.store, "c");
  EXPECT_EQ(f.touched(), Sessions{});
  assign(f.store, "a");
  EXPECT_EQ(f.touched(), (Sessions{1, 3}));
  assign(f.store, "b");
  assign(f.store, "a");
  EXPECT_EQ(f.touched(), (Sessions{2, 3, 1}));
}

TEST(ParkedReads, RememberWhatTheyAskedFor) {
  Fixture f;
  EXPECT_TRUE(
      f.parked.park(from(1), std::vector<Term>{{"events", 4}, {"inbox:a", 2}}, 10, RealTime{5}));
  assign(f.store, "a");
  const ParkedReads::ReadId id = f.parked.touched().front();
  EXPECT_EQ(f.parked.count(id), 10U);
  const std::vector<Term> streams(f.parked.streams(id).begin(), f.parked.streams(id).end());
  EXPECT_EQ(streams, (std::vector<Term>{{"events", 4}, {"inbox:a", 2}}));
}

TEST(ParkedReads, ASessionHasOneAtATime) {
  Fixture f;
  EXPECT_TRUE(f.park(1, {{"inbox:a", 0}}));
  EXPECT_FALSE(f.park(1, {{"inbox:b", 0}}));
  EXPECT_TRUE(f.parked.park(from(1, 3), std::vector<Term>{{"inbox:b", 0}}, 0, kRealNever));
  EXPECT_EQ(f.parked.size(), 2U);
  EXPECT_TRUE(f.parked.cancel(from(1)));
  EXPECT_FALSE(f.parked.cancel(from(1)));
  EXPECT_TRUE(f.park(1, {{"inbox:b", 0}}));
}

TEST(ParkedReads, RunOutOfTimeInOrder) {
  Fixture f;
  EXPECT_EQ(f.parked.next_deadline(), kRealNever);
  f.park(1, {{"inbox:a", 0}}, RealTime{30});
  f.park(2, {{"inbox:a", 0}}, RealTime{10});
  f.park(3, {{"inbox:a", 0}});
  f.park(4, {{"inbox:a", 0}}, RealTime{20});
  EXPECT_EQ(f.parked.next_deadline(), RealTime{10});
  EXPECT_EQ(f.parked.overdue(RealTime{9}), ParkedReads::kNone);
  Sessions order;
  for (auto id = f.parked.overdue(RealTime{25}); id != ParkedReads::kNone;
       id = f.parked.overdue(RealTime{25})) {
    order.push_back(f.parked.envelope(id).session);
    f.parked.take_out(id);
  }
  EXPECT_EQ(order, (Sessions{2, 4}));
  EXPECT_EQ(f.parked.next_deadline(), RealTime{30});
  EXPECT_EQ(f.parked.all().size(), 2U);
}

// Every index is kept consistent while reads come and go in any order.
TEST(ParkedReads, AgreeWithAPlainListUnderRandomWork) {
  constexpr std::uint64_t kSeed = 991;
  struct Read {
    std::vector<std::string> keys;
    std::int64_t deadline;
  };
  base::Prng prng(kSeed);
  Fixture f;
  std::map<std::uint64_t, Read> model;
  std::uint64_t session = 0;
  for (int step = 0; step < 20'000; ++step) {
    const std::uint64_t what = prng.below(10);
    if (what < 5) {
      Read read{{}, static_cast<std::int64_t>(1 + prng.below(1'000'000))};
      for (std::uint64_t n = 1 + prng.below(3); n > 0; --n) {
        read.keys.push_back("inbox:a" + std::to_string(prng.below(30)));
      }
      std::vector<Term> streams;
      for (const std::string& key : read.keys) streams.push_back({key, 0});
      ASSERT_TRUE(f.park(++session, streams, RealTime{read.deadline}));
      model[session] = read;
    } else if (what < 7 && !model.empty()) {
      const std::uint64_t back = prng.below(200);
      const std::uint64_t gone = session > back ? session - back : 1;
      ASSERT_EQ(f.parked.cancel(from(gone)), model.erase(gone) == 1) << "seed " << kSeed;
    } else if (what < 9) {
      const std::string agent = "a" + std::to_string(prng.below(30));
      assign(f.store, agent);
      Sessions expected;
      for (const auto& [id, read] : model) {
        if (std::count(read.keys.begin(), read.keys.end(), "inbox:" + agent) > 0) {
          expected.push_back(id);
        }
      }
      Sessions actual;
      for (const ParkedReads::ReadId id : f.parked.touched()) {
        actual.push_back(f.parked.envelope(id).session);
      }
      f.store.clear_touched();
      ASSERT_EQ(actual, expected) << "seed " << kSeed << " step " << step;
      for (const std::uint64_t id : expected) {
        f.parked.cancel(from(id));
        model.erase(id);
      }
    } else if (!model.empty()) {
      const RealTime least = f.parked.next_deadline();
      const auto first = std::min_element(
          model.begin(), model.end(),
          [](const auto& a, const auto& b) { return a.second.deadline < b.second.deadline; });
      ASSERT_EQ(least.ns, first->second.deadline) << "seed " << kSeed << " step " << step;
      const ParkedReads::ReadId id = f.parked.overdue(least);
      ASSERT_NE(id, ParkedReads::kNone);
      model.erase(f.parked.envelope(id).session);
      f.parked.take_out(id);
    }
    ASSERT_EQ(f.parked.size(), model.size());
  }
  EXPECT_GT(session, 9'000U);
}

}  // namespace
}  // namespace stellwerk::runtime
