// SPDX-License-Identifier: Apache-2.0
#include "core/engine/switchboard.h"

namespace stellwerk::engine {

using model::ConvState;
using model::EventType;
using model::Field;

// The customer has hung up and keeps the place: everything goes on as for one who waits, its clocks
// too, and whoever gets it dials. With FOR nobody gets it before.
void Switchboard::conv_callback(const model::Command& command, ConvSlot slot) {
  Conversation& conv = conversation(slot);
  if (conv.state != ConvState::kWaiting && conv.state != ConvState::kOffered) {
    return refuse_state(conv, "CONV.CALLBACK");
  }
  const bool later = command.has(Field::kHoldFor);
  const bool stands = conv.extras && conv.extras->callback && !conv.extras->callback_at.armed();
  if (stands && !later) return answer_conversation(slot, true);
  withdraw_offers(slot, "callback");
  Extras& extras = conv.more();
  extras.callback = true;
  extras.callback_at = later ? due_at(now_ + command.hold_for) : Due{};
  if (later) extras.decision = {};
  model::Event event = event_about(EventType::kConversationCallback, conv);
  event.customer = conv.customer();
  event.reason = command.reason;
  event.episode = conv.episode;
  if (later) event.expires = extras.callback_at.at.ms;
  emit(event);
  record_remark(slot, TraceKind::kCallback, kNone, command.reason);
  reclassify(slot);
  answer_conversation(slot);
}

}  // namespace stellwerk::engine
