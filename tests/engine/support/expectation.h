// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "tests/engine/support/fields.h"

namespace stellwerk::tests {

// Compares what was said with what a table expects of it; keeps the table's `$x`.
class Expectation {
 public:
  explicit Expectation(base::Instant start) : start_(start) {}

  [[nodiscard]] bool reply_fits(const std::vector<std::string>& words, const Fields& reply);
  // `parts`: the events expected, each split into words. True also when both are empty.
  [[nodiscard]] bool events_fit(const std::vector<std::vector<std::string>>& parts,
                                const std::vector<Fields>& events);

  // `word` with `$x` replaced by its value.
  [[nodiscard]] std::string resolved(const std::string& word) const;

 private:
  bool event_fits(const std::vector<std::string>& words, const Fields& event);
  bool word_fits(const std::string& word, const Fields& fields);
  bool value_fits(const std::string& name, char comparison, const std::string& expected,
                  const std::string& actual);
  bool sequence_fits(const std::vector<std::vector<std::string>>& parts,
                     const std::vector<Fields>& events, std::size_t part, std::size_t event);
  bool set_fits(const std::vector<std::vector<std::string>>& parts,
                const std::vector<Fields>& events);

  base::Instant start_;
  std::map<std::string, std::string, std::less<>> kept_;
};

}  // namespace stellwerk::tests
