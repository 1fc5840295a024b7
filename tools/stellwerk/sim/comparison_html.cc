// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/sim/comparison_html.h"

#include <cmath>
#include <utility>

#include "tools/stellwerk/sim/comparison_page.h"
#include "tools/stellwerk/sim/comparison_text.h"

namespace stellwerk::cli {
namespace {

using PlotJson = nlohmann::ordered_json;

constexpr int kWaitSteps = 200;
constexpr double kMsPerS = 1'000;

// How long each share of those who are served waits at most, in seconds.
PlotJson waits_json(const lab::ClassFigures& figures) {
  PlotJson waits = PlotJson::array();
  if (figures.waits.count() == 0) return waits;
  for (int i = 0; i <= kWaitSteps; ++i) {
    const double share = static_cast<double>(i) / kWaitSteps;
    waits.push_back({figures.waits.quantile_ms(share) / kMsPerS, share});
  }
  return waits;
}

PlotJson hours_json(const lab::PolicyFigures& policy) {
  PlotJson rows = PlotJson::array();
  for (const std::vector<double>& hours : policy.occupancy_by_hour) {
    PlotJson& row = rows.emplace_back(PlotJson::array());
    for (const double share : hours) {
      row.push_back(std::isnan(share) ? PlotJson(nullptr) : PlotJson(share));
    }
  }
  return rows;
}

// What JSON output has, and what only plots need.
PlotJson data_json(const ComparisonResult& result) {
  PlotJson data = comparison_json(result);
  data["title"] = result.title;
  data["groups"] = result.groups;
  if (!data.contains("loads")) {
    PlotJson load;
    for (const char* key : {"load", "policies", "bound", "differences"}) {
      if (data.contains(key)) load[key] = data[key];
    }
    data["loads"] = PlotJson::array({std::move(load)});
  }
  for (std::size_t i = 0; i < result.loads.size(); ++i) {
    const LoadResult& load = result.loads[i];
    for (std::size_t j = 0; j < load.policies.size(); ++j) {
      PlotJson& policy = data["loads"][i]["policies"][j];
      policy["waits"] = waits_json(load.policies[j].all);
      policy["hours"] = hours_json(load.policies[j]);
    }
  }
  return data;
}

// Names come from files, and "</script>" may be one: within JSON no '<' has to stand as it is.
std::string for_script(const PlotJson& json) {
  std::string text;
  for (const char c : json.dump()) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

std::string joined(std::span<const std::string_view> pieces) {
  std::string text;
  for (const std::string_view piece : pieces) text += piece;
  return text;
}

void fill_in(std::string_view place, const std::string& text, std::string& page) {
  page.replace(page.find(place), place.size(), text);
}

}  // namespace

std::string comparison_html(const ComparisonResult& result) {
  std::string page = joined(page_pieces());
  // From the end on, so that no text is looked through for the next place.
  fill_in("{{plots}}", joined(plots_pieces()), page);
  fill_in("{{data}}", for_script(data_json(result)), page);
  fill_in("{{chart}}", joined(chart_pieces()), page);
  return page;
}

}  // namespace stellwerk::cli
