// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

// The names of things. Each kind of thing has a type of its own, so that an agent cannot be handed
// in where a conversation is meant.
//
// Thread safety: plain values.
namespace stellwerk {

// A name chosen by you, or, for offers, by the router. What may be in it is checked where it is
// used: names of agents, conversations, queues and channels have 1 to 128 printable bytes without
// blank , = < >; messages and customers 1 to 512 bytes of anything. Default: empty, "not given".
template <class Tag>
class Id {
 public:
  Id() = default;
  explicit Id(std::string text) : text_(std::move(text)) {}
  explicit Id(std::string_view text) : text_(text) {}
  explicit Id(const char* text) : text_(text) {}

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

  friend bool operator==(const Id&, const Id&) = default;
  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  std::string text_;
};

using AgentId = Id<struct AgentTag>;                // human or bot
using ConversationId = Id<struct ConversationTag>;  // your own name for it, for ever
using QueueId = Id<struct QueueTag>;                // as the policy names it
using ChannelId = Id<struct ChannelTag>;
using CustomerId = Id<struct CustomerTag>;
using MessageId = Id<struct MessageTag>;  // the platform's; repeated ones are recognised by it
using OfferId = Id<struct OfferTag>;      // opaque, never reused

}  // namespace stellwerk

template <class Tag>
struct std::hash<stellwerk::Id<Tag>> {
  std::size_t operator()(const stellwerk::Id<Tag>& id) const {
    return std::hash<std::string>()(id.text());
  }
};
