// SPDX-License-Identifier: Apache-2.0
#include "core/engine/customers.h"

namespace stellwerk::engine {
namespace {

std::uint64_t sum_of(const CustomerMemory::Last& last) {
  return last.customer.low ^ static_cast<std::uint64_t>(last.at.ms) ^
         std::uint64_t{last.agent} << 40U;
}

}  // namespace

void CustomerMemory::remember(const Last& last) {
  if (most_ == 0) return;
  const auto known = by_customer_.find(last.customer);
  if (known != by_customer_.end()) {
    sum_ -= sum_of(*known->second);
    *known->second = last;
    by_age_.splice(by_age_.end(), by_age_, known->second);
  } else {
    if (by_customer_.size() >= most_) {
      sum_ -= sum_of(by_age_.front());
      by_customer_.erase(by_age_.front().customer);
      by_age_.pop_front();
    }
    by_customer_.emplace(last.customer, by_age_.insert(by_age_.end(), last));
  }
  sum_ += sum_of(last);
}

const CustomerMemory::Last* CustomerMemory::find(const Fingerprint& customer) const {
  const auto known = by_customer_.find(customer);
  return known == by_customer_.end() ? nullptr : &*known->second;
}

}  // namespace stellwerk::engine
