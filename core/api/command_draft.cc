// SPDX-License-Identifier: Apache-2.0
#include "core/api/command_draft.h"

#include <algorithm>
#include <utility>

#include "core/base/text.h"

namespace stellwerk::api {
namespace {

using model::Field;
using model::Term;

constexpr std::size_t kFreeTextSizeMax = 512;
constexpr std::size_t kChannelsMax = 32;
constexpr std::size_t kQueuesMax = 256;
constexpr std::size_t kAttributesMax = 32;
constexpr std::size_t kAttributesSizeMax = 4'096;
constexpr std::uint32_t kLevelMax = 10;
constexpr std::uint32_t kUnitsMax = 1'000'000;
constexpr std::int64_t kDurationMsMax = 36'500LL * 86'400'000;
constexpr std::int64_t kTimeMsMax = std::int64_t{1} << 53;

// A caller's text for a message: in quotes, cut at 64 bytes, control bytes as '?'.
std::string shown(std::string_view value) {
  constexpr std::size_t kShownMax = 64;
  std::string text = "'";
  for (const char c : value.substr(0, kShownMax)) {
    const auto byte = static_cast<unsigned char>(c);
    text += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  text += value.size() > kShownMax ? "'..." : "'";
  return text;
}

std::string join(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

}  // namespace

void CommandDraft::begin(model::CommandKind kind) {
  command_ = model::Command{};
  command_.kind = kind;
  problem_ = {};
}

void CommandDraft::refuse(Code code, std::string text) {
  if (problem_.ok()) problem_ = {code, std::move(text)};
}

void CommandDraft::set(Field field, TextMember member, std::string_view value) {
  command_.*member = value;
  command_.mark(field);
}

void CommandDraft::identifier(std::string_view argument, std::string_view value, Field field,
                              TextMember member) {
  if (!base::is_identifier(value)) {
    return refuse(Code::kBadArg, join({argument, ": ", shown(value),
                                       " is no identifier; use 1 to 128 printable bytes without "
                                       "blank , = < >"}));
  }
  set(field, member, value);
}

void CommandDraft::optional_identifier(std::string_view argument, std::string_view value,
                                       Field field, TextMember member) {
  if (!value.empty()) identifier(argument, value, field, member);
}

void CommandDraft::free_text(std::string_view argument, std::string_view value, Field field,
                             TextMember member) {
  if (value.empty() || value.size() > kFreeTextSizeMax) {
    return refuse(Code::kBadArg, join({argument, ": has ", std::to_string(value.size()),
                                       " bytes; use 1 to ", std::to_string(kFreeTextSizeMax)}));
  }
  set(field, member, value);
}

void CommandDraft::optional_free_text(std::string_view argument, std::string_view value,
                                      Field field, TextMember member) {
  if (!value.empty()) free_text(argument, value, field, member);
}

void CommandDraft::payload(std::string_view value) {
  if (value.size() > limits_.payload_size_max) {
    return refuse(Code::kTooBig, join({"payload: has ", std::to_string(value.size()),
                                       " bytes, at most ", std::to_string(limits_.payload_size_max),
                                       "; store it elsewhere and send a reference"}));
  }
  set(Field::kPayload, &model::Command::payload, value);
}

void CommandDraft::number(std::string_view argument, std::optional<std::uint32_t> value,
                          std::uint32_t least, std::uint32_t greatest, Field field,
                          std::uint32_t model::Command::*member) {
  if (!value) return;
  if (*value < least || *value > greatest) {
    return refuse(Code::kBadArg, join({argument, ": ", std::to_string(*value), " is not from ",
                                       std::to_string(least), " to ", std::to_string(greatest)}));
  }
  command_.*member = *value;
  command_.mark(field);
}

void CommandDraft::duration(std::string_view argument, std::optional<std::int64_t> ms,
                            std::int64_t least, Field field,
                            base::Duration model::Command::*member) {
  if (!ms) return;
  if (*ms < least || *ms > kDurationMsMax) {
    return refuse(
        Code::kBadArg,
        join({argument, ": ", std::to_string(*ms), " is no duration; use milliseconds from ",
              std::to_string(least), " to ", std::to_string(kDurationMsMax)}));
  }
  command_.*member = base::Duration{*ms};
  command_.mark(field);
}

void CommandDraft::at(std::optional<std::int64_t> ms) {
  if (!ms) return;
  if (*ms < 0 || *ms > kTimeMsMax) {
    return refuse(Code::kBadArg,
                  join({"at_ms: ", std::to_string(*ms), " is no time; use Unix milliseconds"}));
  }
  command_.at = {*ms};
  command_.mark(Field::kAt);
}

bool CommandDraft::list_entry(std::string_view argument, std::string_view name, std::uint64_t value,
                              std::uint64_t least, std::uint64_t greatest,
                              std::vector<Term>& terms) {
  if (!base::is_identifier(name)) {
    refuse(Code::kBadArg, join({argument, ": ", shown(name),
                                " is no identifier; use 1 to 128 printable bytes without "
                                "blank , = < >"}));
    return false;
  }
  if (value < least || value > greatest) {
    refuse(Code::kBadArg,
           join({argument, ": ", shown(name), " has ", std::to_string(value), "; use ",
                 std::to_string(least), " to ", std::to_string(greatest)}));
    return false;
  }
  if (std::ranges::find(terms, name, &Term::name) != terms.end()) {
    refuse(Code::kBadArg, join({argument, ": ", shown(name), " stands there twice; name it once"}));
    return false;
  }
  terms.push_back({name, value});
  return true;
}

void CommandDraft::skills(const Skills& skills, std::uint32_t entries_max) {
  if (skills.size() > entries_max) {
    return refuse(Code::kBadArg,
                  join({"skills: more than ", std::to_string(entries_max), " entries"}));
  }
  skills_.clear();
  for (const Skill& skill : skills) {
    if (!list_entry("skills", skill.name, skill.level, 1, kLevelMax, skills_)) return;
  }
  command_.skills = skills_;
  command_.mark(Field::kSkills);
}

void CommandDraft::channels(const std::vector<ChannelMaximum>& channels) {
  if (channels.size() > kChannelsMax) {
    return refuse(Code::kBadArg,
                  join({"channels: more than ", std::to_string(kChannelsMax), " entries"}));
  }
  channels_.clear();
  for (const ChannelMaximum& channel : channels) {
    if (!list_entry("channels", channel.channel.text(), channel.conversations_max, 1, kUnitsMax,
                    channels_)) {
      return;
    }
  }
  command_.channels = channels_;
  command_.mark(Field::kChannels);
}

void CommandDraft::queues(const std::vector<QueueId>& queues) {
  if (queues.size() > kQueuesMax) {
    return refuse(Code::kBadArg,
                  join({"queues: more than ", std::to_string(kQueuesMax), " entries"}));
  }
  queues_.clear();
  for (const QueueId& queue : queues) {
    if (!list_entry("queues", queue.text(), 0, 0, 0, queues_)) return;
  }
  command_.queues = queues_;
  command_.mark(Field::kQueues);
}

void CommandDraft::prefer(const std::vector<std::string>& skills) {
  if (skills.size() > limits_.agent_skills_max) {
    return refuse(Code::kBadArg, join({"prefer: more than ",
                                       std::to_string(limits_.agent_skills_max), " entries"}));
  }
  prefer_.clear();
  for (const std::string& skill : skills) {
    if (!list_entry("prefer", skill, 0, 0, 0, prefer_)) return;
  }
  command_.prefer = prefer_;
  command_.mark(Field::kPrefer);
}

void CommandDraft::attributes(std::string_view argument, const std::vector<Attribute>& attributes,
                              Field field, TextMember member) {
  if (attributes.size() > kAttributesMax) {
    return refuse(Code::kBadArg,
                  join({argument, ": more than ", std::to_string(kAttributesMax), " entries"}));
  }
  attributes_.clear();
  std::vector<Term> keys;
  for (const Attribute& attribute : attributes) {
    if (!list_entry(argument, attribute.key, 0, 0, 0, keys)) return;
    if (attribute.value.find(',') != std::string::npos) {
      return refuse(Code::kBadArg, join({argument, ": the value of ", shown(attribute.key),
                                         " has a comma; leave it out"}));
    }
    if (!attributes_.empty()) attributes_ += ',';
    attributes_.append(attribute.key).append("=").append(attribute.value);
  }
  if (attributes_.size() > kAttributesSizeMax) {
    return refuse(Code::kBadArg,
                  join({argument, ": have ", std::to_string(attributes_.size()),
                        " bytes together, at most ", std::to_string(kAttributesSizeMax)}));
  }
  set(field, member, attributes_);
}

void CommandDraft::opening(const Opening& opening) {
  using model::Command;
  optional_identifier("queue", opening.queue.text(), Field::kQueue, &Command::queue);
  optional_identifier("channel", opening.channel.text(), Field::kChannel, &Command::channel);
  optional_free_text("customer", opening.customer.text(), Field::kCustomer, &Command::customer);
  optional_identifier("sla", opening.sla, Field::kSla, &Command::sla);
  if (!opening.skills.empty()) skills(opening.skills, limits_.requirement_skills_max);
  number("priority", opening.priority, 0, 9, Field::kPriority, &Command::priority);
  number("units", opening.units, 1, kUnitsMax, Field::kUnits, &Command::units);
  duration("due_ms", opening.due_ms, 1, Field::kDue, &Command::due);
  duration("age_ms", opening.age_ms, 0, Field::kAge, &Command::age);
  if (!opening.attributes.empty()) {
    attributes("attributes", opening.attributes, Field::kAttributes, &Command::attributes);
  }
  if (!opening.prefer.empty()) prefer(opening.prefer);
  optional_identifier("sticky", opening.sticky.text(), Field::kSticky, &Command::sticky);
  duration("sticky_ms", opening.sticky_ms, 0, Field::kStickyFor, &Command::sticky_for);
  const bool by_message = command_.kind == model::CommandKind::kMessageIn;
  duration("window_ms", opening.window_ms, 1, by_message ? Field::kMessageWindow : Field::kWindow,
           by_message ? &Command::message_window : &Command::window);
  if (opening.reopen) {
    command_.reopen = true;
    command_.mark(Field::kReopen);
  }
}

void CommandDraft::guard(const Guard& guard) {
  optional_free_text("request", guard.request, Field::kRequest, &model::Command::request);
  number("episode", guard.episode, 1, ~std::uint32_t{0}, Field::kEpisode, &model::Command::episode);
}

}  // namespace stellwerk::api
