// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/stream/event_store.h"
#include "tests/fuzz/target.h"

// The pieces that an event store is saved in. Input: a byte for how many events it has had, one for
// how many are trimmed away, two for each event, then what is done to its pieces: which, where,
// what. Nothing done: a store that takes them is the same. Otherwise it refuses them, or saves what
// it took again alike.

namespace stellwerk::fuzz {
namespace {

using model::Event;
using model::EventType;
using stream::EventStore;
using Pieces = std::vector<std::string>;

constexpr std::size_t kChangesMax = 16;
constexpr std::array<EventType, 6> kTypes = {
    EventType::kConversationOpened, EventType::kConversationAssigned, EventType::kOfferCreated,
    EventType::kMessageIn,          EventType::kMessageOut,           EventType::kAgentState};
constexpr std::array<std::string_view, 4> kNames = {"a", "bb", "anna", ""};

Pieces saved(const EventStore& store) {
  Pieces pieces;
  store.save([&pieces](std::string_view piece) { pieces.emplace_back(piece); });
  return pieces;
}

// Null when the store refuses a piece.
std::unique_ptr<EventStore> loaded(const Pieces& pieces) {
  auto store = std::make_unique<EventStore>(stream::Limits{});
  for (const std::string& piece : pieces) {
    if (!store->load(Exact(piece).view())) return nullptr;
  }
  return store;
}

Event drawn_event(std::uint64_t seq, Draws& draws) {
  Event event;
  event.seq = seq;
  event.type = kTypes[draws.below(kTypes.size())];
  event.at = {1'755'000'000'000 + static_cast<std::int64_t>(seq)};
  const std::uint8_t names = draws.byte();
  event.conv = "c";
  event.agent = kNames[names % kNames.size()];
  event.channel = kNames[names / 4 % kNames.size()];
  return event;
}

void change(Pieces& pieces, Draws& draws) {
  std::string& piece = pieces[draws.byte() % pieces.size()];
  const std::size_t at = piece.empty() ? 0 : draws.byte() % piece.size();
  const std::uint8_t value = draws.byte();
  switch (draws.byte() % 6) {
    case 0:
      piece.resize(at);
      return;
    case 1:
      piece.insert(at, 1, static_cast<char>(value));
      return;
    case 2:
      pieces.erase(pieces.begin() + (&piece - pieces.data()));
      return;
    case 3:
      pieces.push_back(std::string(piece));
      return;
    default:
      if (!piece.empty()) piece[at] = static_cast<char>(value);
      return;
  }
}

void check_same(const EventStore& a, const EventStore& b) {
  SW_CHECK(a.first() == b.first() && a.last() == b.last());
  for (const std::string_view name : kNames) {
    for (const std::string_view family : {"events", "inbox:", "outbox:"}) {
      const std::string key = std::string(family) + (family == "events" ? "" : std::string(name));
      const auto one = a.stream(key);
      const auto other = b.stream(key);
      SW_CHECK(one.has_value() == other.has_value());
      if (!one) continue;
      SW_CHECK(one->size() == other->size());
      // What has no entries may be forgotten at any time, and its count with it.
      SW_CHECK(one->size() == 0 || a.added(key) == b.added(key));
      for (std::uint64_t i = 0; i < one->size(); ++i) SW_CHECK((*one)[i] == (*other)[i]);
    }
  }
}

}  // namespace

void check_input(std::string_view input) {
  Draws draws(input);
  EventStore store{stream::Limits{}};
  const std::size_t events = draws.below(64);
  const std::size_t trimmed = draws.below(64);
  for (std::size_t i = 0; i < events; ++i) store.append(drawn_event(1 + i, draws));
  store.trim(1 + std::min(trimmed, events));
  const Pieces whole = saved(store);
  Pieces pieces = whole;
  for (std::size_t i = 0; i < kChangesMax && !draws.empty() && !pieces.empty(); ++i) {
    change(pieces, draws);
  }

  const auto heir = loaded(pieces);
  if (pieces == whole) {
    SW_CHECK(heir != nullptr && saved(*heir) == whole);
    check_same(*heir, store);
  }
  if (heir == nullptr) return;
  const Pieces again = saved(*heir);
  const auto third = loaded(again);
  SW_CHECK_MSG(third != nullptr, "what was taken and saved is not taken again");
  SW_CHECK(saved(*third) == again);
  check_same(*third, *heir);
}

}  // namespace stellwerk::fuzz
