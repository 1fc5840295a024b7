// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support/command_line.h"

#include <array>
#include <optional>
#include <utility>

#include "core/base/text.h"

namespace stellwerk::tests {
namespace {

using model::Command;
using model::CommandKind;
using model::Field;

struct Shape {
  std::string_view name;
  CommandKind kind;
  // Positional arguments: a agent, c conversation, q queue, Q queue that may be left out, o offer,
  // m message, p payload, s state, e epoch.
  std::string_view arguments;
};

constexpr std::array<Shape, 33> kShapes = {{
    {"AGENT.SET", CommandKind::kAgentSet, "a"},
    {"AGENT.STATE", CommandKind::kAgentState, "as"},
    {"AGENT.BEAT", CommandKind::kAgentBeat, "ae"},
    {"AGENT.DEL", CommandKind::kAgentDelete, "a"},
    {"AGENT.GET", CommandKind::kAgentGet, "a"},
    {"AGENT.LIST", CommandKind::kAgentList, ""},
    {"CONV.OPEN", CommandKind::kConvOpen, "c"},
    {"CONV.ACCEPT", CommandKind::kConvAccept, "co"},
    {"CONV.DECLINE", CommandKind::kConvDecline, "co"},
    {"CONV.UPDATE", CommandKind::kConvUpdate, "c"},
    {"CONV.ESCALATE", CommandKind::kConvEscalate, "c"},
    {"CONV.CLOSE", CommandKind::kConvClose, "c"},
    {"CONV.WRAPPED", CommandKind::kConvWrapped, "c"},
    {"CONV.ABANDON", CommandKind::kConvAbandon, "c"},
    {"CONV.HOLD", CommandKind::kConvHold, "c"},
    {"CONV.RESUME", CommandKind::kConvResume, "c"},
    {"CONV.TAKE", CommandKind::kConvTake, "ca"},
    {"CONV.TRANSFER", CommandKind::kConvTransfer, "c"},
    {"CONV.DECIDE", CommandKind::kConvDecide, "c"},
    {"CONV.CALLBACK", CommandKind::kConvCallback, "c"},
    {"CONV.GET", CommandKind::kConvGet, "c"},
    {"CONV.EXPLAIN", CommandKind::kConvExplain, "c"},
    {"CONV.LIST", CommandKind::kConvList, ""},
    {"MSG.IN", CommandKind::kMessageIn, "cmp"},
    {"MSG.OUT", CommandKind::kMessageOut, "cmp"},
    {"QUEUE.STATS", CommandKind::kQueueStats, "Q"},
    {"ETA", CommandKind::kEta, "q"},
    {"SHARD.DIGEST", CommandKind::kDigest, ""},
    {"POLICY.APPLY", CommandKind::kPolicyApply, ""},
    {"POLICY.CHECK", CommandKind::kPolicyCheck, ""},
    {"POLICY.GET", CommandKind::kPolicyGet, ""},
    {"POLICY.SHADOW", CommandKind::kPolicyShadow, ""},
    {"TICK", CommandKind::kTick, ""},
}};

struct TextOption {
  std::string_view name;
  Field field;
  std::string_view Command::*member;
};

constexpr std::array<TextOption, 13> kTextOptions = {{
    {"QUEUE", Field::kQueue, &Command::queue},
    {"CHANNEL", Field::kChannel, &Command::channel},
    {"CUSTOMER", Field::kCustomer, &Command::customer},
    {"SLA", Field::kSla, &Command::sla},
    {"REASON", Field::kReason, &Command::reason},
    {"FROM", Field::kFrom, &Command::from},
    {"REQ", Field::kRequest, &Command::request},
    {"ATTRS", Field::kAttributes, &Command::attributes},
    {"LABELS", Field::kLabels, &Command::labels},
    {"CURSOR", Field::kCursor, &Command::cursor},
    {"AGENT", Field::kAgent, &Command::agent},
    {"OFFER", Field::kOffer, &Command::offer},
    {"AGAINST", Field::kAgainst, &Command::against},
}};

struct ListOption {
  std::string_view name;
  Field field;
  std::span<const model::Term> Command::*member;
};

constexpr std::array<ListOption, 4> kListOptions = {{
    {"SKILLS", Field::kSkills, &Command::skills},
    {"CHANNELS", Field::kChannels, &Command::channels},
    {"QUEUES", Field::kQueues, &Command::queues},
    {"PREFER", Field::kPrefer, &Command::prefer},
}};

std::optional<model::Presence> presence(std::string_view text) {
  for (const auto state : {model::Presence::kOffline, model::Presence::kOnline,
                           model::Presence::kAway, model::Presence::kDraining}) {
    if (base::equals_ignoring_case(text, model::name(state))) return state;
  }
  return std::nullopt;
}

}  // namespace

std::string numbered(std::string_view name, std::uint64_t number) {
  std::string text(name);
  return text += std::to_string(number);
}

std::vector<std::string> split_words(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  bool open = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
      open = true;
    } else if (!quoted && (c == ' ' || c == '\t')) {
      if (open || !word.empty()) words.push_back(std::exchange(word, {}));
      open = false;
    } else {
      word += c;
    }
  }
  if (open || !word.empty()) words.push_back(word);
  return words;
}

