// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/codec.h"
#include "core/model/command.h"

namespace stellwerk::sim {

// A command that is being put together, with the texts and lists it points to.
class Draft {
 public:
  explicit Draft(model::CommandKind kind) { command_.kind = kind; }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  void retype(model::CommandKind kind) { command_.kind = kind; }

  Draft& conv(std::uint64_t number) {
    return text(model::Field::kConv, &model::Command::conv, "c" + std::to_string(number));
  }
  Draft& agent(std::uint64_t number) {
    return text(model::Field::kAgent, &model::Command::agent, "a" + std::to_string(number));
  }
  Draft& text(model::Field field, std::string_view model::Command::*member, std::string value) {
    command_.*member = texts_.emplace_back(std::move(value));
    command_.mark(field);
    return *this;
  }
  template <typename Value, typename Given>
  Draft& set(model::Field field, Value model::Command::*member, Given value) {
    command_.*member = static_cast<Value>(value);
    command_.mark(field);
    return *this;
  }
  Draft& span(model::Field field, base::Duration model::Command::*member, std::int64_t ms) {
    command_.*member = {ms};
    command_.mark(field);
    return *this;
  }
  // Adds to the list; only one list at a time.
  Draft& term(model::Field field, std::span<const model::Term> model::Command::*member,
              std::string name, std::uint64_t value) {
    std::vector<model::Term>& terms = command_.has(field) ? terms_.back() : terms_.emplace_back();
    terms.push_back({texts_.emplace_back(std::move(name)), value});
    command_.*member = terms;
    command_.mark(field);
    return *this;
  }

  [[nodiscard]] const model::Command& command() const { return command_; }
  [[nodiscard]] std::string bytes() const {
    std::string bytes;
    model::encode(command_, bytes);
    return bytes;
  }

 private:
  model::Command command_;
  std::deque<std::string> texts_;
  std::deque<std::vector<model::Term>> terms_;
};

}  // namespace stellwerk::sim
