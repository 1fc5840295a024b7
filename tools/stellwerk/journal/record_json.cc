// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/journal/record_json.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/model/codec.h"
#include "core/model/command.h"
#include "tools/stellwerk/client/json_text.h"
#include "tools/stellwerk/client/utf8.h"

namespace stellwerk::cli {
namespace {

using model::Command;
using model::CommandKind;
using model::Field;
using Json = nlohmann::ordered_json;

std::string_view name_of(CommandKind kind) {
  struct Named {
    CommandKind kind;
    std::string_view name;
  };
  constexpr std::array<Named, 23> kNames = {{
      {CommandKind::kAgentSet, "AGENT.SET"},         {CommandKind::kAgentState, "AGENT.STATE"},
      {CommandKind::kAgentBeat, "AGENT.BEAT"},       {CommandKind::kAgentDelete, "AGENT.DEL"},
      {CommandKind::kConvOpen, "CONV.OPEN"},         {CommandKind::kConvAccept, "CONV.ACCEPT"},
      {CommandKind::kConvDecline, "CONV.DECLINE"},   {CommandKind::kConvUpdate, "CONV.UPDATE"},
      {CommandKind::kConvEscalate, "CONV.ESCALATE"}, {CommandKind::kConvClose, "CONV.CLOSE"},
      {CommandKind::kConvWrapped, "CONV.WRAPPED"},   {CommandKind::kConvAbandon, "CONV.ABANDON"},
      {CommandKind::kConvHold, "CONV.HOLD"},         {CommandKind::kConvResume, "CONV.RESUME"},
      {CommandKind::kConvTake, "CONV.TAKE"},         {CommandKind::kConvTransfer, "CONV.TRANSFER"},
      {CommandKind::kConvDecide, "CONV.DECIDE"},     {CommandKind::kConvCallback, "CONV.CALLBACK"},
      {CommandKind::kMessageIn, "MSG.IN"},           {CommandKind::kMessageOut, "MSG.OUT"},
      {CommandKind::kPolicyApply, "POLICY.APPLY"},   {CommandKind::kTick, "tick"},
      {CommandKind::kCalendarRenew, "calendars"},
  }};
  for (const Named& named : kNames) {
    if (named.kind == kind) return named.name;
  }
  return {};
}

// False when the text is not as hex_digits() writes it.
bool from_hex(std::string_view digits, std::string& bytes) {
  const auto value = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  if (digits.size() % 2 != 0) return false;
  bytes.clear();
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = value(digits[i]);
    const int low = value(digits[i + 1]);
    if (high < 0 || low < 0) return false;
    bytes += static_cast<char>(high * 16 + low);
  }
  return true;
}

template <typename Integer>
bool take_integer(const Json& line, const char* name, Integer& value) {
  const auto found = line.find(name);
  if (found == line.end() || !found->is_number_integer()) return false;
  value = found->template get<Integer>();
  return true;
}

void add_texts(const Command& command, Json& line) {
  struct Text {
    Field field;
    const char* name;
    std::string_view Command::*value;
  };
  // The compiled policy is left out: it follows from the text. So do renewed calendars.
  static constexpr std::array<Text, 16> kTexts = {{
      {Field::kAgent, "agent", &Command::agent},
      {Field::kConv, "conv", &Command::conv},
      {Field::kQueue, "queue", &Command::queue},
      {Field::kChannel, "channel", &Command::channel},
      {Field::kCustomer, "customer", &Command::customer},
      {Field::kSla, "sla", &Command::sla},
      {Field::kOffer, "offer", &Command::offer},
      {Field::kReason, "reason", &Command::reason},
      {Field::kMessage, "msgid", &Command::message},
      {Field::kPayload, "payload", &Command::payload},
      {Field::kFrom, "from", &Command::from},
      {Field::kRequest, "req", &Command::request},
      {Field::kAttributes, "attrs", &Command::attributes},
      {Field::kLabels, "labels", &Command::labels},
      {Field::kText, "toml", &Command::text},
      {Field::kSticky, "sticky", &Command::sticky},
  }};
  const bool compiled =
      command.kind == CommandKind::kPolicyApply || command.kind == CommandKind::kCalendarRenew;
  for (const Text& text : kTexts) {
    if (!command.has(text.field) || (compiled && text.field == Field::kPayload)) continue;
    line[text.name] = text_json(command.*text.value);
  }
}

Json list_json(std::span<const model::Term> terms, bool has_values) {
  const bool are_keys = has_values && std::ranges::all_of(terms, is_utf8, &model::Term::name);
  Json list = are_keys ? Json::object() : Json::array();
  for (const model::Term& term : terms) {
    if (are_keys) {
      list[std::string(term.name)] = term.value;
    } else if (has_values) {
      list.push_back({{"name", text_json(term.name)}, {"value", term.value}});
    } else {
      list.push_back(text_json(term.name));
    }
  }
  return list;
}

void add_lists(const Command& command, Json& line) {
  struct List {
    Field field;
    const char* name;
    std::span<const model::Term> Command::*terms;
    bool has_values;
  };
  static constexpr std::array<List, 4> kLists = {{
      {Field::kSkills, "skills", &Command::skills, true},
      {Field::kChannels, "channels", &Command::channels, true},
      {Field::kQueues, "queues", &Command::queues, false},
      {Field::kPrefer, "prefer", &Command::prefer, false},
  }};
  for (const List& list : kLists) {
    if (!command.has(list.field)) continue;
    line[list.name] = list_json(command.*list.terms, list.has_values);
  }
}

void add_values(const Command& command, Json& line) {
  const auto add = [&](Field field, const char* name, auto value) {
    if (command.has(field)) line[name] = value;
  };
  add(Field::kAgentKind, "kind", model::name(command.agent_kind));
  add(Field::kPresence, "state", model::name(command.presence));
  add(Field::kCapacity, "capacity", command.capacity);
  add(Field::kLease, "lease_ms", command.lease.ms);
  add(Field::kEpoch, "epoch", command.epoch);
  add(Field::kPriority, "priority", command.priority);
  add(Field::kDue, "due_ms", command.due.ms);
  add(Field::kAge, "age_ms", command.age.ms);
  add(Field::kUnits, "units", command.units);
  add(Field::kReopen, "reopen", command.reopen);
  add(Field::kAt, command.kind == CommandKind::kTick ? "leases_from" : "sent_at", command.at.ms);
  add(Field::kEpisode, "episode", command.episode);
  add(Field::kVersion, "version", command.version);
  add(Field::kForce, "force", command.force);
  add(Field::kWindow, "window_ms", command.window.ms);
  add(Field::kMessageWindow, "message_window_ms", command.message_window.ms);
  add(Field::kHoldFor, "for_ms", command.hold_for.ms);
  add(Field::kStickyFor, "sticky_ms", command.sticky_for.ms);
  add(Field::kConfidence, "confidence_permille", command.confidence);
}

}  // namespace

