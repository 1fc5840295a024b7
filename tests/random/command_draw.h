// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/resp/command_table.h"
#include "tests/random/policy_draw.h"
#include "tests/random/sight.h"

namespace stellwerk::tests {

// Draws requests, right and wrong ones, from the daemon's table of commands: a new command or
// option is drawn as soon as it is there.
class CommandDraw {
 public:
  using Words = std::vector<std::string>;

  // Each world has its own taste: which commands come often, which options are given.
  CommandDraw(Deck& deck, const Sight& sight);

  // Those that an engine decides or answers.
  [[nodiscard]] const std::vector<const resp::CommandRow*>& rows() const { return rows_; }

  // A request without the documents of POLICY.APPLY and POLICY.CHECK.
  Words draw(base::Instant now);

 private:
  Words draw_row(std::size_t at);
  std::string value(const resp::CommandRow& row, const resp::Parameter& parameter);
  std::string text_value(const resp::Parameter& parameter);
  std::string conversation_for(const resp::CommandRow& row);
  std::string any_agent();
  std::string owner();
  std::string list(const Kind& kind, std::uint32_t most, std::string_view sign,
                   std::uint32_t greatest);
  std::string request();
  std::string sticky();
  std::string offer();
  std::string moment();

  Deck& deck_;
  const Sight& sight_;
  std::vector<const resp::CommandRow*> rows_;
  std::vector<std::uint64_t> weights_;
  std::uint64_t weights_total_ = 0;
  std::vector<std::vector<std::uint8_t>> chances_;  // of an option, percent; by row and parameter
  std::vector<Words> sent_;                         // lately, to be sent again
  base::Instant now_;
  std::uint32_t conversation_ = 0;  // that the command is about
  std::uint32_t agent_ = 0;         // as well
  std::uint64_t next_message_ = 0;
  std::uint64_t next_request_ = 0;
};

}  // namespace stellwerk::tests
