// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/engine.h"
#include "core/model/event.h"
#include "core/model/reply.h"
#include "tests/random/policy_draw.h"

namespace stellwerk::tests {

// What clients can see of a world from its events and answers, so that commands can be drawn that
// are right, and what must hold of them in every history: events gapless and in the order of time,
// clocks told once and at their time.
class Sight final : public engine::Sink {
 public:
  explicit Sight(const WorldSize& size);

  struct Conversation {
    model::ConvState state = model::ConvState::kClosed;
    std::int32_t agent = -1;
    std::uint32_t episode = 0;
    std::uint64_t offer = 0;
    std::array<char, 4> told{};  // by clock: warned, breached or met since it began
    std::string sla;             // of the last of them
  };

  // From now on everything seen is printed.
  void tell() { tells_ = true; }

  // Clocks whose targets are gone have ended silently, and may begin anew.
  void follow(const model::Policy& policy);

  void on_event(const model::Event& event) override;
  void on_reply(const model::Reply& reply) override;

  [[nodiscard]] const Conversation& conversation(std::size_t number) const {
    return conversations_[number];
  }
  [[nodiscard]] const std::vector<std::uint64_t>& epochs() const { return epochs_; }
  [[nodiscard]] std::uint64_t version() const { return version_; }
  [[nodiscard]] std::uint64_t last_offer() const { return last_offer_; }
  [[nodiscard]] std::uint64_t last_event() const { return last_event_; }
  [[nodiscard]] bool accepted() const { return accepted_; }  // the last command
  // As JournalTape hashes a history.
  [[nodiscard]] std::uint64_t transcript() const { return hash_; }
  [[nodiscard]] const std::array<std::uint64_t, model::kEventTypeCount>& events() const {
    return events_;
  }

 private:
  void hash(std::string_view bytes);
  void clock_told(const model::Event& event, Conversation& conversation);

  std::vector<Conversation> conversations_;
  std::vector<std::uint64_t> epochs_;
  std::array<std::uint64_t, model::kEventTypeCount> events_{};
  std::string bytes_;
  std::uint64_t version_ = 0;
  std::uint64_t last_offer_ = 0;
  std::uint64_t last_event_ = 0;
  base::Instant last_at_{0};
  bool accepted_ = false;
  bool tells_ = false;
  std::uint64_t hash_ = 0xcbf29ce484222325U;
};

}  // namespace stellwerk::tests
