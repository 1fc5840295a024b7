// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <bit>
#include <limits>

#include "core/base/bytes.h"
#include "core/base/check.h"
#include "core/model/codec.h"

namespace stellwerk::model {
namespace {

using Text = std::string_view Command::*;
using List = std::span<const Term> Command::*;

// By number of their Field.
constexpr std::array<Text, 18> kTexts = {
    &Command::agent,      &Command::conv,    &Command::queue, &Command::channel,
    &Command::customer,   &Command::sla,     &Command::offer, &Command::reason,
    &Command::message,    &Command::payload, &Command::from,  &Command::request,
    &Command::attributes, &Command::labels,  &Command::text,  &Command::cursor,
    &Command::sticky,     &Command::against};
constexpr unsigned kListFirst = static_cast<unsigned>(Field::kSkills);
constexpr std::array<List, 5> kLists = {&Command::skills, &Command::channels, &Command::queues,
                                        &Command::prefer, &Command::streams};
constexpr unsigned kIntegerFirst = static_cast<unsigned>(Field::kAgentKind);
constexpr unsigned kIntegerLast = static_cast<unsigned>(Field::kMessageWindow);

constexpr std::uint64_t bits(unsigned first, unsigned last) {
  return ((std::uint64_t{2} << (last - first)) - 1) << first;
}

constexpr std::uint64_t kKnownFields = bits(0, kTexts.size() - 1) |
                                       bits(kListFirst, kListFirst + kLists.size() - 1) |
                                       bits(kIntegerFirst, kIntegerLast);

constexpr std::size_t kTermSizeMin = 12;

bool is_known(CommandKind kind) {
  switch (kind) {
    case CommandKind::kAgentSet:
    case CommandKind::kAgentState:
    case CommandKind::kAgentBeat:
    case CommandKind::kAgentDelete:
    case CommandKind::kConvOpen:
    case CommandKind::kConvAccept:
    case CommandKind::kConvDecline:
    case CommandKind::kConvUpdate:
    case CommandKind::kConvEscalate:
    case CommandKind::kConvClose:
    case CommandKind::kConvWrapped:
    case CommandKind::kConvAbandon:
    case CommandKind::kConvHold:
    case CommandKind::kConvResume:
    case CommandKind::kConvTake:
    case CommandKind::kConvTransfer:
    case CommandKind::kConvDecide:
    case CommandKind::kConvCallback:
    case CommandKind::kMessageIn:
    case CommandKind::kMessageOut:
    case CommandKind::kPolicyApply:
    case CommandKind::kCalendarRenew:
    case CommandKind::kTick:
    case CommandKind::kAgentGet:
    case CommandKind::kAgentList:
    case CommandKind::kConvGet:
    case CommandKind::kConvList:
    case CommandKind::kQueueStats:
    case CommandKind::kEta:
    case CommandKind::kDigest:
    case CommandKind::kPolicyGet:
    case CommandKind::kPolicyCheck:
    case CommandKind::kClock:
    case CommandKind::kSnapshot:
    case CommandKind::kConvExplain:
    case CommandKind::kPolicyShadow:
    case CommandKind::kStreamRead:
    case CommandKind::kStreamRange:
    case CommandKind::kStreamLength:
    case CommandKind::kStreamInfo:
    case CommandKind::kStreamTrim:
      return true;
  }
  return false;
}

std::uint64_t integer_of(const Command& command, Field field) {
  switch (field) {
    case Field::kAgentKind:
      return static_cast<std::uint64_t>(command.agent_kind);
    case Field::kPresence:
      return static_cast<std::uint64_t>(command.presence);
    case Field::kCapacity:
      return command.capacity;
    case Field::kLease:
      return static_cast<std::uint64_t>(command.lease.ms);
    case Field::kEpoch:
      return command.epoch;
    case Field::kPriority:
      return command.priority;
    case Field::kDue:
      return static_cast<std::uint64_t>(command.due.ms);
    case Field::kAge:
      return static_cast<std::uint64_t>(command.age.ms);
    case Field::kUnits:
      return command.units;
    case Field::kReopen:
      return command.reopen ? 1 : 0;
    case Field::kAt:
      return static_cast<std::uint64_t>(command.at.ms);
    case Field::kEpisode:
      return command.episode;
    case Field::kVersion:
      return command.version;
    case Field::kForce:
      return command.force ? 1 : 0;
    case Field::kCount:
      return command.count;
    case Field::kBlock:
      return static_cast<std::uint64_t>(command.block.ms);
    case Field::kFirst:
      return command.first;
    case Field::kLast:
      return command.last;
    case Field::kWindow:
      return static_cast<std::uint64_t>(command.window.ms);
    case Field::kMessageWindow:
      return static_cast<std::uint64_t>(command.message_window.ms);
    case Field::kHoldFor:
      return static_cast<std::uint64_t>(command.hold_for.ms);
    case Field::kStickyFor:
      return static_cast<std::uint64_t>(command.sticky_for.ms);
    case Field::kConfidence:
      return command.confidence;
    case Field::kWeight:
      return command.weight;
    case Field::kRank:
      return command.rank;
    case Field::kCost:
      return command.cost;
    default:
      break;
  }
  base::check_failed(__FILE__, __LINE__, "integer_of", "the field is no integer");
}

// The field's greatest value; above it an encoded integer is malformed.
std::uint64_t greatest(Field field) {
  switch (field) {
    case Field::kAgentKind:
      return static_cast<std::uint64_t>(AgentKind::kBot);
    case Field::kPresence:
      return static_cast<std::uint64_t>(Presence::kDraining);
    case Field::kReopen:
    case Field::kForce:
      return 1;
    case Field::kCapacity:
    case Field::kPriority:
    case Field::kUnits:
    case Field::kEpisode:
    case Field::kConfidence:
    case Field::kWeight:
    case Field::kRank:
    case Field::kCost:
      return std::numeric_limits<std::uint32_t>::max();
    default:
      return std::numeric_limits<std::uint64_t>::max();
  }
}

void set_rare_integer(Command& command, Field field, std::uint64_t value) {
  const base::Duration span{static_cast<std::int64_t>(value)};
  switch (field) {
    case Field::kWindow:
      command.window = span;
      return;
    case Field::kMessageWindow:
      command.message_window = span;
      return;
    case Field::kHoldFor:
      command.hold_for = span;
      return;
    case Field::kStickyFor:
      command.sticky_for = span;
      return;
    case Field::kConfidence:
      command.confidence = static_cast<std::uint32_t>(value);
      return;
    case Field::kWeight:
      command.weight = static_cast<std::uint32_t>(value);
      return;
    case Field::kRank:
      command.rank = static_cast<std::uint32_t>(value);
      return;
    case Field::kCost:
      command.cost = static_cast<std::uint32_t>(value);
      return;
    default:
      break;
  }
  base::check_failed(__FILE__, __LINE__, "set_integer", "the field is no integer");
}

// REQUIRES: value <= greatest(field).
void set_integer(Command& command, Field field, std::uint64_t value) {
  const auto small = static_cast<std::uint32_t>(value);
  const auto ms = static_cast<std::int64_t>(value);
  switch (field) {
    case Field::kAgentKind:
      command.agent_kind = static_cast<AgentKind>(value);
      return;
    case Field::kPresence:
      command.presence = static_cast<Presence>(value);
      return;
    case Field::kCapacity:
      command.capacity = small;
      return;
    case Field::kLease:
      command.lease = {ms};
      return;
    case Field::kEpoch:
      command.epoch = value;
      return;
    case Field::kPriority:
      command.priority = small;
      return;
    case Field::kDue:
      command.due = {ms};
      return;
    case Field::kAge:
      command.age = {ms};
      return;
    case Field::kUnits:
      command.units = small;
      return;
    case Field::kReopen:
      command.reopen = value != 0;
      return;
    case Field::kAt:
      command.at = {ms};
      return;
    case Field::kEpisode:
      command.episode = small;
      return;
    case Field::kVersion:
      command.version = value;
      return;
    case Field::kForce:
      command.force = value != 0;
      return;
    case Field::kCount:
      command.count = value;
      return;
    case Field::kBlock:
      command.block = {ms};
      return;
    case Field::kFirst:
      command.first = value;
      return;
    case Field::kLast:
      command.last = value;
      return;
    default:
      return set_rare_integer(command, field, value);
  }
}

unsigned take_lowest(std::uint64_t& fields) {
  const auto number = static_cast<unsigned>(std::countr_zero(fields));
  fields &= fields - 1;
  return number;
}

template <class Out>
void put(const Command& command, Out& out) {
  out.u8(static_cast<std::uint8_t>(command.kind));
  out.u64(command.fields);
  for (std::uint64_t left = command.fields; left != 0;) {
    const unsigned number = take_lowest(left);
    if (number < kTexts.size()) {
      out.text(command.*kTexts[number]);
    } else if (number < kIntegerFirst) {
      const std::span<const Term> terms = command.*kLists[number - kListFirst];
      out.u32(static_cast<std::uint32_t>(terms.size()));
      for (const Term& term : terms) {
        out.text(term.name);
        out.u64(term.value);
      }
    } else {
      out.u64(integer_of(command, static_cast<Field>(number)));
    }
  }
}

bool take_integer(base::ByteReader& reader, Field field, Command& command) {
  const std::uint64_t value = reader.u64();
  if (value > greatest(field)) return false;
  set_integer(command, field, value);
  return true;
}

}  // namespace

void encode(const Command& command, std::string& out) {
  SW_CHECK((command.fields & ~kKnownFields) == 0);
  base::append_bytes(out, [&command](auto& to) { put(command, to); });
}

const Command* CommandDecoder::decode(std::string_view bytes) {
  base::ByteReader reader(bytes);
  command_ = Command{};
  command_.kind = static_cast<CommandKind>(reader.u8());
  command_.fields = reader.u64();
  if (!reader.ok() || !is_known(command_.kind)) return nullptr;
  if ((command_.fields & ~kKnownFields) != 0) return nullptr;

  // Where each list begins: terms_ may move while it grows, so the spans are made at the end.
  terms_.clear();
  std::array<std::size_t, kLists.size()> starts{};
  std::uint64_t lists = 0;
  for (std::uint64_t left = command_.fields; left != 0 && reader.ok();) {
    const unsigned number = take_lowest(left);
    if (number < kTexts.size()) {
      command_.*kTexts[number] = reader.text();
    } else if (number < kIntegerFirst) {
      starts[number - kListFirst] = terms_.size();
      lists |= std::uint64_t{1} << (number - kListFirst);
      for (std::uint32_t n = reader.count(kTermSizeMin); n > 0; --n) {
        const std::string_view name = reader.text();
        terms_.push_back({name, reader.u64()});
      }
    } else if (!take_integer(reader, static_cast<Field>(number), command_)) {
      return nullptr;
    }
  }
  if (!reader.done()) return nullptr;

  std::size_t end = terms_.size();
  while (lists != 0) {
    const auto last = static_cast<std::size_t>(std::bit_width(lists) - 1);
    const std::size_t start = starts[last];
    command_.*kLists[last] = std::span<const Term>(terms_).subspan(start, end - start);
    end = start;
    lists &= ~(std::uint64_t{1} << last);
  }
  return &command_;
}

}  // namespace stellwerk::model
