// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/top/board_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/stellwerk/client/utf8.h"

namespace stellwerk::cli {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

Board board_of(std::size_t queues) {
  Board board;
  board.as_of = {1'795'320'000'000};
  for (std::size_t i = 0; i < queues; ++i) {
    QueueRow& row = board.queues.emplace_back();
    row.name = "queue-" + std::to_string(i);
    row.waiting = 4;
    row.oldest_ms = 90'000;
    row.agents_online = 2;
    row.agents_free = 1;
    row.service_level = 0.987;
  }
  return board;
}

View view_of(std::size_t width, std::size_t height) {
  View view;
  view.width = width;
  view.height = height;
  view.source = "127.0.0.1:7411";
  return view;
}

std::string text_of(const std::vector<BoardLine>& lines) {
  std::string text;
  for (const BoardLine& line : lines) text += line.text + "\n";
  return text;
}

TEST(BoardText, HasTotalsAgentsAndEachQueue) {
  Board board = board_of(2);
  board.agents[0] = {"online", 3, 1, 1, 1, 1, 5, 10};
  const std::string text = text_of(draw(board, view_of(0, 0)));
  EXPECT_THAT(text, HasSubstr("2 queues   waiting 8, oldest 1m30s"));
  EXPECT_THAT(text, ContainsRegex("online +3 +1 +1 +1 +1 +5 +10 +50.0%"));
  EXPECT_THAT(text, ContainsRegex("all +3 +1 +1 +1 +1 +5 +10 +50.0%"));
  EXPECT_THAT(text, ContainsRegex("queue-0 +4 +1m30s +0 +0 +2 +1 +0.0% +98.7% +0 +- +- +0\n"));
  EXPECT_THAT(text, HasSubstr("queue-1 "));
  EXPECT_THAT(text, Not(HasSubstr("q quit")));
}

TEST(BoardText, SaysThatThereAreMoreAgentsThanWereLookedAt) {
  Board board = board_of(0);
  board.agents[0].agents = 1000;
  board.more_agents = true;
  EXPECT_THAT(text_of(draw(board, view_of(0, 0))), ContainsRegex("first 1000 +1000"));
}

TEST(BoardText, WorksWithoutAnything) {
  const std::string text = text_of(draw(Board(), view_of(80, 24)));
  EXPECT_THAT(text, HasSubstr("no figures yet"));
  EXPECT_THAT(text, HasSubstr("no queues"));
  EXPECT_THAT(text, HasSubstr("q quit"));
}

TEST(BoardText, FillsTheTerminalAndNoMore) {
  const Board board = board_of(200);
  for (const std::size_t height : {1U, 2U, 5U, 12U, 24U, 300U}) {
    for (const std::size_t width : {1U, 10U, 40U, 80U, 200U}) {
      const auto lines = draw(board, view_of(width, height));
      EXPECT_EQ(lines.size(), height);
      for (const BoardLine& line : lines) EXPECT_LE(columns(line.text), width) << line.text;
    }
  }
}

TEST(BoardText, ScrollsThroughTheQueues) {
  const Board board = board_of(200);
  View view = view_of(100, 24);
  const std::size_t page = page_size(board, view);
  view.scroll = 200 - page;
  const std::string text = text_of(draw(board, view));
  EXPECT_THAT(text, HasSubstr("queue-199 "));
  EXPECT_THAT(text, Not(HasSubstr("queue-0 ")));
  EXPECT_THAT(text, HasSubstr("queues " + std::to_string(201 - page) + " to 200 of 200"));
}

TEST(BoardText, DropsTheLeastImportantColumnsFirst) {
  Board board = board_of(1);
  board.queues[0].name = std::string(60, 'n');
  const auto heading = [&](std::size_t width) {
    const auto lines = draw(board, view_of(width, 24));
    for (const BoardLine& line : lines) {
      if (line.text.starts_with("queue ")) return line.text;
    }
    return std::string();
  };
  EXPECT_THAT(heading(200), HasSubstr("p50"));
  EXPECT_THAT(heading(98), Not(HasSubstr("p50")));
  EXPECT_THAT(heading(98), HasSubstr("offered"));
  EXPECT_THAT(heading(80), HasSubstr("breached"));
  EXPECT_THAT(heading(40), HasSubstr("oldest"));
  EXPECT_THAT(heading(40), Not(HasSubstr("breached")));
}

Look look_of(const QueueRow& row) {
  Board board;
  board.queues.push_back(row);
  return draw(board, view_of(0, 0)).back().look;
}

TEST(BoardText, MarksWhoNeedsSomebody) {
  QueueRow row = board_of(1).queues.front();
  EXPECT_EQ(look_of(row), Look::kPlain);
  row.breached = 1;
  EXPECT_EQ(look_of(row), Look::kWarning);
  row.breached = 0;
  row.agents_free = 0;
  EXPECT_EQ(look_of(row), Look::kWarning);
  row.agents_online = 0;
  EXPECT_EQ(look_of(row), Look::kAlarm);
  row = board_of(1).queues.front();
  row.service_level = 0.5;
  EXPECT_EQ(look_of(row), Look::kAlarm);
}

TEST(BoardText, AlignsNamesOfAnyScript) {
  Board board = board_of(2);
  board.queues[0].name = "\xe4\xbd\xa0\xe5\xa5\xbd\x1b";
  const auto lines = draw(board, view_of(0, 0));
  EXPECT_EQ(columns(lines.back().text), columns(lines[lines.size() - 2].text));
  EXPECT_THAT(lines[lines.size() - 2].text, HasSubstr("\\x1b"));
}

}  // namespace
}  // namespace stellwerk::cli
