// SPDX-License-Identifier: Apache-2.0
#include "core/policy/document.h"

#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "core/policy/nearest.h"

namespace stellwerk::policy {
namespace {

// 50 as "0.05".
std::string decimal(std::uint32_t permille) {
  std::string fraction = std::to_string(1000 + permille % 1000).substr(1);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  const std::string whole = std::to_string(permille / 1000);
  return fraction.empty() ? whole : whole + "." + fraction;
}

std::string_view kind_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "a boolean";
    case toml::node_type::date:
      return "a date";
    case toml::node_type::time:
      return "a time";
    case toml::node_type::date_time:
      return "a date and time";
    case toml::node_type::none:
      break;
  }
  return "nothing";
}

std::nullopt_t refuse_kind(const Place& place, std::string_view wanted) {
  place.refuse("expected " + std::string(wanted) + ", got " + std::string(kind_of(place.node)));
  return std::nullopt;
}

}  // namespace

void Problems::add(const toml::node& at, std::string key, std::string text) {
  problems_.push_back({at.source().begin.line, std::move(key), std::move(text)});
}

std::vector<Problem> Problems::sorted() {
  std::ranges::stable_sort(problems_, {}, &Problem::line);
  if (problems_.size() > kProblemsMax) problems_.resize(kProblemsMax);
  return std::move(problems_);
}

void refuse_unknown(const Place& place, std::string_view name,
                    std::span<const std::string_view> known) {
  std::string text = "unknown key";
  if (const std::string_view near = nearest(name, known); !near.empty()) {
    text += "; did you mean " + std::string(near) + "?";
  } else {
    text += "; known here:";
    for (const std::string_view key : known) text += " " + std::string(key);
  }
  place.refuse(std::move(text));
}

void refuse_later(const Place& place) {
  place.refuse("not supported yet by this version; leave it out");
}

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

std::optional<std::string_view> text_at(const Place& place) {
  const auto* text = place.node.as_string();
  if (text == nullptr) return refuse_kind(place, "a text");
  return std::string_view(text->get());
}

std::optional<std::string> identifier_at(const Place& place) {
  const auto text = text_at(place);
  if (!text) return std::nullopt;
  if (base::is_identifier(*text)) return std::string(*text);
  place.refuse(shown(*text) +
               " is no identifier; use 1 to 128 printable bytes without blank , = < >");
  return std::nullopt;
}

std::optional<bool> flag_at(const Place& place) {
  const auto* flag = place.node.as_boolean();
  if (flag == nullptr) return refuse_kind(place, "true or false");
  return flag->get();
}

std::optional<std::int64_t> integer_at(const Place& place, std::int64_t least,
                                       std::int64_t greatest) {
  const auto* integer = place.node.as_integer();
  if (integer == nullptr) return refuse_kind(place, "an integer");
  if (integer->get() >= least && integer->get() <= greatest) return integer->get();
  place.refuse(std::to_string(integer->get()) + " is out of range; use " + std::to_string(least) +
               " to " + std::to_string(greatest));
  return std::nullopt;
}

std::optional<std::uint32_t> permille_at(const Place& place, std::uint32_t least,
                                         std::uint32_t greatest) {
  if (!place.node.is_number()) return refuse_kind(place, "a number");
  const double value = place.node.value_or(std::nan(""));
  const double permille = std::round(value * 1000);
  // Written so that a NaN is out of range, too.
  if (permille >= least && permille <= greatest) return static_cast<std::uint32_t>(permille);
  place.refuse("out of range; use " + decimal(least) + " to " + decimal(greatest));
  return std::nullopt;
}

std::optional<base::Duration> duration_at(const Place& place, std::int64_t least_ms) {
  std::string written;
  if (const auto* integer = place.node.as_integer()) {
    written = std::to_string(integer->get());
  } else if (const auto* text = place.node.as_string()) {
    written = text->get();
  } else {
    return refuse_kind(place, "a duration as \"30s\"");
  }
  const auto duration = base::parse_duration(written);
  if (duration && duration->ms >= least_ms) return duration;
  place.refuse(shown(written) + " is no duration of " + std::to_string(least_ms) +
               "ms to 36500d; use milliseconds, or a text as \"30s\" with ms, s, m, min, h or d");
  return std::nullopt;
}

std::optional<std::size_t> choice_at(const Place& place,
                                     std::span<const std::string_view> choices) {
  const auto text = text_at(place);
  if (!text) return std::nullopt;
  std::string listed;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (choices[i] == *text) return i;
    if (i > 0) listed += i + 1 == choices.size() ? " or " : ", ";
    listed += choices[i];
  }
  place.refuse(shown(*text) + " is none of the choices; use " + listed);
  return std::nullopt;
}

}  // namespace stellwerk::policy