std::string to_json(std::uint32_t shard, const journal::Record& record, std::string_view limits) {
  Json line = {
      {"shard", shard}, {"seq", record.seq}, {"at", record.at.ms}, {"tenant", record.tenant}};
  model::CommandDecoder decoder;
  const Command* const command = decoder.decode(record.command);
  if (command != nullptr && !name_of(command->kind).empty()) {
    line["command"] = name_of(command->kind);
    add_texts(*command, line);
    add_lists(*command, line);
    add_values(*command, line);
  }
  line["bytes"] = hex_digits(record.command);
  if (!limits.empty()) line["limits"] = limits;
  return line.dump();
}

std::string from_json(std::string_view text, RecordLine& line) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return "is no JSON object";
  journal::Record& record = line.record;
  if (!take_integer(json, "shard", line.shard) || !take_integer(json, "seq", record.seq) ||
      !take_integer(json, "at", record.at.ms) || !take_integer(json, "tenant", record.tenant)) {
    return "has not the numbers shard, seq, at and tenant";
  }
  const auto bytes = json.find("bytes");
  if (bytes == json.end() || !bytes->is_string() ||
      !from_hex(bytes->get_ref<const std::string&>(), line.command)) {
    return "has no \"bytes\", or others than it was written with";
  }
  record.command = line.command;
  const auto limits = json.find("limits");
  line.limits = limits != json.end() && limits->is_string() ? limits->get<std::string>() : "";
  return {};
}

}  // namespace stellwerk::cli
