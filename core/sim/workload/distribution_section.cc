// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/text.h"
#include "core/sim/workload/scenario_sections.h"

namespace stellwerk::lab {
namespace {

using policy::Key;
using policy::Place;

constexpr std::size_t kQuantilesMax = 10'000;
constexpr double kCvMax = 100;

// What the table says, before it is known whether it says one thing.
struct Draft {
  Distribution drawn;
  int kinds = 0;
  bool has_cv = false;
  bool has_reach = false;
};

template <Distribution::Kind Kind>
void mean_of(const Place& place, Draft& draft) {
  const auto mean = policy::duration_at(place, 1);
  if (!mean) return;
  draft.drawn.kind = Kind;
  draft.drawn.mean_ms = static_cast<double>(mean->ms);
  ++draft.kinds;
}

void cv_of(const Place& place, Draft& draft) {
  if (const auto cv = number_at(place, 0.001, kCvMax)) draft.drawn.cv = *cv;
  draft.has_cv = true;
}

void quantiles_of(const Place& place, Draft& draft) {
  const toml::array* list = place.node.as_array();
  if (list == nullptr || list->size() < 2 || list->size() > kQuantilesMax) {
    return place.refuse("expected 2 to 10000 durations as [\"10s\", \"40s\", \"2m\"]");
  }
  draft.drawn.kind = Distribution::Kind::kQuantiles;
  ++draft.kinds;
  auto& quantiles = draft.drawn.quantiles_ms;
  for (const toml::node& item : *list) {
    const auto quantile = policy::duration_at({place.problems, place.key, item}, 0);
    if (!quantile) return;
    quantiles.push_back(static_cast<double>(quantile->ms));
  }
  if (!std::ranges::is_sorted(quantiles)) place.refuse("not ascending; sort them");
}

void reach_of(const Place& place, Draft& draft) {
  if (const auto reach = number_at(place, 0.001, 1)) draft.drawn.reach = *reach;
  draft.has_reach = true;
}

void zero_of(const Place& place, Draft& draft) {
  if (const auto zero = number_at(place, 0, 1)) draft.drawn.zero = *zero;
}

using Kind = Distribution::Kind;
constexpr std::array kKeys = {
    Key<Draft>{"exponential", mean_of<Kind::kExponential>},
    Key<Draft>{"lognormal", mean_of<Kind::kLognormal>},
    Key<Draft>{"cv", cv_of},
    Key<Draft>{"fixed", mean_of<Kind::kFixed>},
    Key<Draft>{"quantiles", quantiles_of},
    Key<Draft>{"reach", reach_of},
    Key<Draft>{"zero", zero_of},
};

}  // namespace

std::optional<double> number_at(const Place& place, double least, double greatest) {
  const double value = place.node.is_number() ? place.node.value_or(std::nan("")) : std::nan("");
  if (value >= least && value <= greatest) return value;
  const auto shown = [](double bound) {
    std::string text = std::to_string(bound);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
  };
  place.refuse("expected a number from " + shown(least) + " to " + shown(greatest));
  return std::nullopt;
}

std::optional<std::vector<double>> numbers_at(const Place& place, double least, double greatest,
                                              std::size_t most) {
  const toml::array* list = place.node.as_array();
  if (list == nullptr || list->empty() || list->size() > most) {
    place.refuse("expected a list of 1 to " + std::to_string(most) + " numbers");
    return std::nullopt;
  }
  std::vector<double> numbers;
  for (const toml::node& item : *list) {
    const auto number = number_at({place.problems, place.key, item}, least, greatest);
    if (!number) return std::nullopt;
    numbers.push_back(*number);
  }
  return numbers;
}

std::optional<Distribution> distribution_at(const Place& place) {
  const toml::table* table = place.node.as_table();
  if (table == nullptr) {
    place.refuse("expected a distribution as { exponential = \"5m\" }");
    return std::nullopt;
  }
  Draft draft;
  policy::read_table<Draft>(*table, place.key, kKeys, place.problems, draft);
  if (draft.kinds != 1) {
    place.refuse("expected one of exponential, lognormal, fixed and quantiles");
    return std::nullopt;
  }
  if (draft.has_cv && draft.drawn.kind != Kind::kLognormal) {
    place.refuse("cv goes with lognormal only");
    return std::nullopt;
  }
  if (draft.has_reach && draft.drawn.kind != Kind::kQuantiles) {
    place.refuse("reach goes with quantiles only");
    return std::nullopt;
  }
  return draft.drawn;
}

}  // namespace stellwerk::lab
