// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/agenda.h"

#include <string>

#include <gtest/gtest.h>

namespace stellwerk::cli {
namespace {

std::string due(Agenda<char>& agenda, base::Duration now) {
  std::string taken;
  for (char action = 0; agenda.take_due(now, action);) taken += action;
  return taken;
}

TEST(Agenda, GoesByTimeThenByOrder) {
  Agenda<char> agenda;
  agenda.add(base::seconds(3), 'd');
  agenda.add(base::seconds(1), 'a');
  agenda.add(base::seconds(2), 'b');
  agenda.add(base::seconds(2), 'c');
  EXPECT_EQ(agenda.next_due(), base::seconds(1));
  EXPECT_EQ(due(agenda, base::seconds(2)), "abc");
  EXPECT_EQ(due(agenda, base::seconds(2)), "");
  EXPECT_EQ(due(agenda, base::seconds(3)), "d");
  EXPECT_TRUE(agenda.empty());
}

TEST(Agenda, ForgetsWhatIsNotWanted) {
  Agenda<char> agenda;
  for (const char action : {'x', 'a', 'x', 'b'}) agenda.add(base::seconds(1), action);
  agenda.drop_if([](char action) { return action == 'x'; });
  EXPECT_EQ(due(agenda, base::seconds(1)), "ab");
}

}  // namespace
}  // namespace stellwerk::cli
