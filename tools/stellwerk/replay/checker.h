// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tools/stellwerk/day/schedule.h"
#include "tools/stellwerk/replay/entry.h"

namespace stellwerk::cli {

// Watches the stream `events` and nothing else, and holds it against the promises: entries without
// a gap and never back in time, one owner for each conversation, no agent above his capacity or
// his channels' maximum, work only for those who are online and have the skills, each offer ended
// once, nothing closed that was not open. It knows nothing of how the router decides.
class Checker {
 public:
  // `after`: the last entry before those that on_entry() will be given.
  Checker(const Schedule& day, std::uint64_t after);

  // The conversation will ask for `skills` (as CONV.OPEN takes them); before it is opened.
  void expect(const std::string& conv, std::string_view skills);
  // The same once it is handed over to people; before that, but the entries read may lag behind.
  void expect_hand_over(const std::string& conv, std::string_view skills);

  void on_entry(const Entry& entry);

  struct Books {
    std::uint64_t opened = 0;
    std::uint64_t reopened = 0;
    std::uint64_t closed = 0;
    std::uint64_t abandoned = 0;
    std::uint64_t open = 0;

    [[nodiscard]] bool balance() const { return opened + reopened == closed + abandoned + open; }
  };

  [[nodiscard]] Books books() const;
  [[nodiscard]] std::uint64_t entries() const { return entries_; }
  [[nodiscard]] std::uint64_t last() const { return last_; }
  // How often a promise was broken, and the first such cases in words.
  [[nodiscard]] std::uint64_t violations() const { return violations_; }
  [[nodiscard]] const std::vector<std::string>& examples() const { return examples_; }

 private:
  struct Need {
    std::string skill;
    std::int64_t level = 1;
  };
  enum class State : std::uint8_t { kWaiting, kOffered, kAccepted, kActive, kWrapup, kClosed };
  struct Agent {
    bool bot = false;
    std::int64_t capacity = 0;
    std::int64_t used = 0;
    bool online = false;
    std::map<std::string, std::int64_t> skills;
    std::map<std::string, std::int64_t> channel_max;  // empty: any
    std::map<std::string, std::int64_t> channel_used;
  };
  struct Conv {
    State state = State::kClosed;
    bool known = false;  // has been opened
    bool humans_only = false;
    std::string agent;  // while offered, active or wrapping up
    std::string offer;
    std::string channel;
    std::vector<Need> needs;
    std::vector<Need> needs_of_people;  // once it is handed over
  };

  static std::map<std::string, std::int64_t> read_levels(std::string_view list);
  static std::vector<Need> read_needs(std::string_view list);
  void violation(const Entry& entry, const std::string& what);
  void on_conversation(const Entry& entry, std::string_view what);
  void on_opened(const Entry& entry, Conv& conv);
  void on_assigned(const Entry& entry, Conv& conv);
  void on_closed(const Entry& entry, Conv& conv, bool abandoned);
  void on_offer(const Entry& entry, std::string_view what);
  void occupy(const Entry& entry, Conv& conv);
  void release(Conv& conv);
  void check_eligible(const Entry& entry, const Conv& conv, const Agent& agent);
  [[nodiscard]] std::int64_t units(const std::string& channel) const;

  std::map<std::string, std::int64_t> channel_units_;
  std::unordered_map<std::string, Agent> agents_;
  std::unordered_map<std::string, Conv> convs_;
  std::set<std::string> offers_;  // all that were ever made
  std::uint64_t last_ = 0;
  std::int64_t last_at_ = 0;
  std::uint64_t entries_ = 0;
  Books books_;
  std::uint64_t violations_ = 0;
  std::vector<std::string> examples_;
};

}  // namespace stellwerk::cli
