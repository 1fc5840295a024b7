// SPDX-License-Identifier: Apache-2.0
#include "tests/random/command_draw.h"

#include <algorithm>
#include <array>

#include "core/base/check.h"
#include "core/model/reply.h"
#include "tests/engine/support/command_line.h"

namespace stellwerk::tests {
namespace {

using model::CommandKind;
using model::ConvState;
using model::Field;

constexpr unsigned of(ConvState state) { return 1U << static_cast<unsigned>(state); }

// How often a command comes, and the states of a conversation in which it can be right. A command
// that is not named here comes now and then, about any conversation.
struct Habit {
  std::string_view command;
  std::uint64_t weight;
  unsigned states = 0;
};

constexpr Habit kOther{"", 4, 0};

constexpr std::array kHabits = {
    Habit{"agent.set", 6},
    Habit{"agent.state", 10},
    Habit{"agent.beat", 5},
    Habit{"agent.del", 1},
    Habit{"conv.open", 24, of(ConvState::kClosed)},
    Habit{"conv.accept", 24, of(ConvState::kOffered)},
    Habit{"conv.decline", 6, of(ConvState::kOffered)},
    Habit{"conv.update", 8, of(ConvState::kWaiting) | of(ConvState::kOffered)},
    Habit{"conv.escalate", 6,
          of(ConvState::kWaiting) | of(ConvState::kOffered) | of(ConvState::kActive)},
    Habit{"conv.hold", 8, of(ConvState::kActive)},
    Habit{"conv.resume", 6, of(ConvState::kHeld)},
    Habit{"conv.take", 8, of(ConvState::kWaiting) | of(ConvState::kOffered)},
    Habit{"conv.transfer", 8, of(ConvState::kActive) | of(ConvState::kHeld)},
    Habit{"conv.close", 14, of(ConvState::kActive) | of(ConvState::kHeld)},
    Habit{"conv.wrapped", 8, of(ConvState::kWrapup)},
    Habit{"conv.abandon", 4, of(ConvState::kWaiting) | of(ConvState::kActive)},
    Habit{"conv.get", 2},
    Habit{"conv.list", 1},
    Habit{"conv.explain", 2},
    Habit{"agent.get", 1},
    Habit{"agent.list", 1},
    Habit{"queue.stats", 1},
    Habit{"eta", 1},
    Habit{"policy.get", 1},
    Habit{"shard.digest", 1},
    Habit{"policy.apply", 1},
    Habit{"policy.check", 1},
    Habit{"msg.in", 20, of(ConvState::kActive) | of(ConvState::kWaiting) | of(ConvState::kHeld)},
    Habit{"msg.out", 12, of(ConvState::kActive) | of(ConvState::kHeld)},
};

const Habit& habit_of(std::string_view command) {
  const auto found = std::ranges::find(kHabits, command, &Habit::command);
  return found == kHabits.end() ? kOther : *found;
}

// The shard answers these itself.
bool is_for_engine(const resp::CommandRow& row) {
  if (row.session != resp::SessionCommand::kNone) return false;
  return row.kind < CommandKind::kStreamRead && row.kind != CommandKind::kClock &&
         row.kind != CommandKind::kSnapshot && row.kind != CommandKind::kPolicyShadow;
}

constexpr std::array<std::string_view, 9> kWrong = {
    "", "-1", "two words", "99999999999999999999", "s0=11", ",", "\xc3\xa4", "nobody", "0"};
constexpr std::size_t kSentKept = 64;
constexpr std::size_t kTries = 12;

// "0|1" and "human|bot" are choices.
std::string choice_of(Deck& deck, std::string_view hint) {
  const auto choices = static_cast<std::uint64_t>(std::ranges::count(hint, '|')) + 1;
  std::string_view rest = hint;
  for (std::uint64_t skip = deck.prng().below(choices); skip > 0; --skip) {
    rest.remove_prefix(rest.find('|') + 1);
  }
  return std::string(rest.substr(0, rest.find('|')));
}

}  // namespace

CommandDraw::CommandDraw(Deck& deck, const Sight& sight) : deck_(deck), sight_(sight) {
  constexpr std::array<std::uint64_t, 5> kFactors = {1, 4, 4, 8, 16};
  constexpr std::array<std::uint8_t, 5> kChances = {2, 5, 10, 30, 60};
  for (const resp::CommandRow& row : resp::command_table()) {
    if (!is_for_engine(row)) continue;
    rows_.push_back(&row);
    const std::uint64_t factor = kFactors[deck.prng().below(kFactors.size())];
    weights_.push_back(habit_of(row.name).weight * factor);
    weights_total_ += weights_.back();
    auto& chances = chances_.emplace_back();
    for (std::size_t i = 0; i < row.parameters.size(); ++i) {
      chances.push_back(kChances[deck.prng().below(kChances.size())]);
    }
  }
}

CommandDraw::Words CommandDraw::draw(base::Instant now) {
  now_ = now;
  if (!sent_.empty() && deck_.rarely(60)) return sent_[deck_.prng().below(sent_.size())];
  std::uint64_t luck = deck_.prng().below(weights_total_);
  std::size_t row = 0;
  for (; luck >= weights_[row]; ++row) luck -= weights_[row];
  Words words = draw_row(row);
  if (sent_.size() < kSentKept) {
    sent_.push_back(words);
  } else {
    sent_[deck_.prng().below(kSentKept)] = words;
  }
  return words;
}

CommandDraw::Words CommandDraw::draw_row(std::size_t at) {
  const resp::CommandRow& row = *rows_[at];
  Words words = {std::string(row.name)};
  for (std::size_t i = 0; i < row.parameters.size(); ++i) {
    const resp::Parameter& parameter = row.parameters[i];
    const bool may_miss = parameter.need == resp::Need::kOptional ||
                          parameter.need == resp::Need::kOptionalPositional;
    if (may_miss && !deck_.prng().chance(chances_[at][i], 100)) continue;
    std::string drawn = value(row, parameter);
    if (deck_.rarely(500)) drawn = kWrong[deck_.prng().below(kWrong.size())];
    if (!parameter.is_positional()) words.emplace_back(parameter.name);
    words.push_back(std::move(drawn));
  }
  return words;
}

// One that the command can be right about, if a few tries find one.
std::string CommandDraw::conversation_for(const resp::CommandRow& row) {
  const unsigned states = habit_of(row.name).states;
  const std::size_t tries = deck_.rarely(10) ? 1 : kTries;
  for (std::size_t i = 0; i < tries; ++i) {
    conversation_ = deck_.number(0, deck_.size().conversations - 1);
    const ConvState state = sight_.conversation(conversation_).state;
    if (states == 0 || (of(state) & states) != 0) break;
  }
  return numbered(kConversations.prefix, conversation_);
}

std::string CommandDraw::any_agent() {
  agent_ = deck_.number(0, deck_.size().agents - 1);
  return numbered(kAgents.prefix, agent_);
}

// Mostly whoever has the conversation.
std::string CommandDraw::owner() {
  const std::int32_t agent = sight_.conversation(conversation_).agent;
  if (agent < 0 || deck_.rarely(6)) return any_agent();
  return numbered(kAgents.prefix, static_cast<std::uint64_t>(agent));
}

std::string CommandDraw::list(const Kind& kind, std::uint32_t most, std::string_view sign,
                              std::uint32_t greatest) {
  std::string text;
  std::uint32_t number = deck_.number(0, 2);
  for (std::uint32_t left = deck_.number(0, most); left > 0; --left) {
    if (number >= deck_.size().*kind.count) break;
    if (!text.empty()) text += ',';
    text += numbered(kind.prefix, number);
    if (!sign.empty()) text.append(sign).append(std::to_string(deck_.number(1, greatest)));
    number += deck_.number(1, 2);
  }
  return text;
}

std::string CommandDraw::request() {
  const bool again = next_request_ > 0 && deck_.rarely(10);
  const std::uint64_t back = deck_.prng().below(8);
  return numbered("r", again ? next_request_ - std::min(back, next_request_) : next_request_++);
}

std::string CommandDraw::sticky() {
  std::string text = deck_.name(kAgents);
  if (!deck_.rarely(3)) text += ':' + std::to_string(deck_.span().ms);
  return text;
}

std::string CommandDraw::offer() {
  const std::uint64_t live = sight_.conversation(conversation_).offer;
  if (live != 0 && !deck_.rarely(12)) return model::offer_name(live);
  return model::offer_name(1 + deck_.prng().below(sight_.last_offer() + 2));
}

std::string CommandDraw::moment() {
  const base::Duration away = deck_.span();
  return std::to_string((deck_.rarely(4) ? now_ + away : now_ - away).ms);
}

std::string CommandDraw::value(const resp::CommandRow& row, const resp::Parameter& parameter) {
  const bool of_agent = row.kind == CommandKind::kAgentSet;
  switch (parameter.field) {
    case Field::kConv:
      return conversation_for(row);
    case Field::kAgent:
      return any_agent();
    case Field::kFrom:
      return owner();
    case Field::kQueue:
      return deck_.name(kQueues);
    case Field::kChannel:
      return deck_.name(kChannels);
    case Field::kSla:
      return deck_.name(kSlas);
    case Field::kSticky:
      return sticky();
    case Field::kOffer:
      return offer();
    case Field::kSkills:
      return of_agent ? list(kSkills, 4, "=", 10) : list(kSkills, 2, ">=", 6);
    case Field::kPrefer:
      return list(kSkills, 2, "", 0);
    case Field::kChannels:
      return list(kChannels, 3, "=", 4);
    case Field::kQueues:
      return list(kQueues, 4, "", 0);
    case Field::kAt:
      return moment();
    default:
      return text_value(parameter);
  }
}

std::string CommandDraw::text_value(const resp::Parameter& parameter) {
  switch (parameter.field) {
    case Field::kRequest:
      return request();
    case Field::kMessage: {
      const std::uint64_t back = deck_.rarely(12) ? deck_.prng().below(20) : 0;
      if (back == 0) ++next_message_;
      return numbered("m", next_message_ - std::min(back, next_message_));
    }
    case Field::kEpisode: {
      const std::uint32_t other = deck_.rarely(8) ? 1 : 0;
      return std::to_string(sight_.conversation(conversation_).episode + other);
    }
    case Field::kEpoch:
      return std::to_string(deck_.rarely(6) ? deck_.number(1, 3) : sight_.epochs()[agent_]);
    case Field::kVersion:
      return std::to_string(sight_.version() + (deck_.rarely(8) ? 1 : 0));
    case Field::kCapacity:
      return std::to_string(deck_.number(deck_.rarely(10) ? 0 : 1, 8));
    case Field::kUnits:
      return std::to_string(deck_.number(1, 4));
    case Field::kPriority:
      return std::to_string(deck_.number(0, 9));
    case Field::kCount:
      return std::to_string(deck_.number(1, 20));
    case Field::kCursor:
      return std::to_string(deck_.number(0, 40));
    case Field::kAttributes:
    case Field::kLabels:
      return "k=" + std::to_string(deck_.number(0, 3));
    default:
      break;
  }
  // Nothing happens where everybody is away.
  if (parameter.field == Field::kPresence && deck_.rarely(2)) return "ONLINE";
  if (parameter.hint.find('|') != parameter.hint.npos) return choice_of(deck_, parameter.hint);
  if (parameter.hint == "duration") return std::to_string(deck_.span().ms);
  // One that nothing is known of here: a word of its hint, a small number or a text.
  const std::uint64_t luck = deck_.prng().below(4);
  if (luck == 0) return std::string(parameter.hint);
  if (luck == 1) return std::to_string(deck_.number(0, 3));
  return numbered("text", deck_.prng().below(10));
}

}  // namespace stellwerk::tests
