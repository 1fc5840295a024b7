// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/stellwerk/day/schedule.h"
#include "tools/stellwerk/replay/entry.h"
#include "tools/stellwerk/replay/line.h"

namespace stellwerk::cli {

// Two people, a bot and two contacts: the first for anybody, the second for the bot first.
inline Schedule small_day() {
  Schedule day;
  day.classes = {{"now", base::seconds(60)}};
  day.channel_units = {{"chat", 2}, {"mail", 3}};
  day.agents = {{.name = "ann",
                 .bot = false,
                 .skills = "de=5",
                 .channels = "chat=2,mail=1",
                 .queues = "",
                 .capacity = 6,
                 .duty = {{base::hours(8), base::hours(9)}}},
                {.name = "bob",
                 .bot = false,
                 .skills = "de=2",
                 .channels = "",
                 .queues = "",
                 .capacity = 2,
                 .duty = {}},
                {.name = "bot-1",
                 .bot = true,
                 .skills = "hello=5",
                 .channels = "",
                 .queues = "",
                 .capacity = 50,
                 .duty = {}}};
  Contact plain;
  plain.at = base::hours(8);
  plain.channel = "chat";
  plain.skills = "de";
  plain.service = base::seconds(100);
  plain.patience = base::seconds(30);
  plain.turns = 2;
  Contact greeted = plain;
  greeted.at = base::hours(8) + base::seconds(10);
  greeted.by_message = true;
  greeted.bot_first = true;
  greeted.skills = "hello";
  greeted.human_skills = "de>=3";
  greeted.bot_time = base::seconds(15);
  greeted.turns = 1;
  day.contacts = {plain, greeted};
  day.begin = base::hours(8);
  day.end = base::hours(9);
  return day;
}

inline Entry make_entry(std::uint64_t seq, std::string type, std::string conv,
                        std::string agent = {}) {
  Entry entry;
  entry.seq = seq;
  entry.at = 1'000 * static_cast<std::int64_t>(seq);
  entry.type = std::move(type);
  entry.conv = std::move(conv);
  entry.agent = std::move(agent);
  entry.channel = "chat";
  return entry;
}

// Keeps the requests as words: "CONV.OPEN day0-0 QUEUE now".
class RecordingLine final : public Line {
 public:
  void send(const Request& request, Purpose purpose) override {
    std::string bytes;
    request.append_to(bytes);
    sent.push_back(words(bytes));
    purposes.push_back(purpose);
  }

  std::vector<std::string> take() { return std::exchange(sent, {}); }

  std::vector<std::string> sent;
  std::vector<Purpose> purposes;

 private:
  static std::string words(std::string_view bytes) {
    std::string text;
    const Value value = ReplyReader::read(bytes).value;
    for (const Value& argument : value.items) {
      if (!text.empty()) text += ' ';
      text += argument.text;
    }
    return text;
  }
};

}  // namespace stellwerk::cli
