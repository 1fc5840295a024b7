// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/request_book.h"

#include "core/sim/faults/hash.h"
#include "core/sim/faults/shadow.h"

namespace stellwerk::sim {

bool RequestBook::knows(std::string_view request, base::Instant now) const {
  const auto number = static_cast<std::size_t>(number_in(request));
  if (number >= entries_.size() || !entries_[number].known) return false;
  return now - entries_[number].at <= kWindow;
}

void RequestBook::remember(std::string_view request, base::Instant now, std::string_view answer) {
  const auto number = static_cast<std::size_t>(number_in(request));
  if (number >= entries_.size()) entries_.resize(number + 1);
  entries_[number] = {true, now, hash_of(answer)};
}

bool RequestBook::same_answer(std::string_view request, std::string_view answer) const {
  return entries_[static_cast<std::size_t>(number_in(request))].answer == hash_of(answer);
}

}  // namespace stellwerk::sim