CommandLine::CommandLine(const std::vector<std::string>& tokens, base::Instant start) {
  const Shape* shape = nullptr;
  for (const Shape& candidate : kShapes) {
    if (!tokens.empty() && tokens[0] == candidate.name) shape = &candidate;
  }
  if (shape == nullptr) {
    error_ = "no command is called '" + (tokens.empty() ? std::string() : tokens[0]) + "'";
    return;
  }
  command_.kind = shape->kind;
  std::size_t next = 1;
  for (const char argument : shape->arguments) {
    if (next == tokens.size() && argument == 'Q') break;
    if (next == tokens.size()) {
      error_ = tokens[0] + " needs more arguments";
      return;
    }
    const std::string& value = tokens[next++];
    switch (argument) {
      case 'a':
        set_text(Field::kAgent, &Command::agent, value);
        break;
      case 'c':
        set_text(Field::kConv, &Command::conv, value);
        break;
      case 'q':
      case 'Q':
        set_text(Field::kQueue, &Command::queue, value);
        break;
      case 'o':
        set_text(Field::kOffer, &Command::offer, value);
        break;
      case 'm':
        set_text(Field::kMessage, &Command::message, value);
        break;
      case 'p':
        set_text(Field::kPayload, &Command::payload, value);
        break;
      case 's':
        set_state(value);
        break;
      default:
        option("EPOCH", value, start);
        break;
    }
  }
  for (; next + 1 < tokens.size(); next += 2) option(tokens[next], tokens[next + 1], start);
  if (next < tokens.size()) error_ = "option " + tokens[next] + " has no value";
}

void CommandLine::attach_policy(std::string text, std::string payload) {
  set_text(Field::kText, &Command::text, text);
  set_text(Field::kPayload, &Command::payload, payload);
}

std::string_view CommandLine::keep(std::string_view text) { return texts_.emplace_back(text); }

void CommandLine::set_text(Field field, Text member, std::string_view value) {
  command_.*member = keep(value);
  command_.mark(field);
}

void CommandLine::set_list(Field field, List member, std::string_view value) {
  auto& list = lists_.emplace_back();
  std::string_view rest = keep(value);
  while (!rest.empty()) {
    const std::string_view item = base::next_item(rest, ',');
    const std::size_t name_end = item.find_first_of(">=");
    const std::size_t level = item.find_first_of("0123456789", name_end);
    const bool bare = field == Field::kQueues || field == Field::kPrefer;
    model::Term term{item.substr(0, name_end), bare ? 0U : 1U};
    if (name_end != item.npos && level != item.npos) {
      term.value = static_cast<std::uint64_t>(base::parse_integer(item.substr(level)).value_or(0));
    }
    list.push_back(term);
  }
  command_.*member = list;
  command_.mark(field);
}

void CommandLine::set_state(std::string_view value) {
  const auto state = presence(value);
  if (!state) {
    error_ = "no state is called '" + std::string(value) + "'";
    return;
  }
  command_.presence = *state;
  command_.mark(Field::kPresence);
}

