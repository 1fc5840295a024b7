// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <stellwerk/commands.h>
#include <stellwerk/events.h>
#include <stellwerk/replies.h>
#include <stellwerk/status.h>

#include "core/model/code.h"
#include "core/model/command.h"
#include "core/model/event.h"
#include "core/model/reply.h"

// The public enumerations have the values of the model's.
namespace stellwerk {
namespace {

template <class Ours, class Theirs>
constexpr bool same(Ours ours, Theirs theirs) {
  return static_cast<int>(ours) == static_cast<int>(theirs);
}

static_assert(same(Code::kOk, model::Code::kOk) && same(Code::kErr, model::Code::kErr));
static_assert(same(Code::kBadArg, model::Code::kBadArg));
static_assert(same(Code::kUnknownOffer, model::Code::kUnknownOffer));
static_assert(same(Code::kBadState, model::Code::kBadState));
static_assert(same(Code::kStale, model::Code::kStale) && same(Code::kFull, model::Code::kFull));
static_assert(same(Code::kConflict, model::Code::kConflict));
static_assert(same(EventType::kConversationOpened, model::EventType::kConversationOpened));
static_assert(same(EventType::kOfferCreated, model::EventType::kOfferCreated));
static_assert(same(EventType::kMessageIn, model::EventType::kMessageIn));
static_assert(same(EventType::kPolicyApplied, model::EventType::kPolicyApplied));
static_assert(same(EventType::kDecisionRequested, model::EventType::kDecisionRequested));
static_assert(same(EventType::kConversationCallback, model::EventType::kConversationCallback));
static_assert(same(EventType::kConversationCallback, model::kEventTypeCount - 1));
static_assert(same(ConversationState::kActive, model::ConvState::kActive));
static_assert(same(ConversationState::kClosed, model::ConvState::kClosed));
static_assert(same(Presence::kOffline, model::Presence::kOffline));
static_assert(same(Presence::kOnline, model::Presence::kOnline));
static_assert(same(Presence::kAway, model::Presence::kAway));
static_assert(same(Presence::kDraining, model::Presence::kDraining));
static_assert(same(AgentKind::kBot, model::AgentKind::kBot));

}  // namespace

std::string_view name(Code code) { return model::name(static_cast<model::Code>(code)); }

std::string_view name(EventType type) { return model::name(static_cast<model::EventType>(type)); }

std::string_view name(ConversationState state) {
  return model::name(static_cast<model::ConvState>(state));
}

std::string_view name(Presence presence) {
  return model::name(static_cast<model::Presence>(presence));
}

void end_for_error(const Status& status) {
  const std::string_view code = name(status.code);
  std::fprintf(stderr, "stellwerk: a value was taken that is not there: %.*s %s\n",
               static_cast<int>(code.size()), code.data(), status.text.c_str());
  std::abort();
}

EventStream::EventStream(std::string key) : key_(std::move(key)) {}

EventStream EventStream::all() { return EventStream("events"); }

EventStream EventStream::inbox(const AgentId& agent) {
  return EventStream("inbox:" + agent.text());
}

EventStream EventStream::outbox(const ChannelId& channel) {
  return EventStream("outbox:" + channel.text());
}

}  // namespace stellwerk
