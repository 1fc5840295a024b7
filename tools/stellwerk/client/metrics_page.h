// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/stellwerk/client/address.h"

namespace stellwerk::cli {

// What the daemon's /metrics says, in Prometheus' text format.
class MetricsPage {
 public:
  // Empty when the page cannot be had; `why` then says so.
  [[nodiscard]] static std::optional<MetricsPage> fetch(const Address& address, std::string& why);
  [[nodiscard]] static MetricsPage parse(std::string_view text);

  // Sum over all label sets of the metric `name`; with `label`, given as `type="x"`, over those
  // that have it. 0 when there is none.
  [[nodiscard]] double sum(std::string_view name, std::string_view label = {}) const;
  // The quantile of the histogram `name` over all label sets, linear within a bucket as
  // Prometheus has it. Empty when it counted nothing. REQUIRES: 0 <= share <= 1.
  [[nodiscard]] std::optional<double> quantile(std::string_view name, double share) const;

 private:
  struct Sample {
    std::string name;
    std::string labels;
    double value = 0;
  };
  std::vector<Sample> samples_;
};

}  // namespace stellwerk::cli
