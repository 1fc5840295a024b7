// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace stellwerk::cli {

// How a replay names its conversations: "day1204-17" is the contact 17 of the replay that began
// after the entry 1204. So no two replays on one daemon share a name.
class Naming {
 public:
  explicit Naming(std::uint64_t after) : prefix_("day" + std::to_string(after) + "-") {}

  [[nodiscard]] std::string conversation(std::size_t contact) const {
    return prefix_ + std::to_string(contact);
  }
  // The contact of a conversation; empty when it is none of this replay's.
  [[nodiscard]] std::optional<std::size_t> contact(std::string_view conversation) const;

 private:
  std::string prefix_;
};

}  // namespace stellwerk::cli
