// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/model/policy.h"

namespace stellwerk::tests {

// A policy document written in lines, one entry each:
//   routing policy=fifo select=longest-idle catch_up=0.5 reserve=1 surcharge=true
//   channel chat units=2
//   sla minute first_response=1m next_response=5m warn_at=0.8 met_by=reply
//   queue billing sla=minute skills=billing>=2,de offer=auto timeout=20s retry=30s wrap_up=15s
//         max_waiting=5 goal=0.95 handling=5m late_max=10m weight=1 moved_to=general   (one line)
class PolicyLines {
 public:
  // Whether `words` are an entry of a document.
  [[nodiscard]] static bool is_entry(const std::vector<std::string>& words);

  // Empty, or what is wrong with the line.
  [[nodiscard]] std::string add(const std::vector<std::string>& words);

  [[nodiscard]] const model::Policy& policy() const { return policy_; }
  // Differs where the documents differ.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  bool set_routing(std::string_view key, std::string_view value);
  bool set_channel(std::string_view key, std::string_view value);
  bool set_calendar(std::string_view key, std::string_view value);
  bool set_sla(std::string_view key, std::string_view value);
  bool set_queue(std::string_view key, std::string_view value);
  bool set_late_max(std::string_view value);
  bool add_step(std::string_view value);
  bool add_overflow(std::string_view value);
  bool add_split(std::string_view value);

  model::Policy policy_;
  std::string text_;
};

// The entries that `policy NAME` in a table stands for; empty when there is no such name.
[[nodiscard]] std::string_view policy_named(std::string_view name);

}  // namespace stellwerk::tests
