// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "tests/engine/support/fields.h"

namespace stellwerk::tests {

// Who should get a conversation that opens: all agents with room and skills, sorted by the rules.
// Knows nothing of the engine but its events. Queue q goes by `rules`, p by `own`.
class SelectReference {
 public:
  struct Agent {
    std::string name;
    std::uint32_t capacity = 1, weight = 1, rank = 0, cost = 0;
    bool bot = false;
    std::map<std::string, std::uint32_t> skills;
    std::string site, region;
    std::uint32_t used = 0;
    std::uint64_t handled = 0, assigned = 0;  // assigned: for the share
    std::uint64_t share = 0;
    std::uint64_t changed = 0, turn = 0;  // numbers of the last change of load and assignment
    base::Instant changed_at, since;
  };
  struct Opening {
    std::string name;
    bool own_rules = false;
    std::uint32_t units = 1;
    std::map<std::string, std::uint32_t> needs;
    std::vector<std::string> prefer;
    std::string region;
  };

  SelectReference(std::string_view rules, std::string_view own, std::string_view score,
                  std::int64_t ramp_ms);

  void add(const Agent& agent) { agents_.push_back(agent); }
  void online(std::string_view agent, base::Instant at);
  void opened(const Opening& opening) { units_[opening.name] = opening.units; }
  void follow(const std::vector<Fields>& events, base::Instant now);

  // Empty: nobody has room.
  [[nodiscard]] std::string choice(const Opening& opening, base::Instant now) const;
  // All who have room, in order, for a message.
  [[nodiscard]] std::string described(const Opening& opening, base::Instant now) const;
  [[nodiscard]] const std::vector<std::string>& active() const { return active_; }

 private:
  [[nodiscard]] std::vector<const Agent*> in_order(const Opening& opening, base::Instant now) const;
  [[nodiscard]] std::uint32_t usable(const Agent& agent, base::Instant now) const;
  // Negative: a comes first by the rule.
  [[nodiscard]] int compare(std::string_view rule, const Agent& a, const Agent& b,
                            const Opening& opening, base::Instant now) const;
  [[nodiscard]] std::int64_t score(const Agent& agent, const Opening& opening,
                                   base::Instant now) const;
  Agent& named(std::string_view name);

  std::vector<std::string> rules_, own_, score_;
  std::int64_t ramp_ms_;
  std::vector<Agent> agents_;
  std::map<std::string, std::uint32_t> units_;
  std::vector<std::string> active_;
  std::uint64_t ticks_ = 0, turns_ = 0, share_ = 0;
};

}  // namespace stellwerk::tests
