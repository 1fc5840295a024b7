// SPDX-License-Identifier: Apache-2.0
#include "core/sim/laboratory/contender.h"

#include <array>
#include <charconv>
#include <optional>

#include "core/base/text.h"

namespace stellwerk::lab {
namespace {

constexpr std::array<std::string_view, 4> kRules = {"sla-first", "fifo", "priority", "edf"};

std::optional<std::uint32_t> permille(std::string_view text) {
  double share = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), share);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  if (!(share >= 0 && share <= 1)) return std::nullopt;
  return static_cast<std::uint32_t>(share * 1'000 + 0.5);
}

// Empty, or what is wrong.
std::string adjust(std::string_view part, Contender& contender) {
  model::Policy& policy = contender.policy;
  std::string_view value = part;
  const std::string_view key = base::next_item(value, '=');
  model::RoutingPolicy& routing = policy.routing;
  const auto wrong = [&](std::string_view wanted) {
    return "\"" + std::string(part) + "\": " + std::string(wanted);
  };
  if (key == "reserve") {
    const auto number = base::parse_integer(value);
    if (value != "auto" && (!number || *number < 0 || *number > 1'000'000)) {
      return wrong("expected reserve=auto or a number of agents");
    }
    routing.reserve = value == "auto" ? model::kReserveAuto : static_cast<std::int32_t>(*number);
  } else if (key == "catch_up") {
    const auto share = permille(value);
    if (!share) return wrong("expected catch_up=SHARE from 0 to 1");
    routing.catch_up_permille = *share;
  } else if (key == "surcharge" && value.data() == nullptr) {
    routing.surcharge = true;
  } else if (key == "credit") {
    const auto credit = base::parse_duration(value);
    if (!credit) return wrong("expected credit=DURATION");
    contender.credit = *credit;
  } else if (key == "late_max") {
    const auto duration = base::parse_duration(value);
    if (value != "auto" && value != "off" && !duration) {
      return wrong("expected late_max=auto, off or a duration");
    }
    for (model::QueuePolicy& queue : policy.queues) {
      queue.late_max_mode = duration         ? model::LateMax::kFixed
                            : value == "off" ? model::LateMax::kOff
                                             : model::LateMax::kAuto;
      if (duration) queue.late_max = *duration;
    }
  } else {
    for (std::size_t i = 0; i < model::kSelectCount; ++i) {
      const auto select = static_cast<model::Select>(i);
      if (name(select) != part) continue;
      routing.select = select;
      routing.ties.clear();
      for (model::QueuePolicy& queue : policy.queues) queue.select.clear();
      return {};
    }
    return wrong(
        "no rule to select agents by, and none of reserve=, catch_up=, credit=, late_max=, "
        "surcharge");
  }
  return {};
}

}  // namespace

ReadContender read_contender(std::string_view text, const Scenario& scenario) {
  ReadContender read;
  read.contender.name = text;
  read.contender.policy = scenario.policy;
  std::string_view rest = text;
  const std::string_view rule = base::next_item(rest, '+');
  std::size_t position = 0;
  while (position < kRules.size() && kRules[position] != rule) ++position;
  if (position == kRules.size()) {
    read.error =
        "there is no policy \"" + std::string(rule) + "\"; use sla-first, fifo, priority or edf";
    return read;
  }
  model::RoutingPolicy& routing = read.contender.policy.routing;
  routing.rule = static_cast<model::Rule>(position);
  if (routing.rule != model::Rule::kSlaFirst) routing.select = model::Select::kLongestIdle;
  while (rest.data() != nullptr && read.error.empty()) {
    read.error = adjust(base::next_item(rest, '+'), read.contender);
  }
  return read;
}

std::vector<Contender> pooled_contenders(const Scenario& scenario) {
  std::vector<Contender> contenders;
  for (const std::string_view rule : {"edf", "sla-first+reserve=1+catch_up=0"}) {
    contenders.push_back(read_contender(rule, scenario).contender);
    contenders.back().pool = true;
  }
  return contenders;
}

}  // namespace stellwerk::lab
