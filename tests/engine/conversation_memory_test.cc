// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/engine/conversation.h"

namespace stellwerk::engine {
namespace {

constexpr std::uint64_t kSeed = 20'261'123;

std::string id_of(std::uint64_t number) { return "conversation-" + std::to_string(number); }

// Closed ones are told apart by what was written into them.
void close(ConversationTable& table, std::string_view id) {
  const ConvSlot slot = table.find(id).slot;
  ASSERT_NE(slot, kNone);
  table[slot].state = model::ConvState::kClosed;
  table.bury(slot);
}

ConvSlot open(ConversationTable& table, std::uint64_t number, std::size_t customer_size) {
  const ConvSlot slot = table.add(id_of(number), HandleIndex::hash(id_of(number)),
                                  std::string(customer_size, 'c'), "a=" + std::to_string(number));
  table[slot].state = model::ConvState::kWaiting;
  table[slot].order = number;
  return slot;
}

TEST(ClosedConversations, AreFoundUntilTheyAreForgottenOldestFirst) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  base::Prng prng(kSeed);
  ConversationTable table;
  std::deque<std::uint64_t> closed;
  for (std::uint64_t number = 0; number < 20'000; ++number) {
    open(table, number, prng.below(300));
    ASSERT_NO_FATAL_FAILURE(close(table, id_of(number)));
    closed.push_back(number);
    if (closed.size() <= 500) continue;
    ASSERT_EQ(table.find(id_of(closed.front())).closed, table.closed().first());
    table.forget_oldest();
    ASSERT_EQ(table.find(id_of(closed.front())).closed, ConversationTable::kNotClosed);
    closed.pop_front();
    const std::uint64_t some = closed[prng.below(closed.size())];
    const ConversationTable::Found found = table.find(id_of(some));
    ASSERT_EQ(found.slot, kNone);
    const Conversation again = table.restored(found.closed);
    ASSERT_EQ(again.id(), id_of(some));
    ASSERT_EQ(again.attributes(), "a=" + std::to_string(some));
    ASSERT_EQ(again.order, some);
  }
  EXPECT_EQ(table.slot_count(), 1U);
}

TEST(ClosedConversations, MemoryIsGivenBack) {
  ConversationTable table;
  for (std::uint64_t number = 0; number < 10'000; ++number) {
    open(table, number, 100);
    ASSERT_NO_FATAL_FAILURE(close(table, id_of(number)));
  }
  EXPECT_GT(table.closed().bytes(), 10'000U * 200U);
  while (!table.closed().empty()) table.forget_oldest();
  EXPECT_EQ(table.closed().bytes(), 0U);
  EXPECT_EQ(table.closed().first(), 10'000U);
}

TEST(ClosedConversations, OneThatLivesAgainLeavesItsPlaceAndKeepsItsTexts) {
  ConversationTable table;
  ConvSlot slot = open(table, 1, 10);
  table[slot].more().reason = "solved";
  table[slot].more().agents = {3, 5};
  ASSERT_NO_FATAL_FAILURE(close(table, id_of(1)));
  const std::uint64_t number = table.find(id_of(1)).closed;

  slot = table.revive(number);  // looked at, nothing came of it
  EXPECT_EQ(table.find(id_of(1)).slot, slot);
  table.keep_closed(slot, number);
  EXPECT_EQ(table.find(id_of(1)).closed, number);

  slot = table.revive(number);
  table.keep_open(number);
  EXPECT_EQ(table.closed().remembered(), 0U);
  table.forget_oldest();  // its old place alone
  EXPECT_EQ(table.find(id_of(1)).slot, slot);
  EXPECT_EQ(table[slot].customer(), std::string(10, 'c'));
  EXPECT_EQ(table[slot].extras->reason, "solved");
  EXPECT_EQ(table[slot].extras->agents, (std::vector<AgentSlot>{3, 5}));
}

}  // namespace
}  // namespace stellwerk::engine
