// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tools/stellwerk/top/board.h"

namespace stellwerk::cli {

// The columns of the queues' table that fit into so many; the least important go first, the name
// stays. 0: all of them.
class QueueTable {
 public:
  QueueTable(const std::vector<QueueRow>& queues, std::size_t width);

  [[nodiscard]] std::string heading() const;
  [[nodiscard]] std::string row(const QueueRow& queue) const;

 private:
  std::vector<std::size_t> shown_;  // indexes of columns
  std::size_t name_width_ = 0;
};

// The text in exactly so many columns, cut when it is longer.
[[nodiscard]] std::string fitted(const std::string& text, std::size_t width);

}  // namespace stellwerk::cli
