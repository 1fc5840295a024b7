// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/gateway.h"

#include <string_view>

#include <fmt/format.h>

namespace stellwerk::cli {
namespace {

std::string message_name(int turn) { return fmt::format("c{}", turn); }

std::string message_text(const Contact& contact, int turn) {
  if (turn == 0) return fmt::format("Hello, I have a question ({}).", contact.channel);
  return fmt::format("One more thing, number {}.", turn);
}

void add_options(const Schedule& day, const Contact& contact, Request& request) {
  request.option("QUEUE", day.classes[contact.service_class].queue)
      .option("CHANNEL", contact.channel)
      .option("SKILLS", contact.skills)
      .option("PRIORITY", contact.priority);
  if (!contact.customer.empty()) request.option("CUSTOMER", contact.customer);
}

}  // namespace

Gateway::Gateway(const Schedule& day, const Naming& naming, Line& line, Checker& checker)
    : day_(day), naming_(naming), line_(line), checker_(checker), phases_(day.contacts.size()) {
  for (std::size_t i = 0; i < day.contacts.size(); ++i) {
    agenda_.add(day.contacts[i].at, {.kind = Action::Kind::kArrive, .contact = i});
  }
}

void Gateway::act(base::Duration now) {
  Action action;
  while (agenda_.take_due(now, action)) {
    if (action.kind == Action::Kind::kArrive) {
      arrive(action.contact);
    } else if (action.phase == phases_[action.contact]) {
      if (action.kind == Action::Kind::kWrite) {
        write(action.contact, action.turn);
      } else {
        lose_heart(action.contact);
      }
    }
  }
}

void Gateway::arrive(std::size_t index) {
  ++arrived_;
  const Contact& contact = day_.contacts[index];
  const std::string conv = naming_.conversation(index);
  checker_.expect(conv, contact.skills);
  if (contact.by_message) {
    Request request{"MSG.IN", conv, message_name(0), message_text(contact, 0)};
    add_options(day_, contact, request);
    line_.send(request, {Purpose::Kind::kOpen, index});
    return;
  }
  Request request{"CONV.OPEN", conv};
  add_options(day_, contact, request);
  line_.send(request, {Purpose::Kind::kOpen, index});
  if (contact.channel == "webchat") write(index, 0);
}

void Gateway::lose_heart(std::size_t index) {
  line_.send({"CONV.ABANDON", naming_.conversation(index), "REASON", "patience"},
             {Purpose::Kind::kAbandon, index});
}

void Gateway::write(std::size_t index, int turn) {
  const Contact& contact = day_.contacts[index];
  const Request request{"MSG.IN", naming_.conversation(index), message_name(turn),
                        message_text(contact, turn)};
  line_.send(request, {Purpose::Kind::kMessage, index});
}

void Gateway::wait_for_people(std::size_t index, base::Duration at) {
  const Contact& contact = day_.contacts[index];
  if (contact.patience == kStays) return;
  agenda_.add(at + contact.patience,
              {.kind = Action::Kind::kLoseHeart, .contact = index, .phase = phases_[index]});
}

// The further messages, spread evenly over the time a person takes.
void Gateway::talk(std::size_t index, base::Duration at) {
  const Contact& contact = day_.contacts[index];
  for (int turn = 1; turn < contact.turns; ++turn) {
    agenda_.add(
        at + contact.service * turn / contact.turns,
        {.kind = Action::Kind::kWrite, .contact = index, .phase = phases_[index], .turn = turn});
  }
}

void Gateway::on_entry(const Entry& entry, base::Duration at) {
  if (!entry.type.starts_with("conversation.")) return;
  const auto index = naming_.contact(entry.conv);
  if (!index || *index >= phases_.size()) return;
  std::uint32_t& phase = phases_[*index];
  const Contact& contact = day_.contacts[*index];
  const std::string_view what = std::string_view(entry.type).substr(13);
  if (what == "opened") {
    if (!contact.bot_first) wait_for_people(*index, at);
  } else if (what == "escalated" || what == "requeued") {
    ++phase;
    wait_for_people(*index, at);
  } else if (what == "assigned") {
    ++phase;
    const bool to_bot = contact.bot_first && entry.agent.starts_with("bot-");
    if (!to_bot) talk(*index, at);
  } else if (what == "closed" || what == "abandoned" || what == "wrapup") {
    ++phase;
  }
}

}  // namespace stellwerk::cli