void CommandLine::option(std::string_view name, std::string_view value, base::Instant start) {
  if (name == "STATE" && command_.kind == CommandKind::kAgentList) return set_state(value);
  if (name == "STATE") return set_text(Field::kText, &Command::text, value);
  if (text_option(name, value) || list_option(name, value)) return;
  if (number_option(name, value) || time_option(name, value, start)) return;
  error_ = "no option is called '" + std::string(name) + "', or its value '" + std::string(value) +
           "' is not one";
}

bool CommandLine::text_option(std::string_view name, std::string_view value) {
  if (name == "STICKY") {
    const std::string_view agent = base::next_item(value, ':');
    set_text(Field::kSticky, &Command::sticky, agent);
    if (value.empty()) return true;
    command_.sticky_for = base::parse_duration(value).value_or(base::Duration{});
    command_.mark(Field::kStickyFor);
    return true;
  }
  for (const TextOption& option : kTextOptions) {
    if (option.name != name) continue;
    set_text(option.field, option.member, value);
    return true;
  }
  return false;
}

bool CommandLine::list_option(std::string_view name, std::string_view value) {
  for (const ListOption& option : kListOptions) {
    if (option.name != name) continue;
    set_list(option.field, option.member, value);
    return true;
  }
  return false;
}

bool CommandLine::number_option(std::string_view name, std::string_view value) {
  if (name == "KIND") {
    command_.agent_kind = value == "bot" ? model::AgentKind::kBot : model::AgentKind::kHuman;
    command_.mark(Field::kAgentKind);
    return value == "bot" || value == "human";
  }
  const auto number = base::parse_integer(value);
  if (!number || *number < 0) return false;
  const auto small = static_cast<std::uint32_t>(*number);
  const auto large = static_cast<std::uint64_t>(*number);
  const bool conditional_apply = command_.kind == CommandKind::kPolicyApply;
  if (name == "CAPACITY") return command_.capacity = small, command_.mark(Field::kCapacity), true;
  if (name == "UNITS") return command_.units = small, command_.mark(Field::kUnits), true;
  if (name == "WEIGHT") return command_.weight = small, command_.mark(Field::kWeight), true;
  if (name == "RANK") return command_.rank = small, command_.mark(Field::kRank), true;
  if (name == "COST") return command_.cost = small, command_.mark(Field::kCost), true;
  if (name == "PRIORITY") return command_.priority = small, command_.mark(Field::kPriority), true;
  if (name == "EPOCH") return command_.epoch = large, command_.mark(Field::kEpoch), true;
  if (name == "COUNT") return command_.count = large, command_.mark(Field::kCount), true;
  if (name == "REOPEN") return command_.reopen = large == 1, command_.mark(Field::kReopen), true;
  if (name == "FORCE") return command_.force = large == 1, command_.mark(Field::kForce), true;
  if (name == "CONFIDENCE") {  // in thousandths
    return command_.confidence = small, command_.mark(Field::kConfidence), true;
  }
  if (name == "IF" && conditional_apply) {
    return command_.version = large, command_.mark(Field::kVersion), true;
  }
  if (name == "IF") return command_.episode = small, command_.mark(Field::kEpisode), true;
  return false;
}

bool CommandLine::time_option(std::string_view name, std::string_view value, base::Instant start) {
  const bool negative = !value.empty() && value.front() == '-';
  const auto span = base::parse_duration(negative ? value.substr(1) : value);
  if (!span) return false;
  if (name == "LEASE") return command_.lease = *span, command_.mark(Field::kLease), true;
  if (name == "DUE") return command_.due = *span, command_.mark(Field::kDue), true;
  if (name == "FOR") return command_.hold_for = *span, command_.mark(Field::kHoldFor), true;
  const bool by_message = command_.kind == CommandKind::kMessageIn;
  if (name == "OPENING_WINDOW") {  // of a message, as journals of before have it
    return command_.window = *span, command_.mark(Field::kWindow), true;
  }
  if (name == "WINDOW" && by_message) {
    return command_.message_window = *span, command_.mark(Field::kMessageWindow), true;
  }
  if (name == "WINDOW") return command_.window = *span, command_.mark(Field::kWindow), true;
  if (name == "AGE") return command_.age = *span, command_.mark(Field::kAge), true;
  if (name != "AT") return false;
  command_.at = negative ? start - *span : start + *span;
  command_.mark(Field::kAt);
  return true;
}

}  // namespace stellwerk::tests
