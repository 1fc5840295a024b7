// SPDX-License-Identifier: Apache-2.0
#include "core/engine/handle_index.h"

#include <cstdint>
#include <map>

#include <gtest/gtest.h>

#include "core/base/prng.h"

namespace stellwerk::engine {
namespace {

constexpr std::uint64_t kSeed = 20'261'122;
constexpr int kSteps = 200'000;

// Keys are numbers; the hash leaves out most of a key, so that many collide and runs wrap around
// the end of the table. Handles are drawn from all 32 bits.
std::uint32_t poor_hash(std::uint32_t key) { return key % 97 * 4'000'000'007U; }

class Model {
 public:
  explicit Model(std::uint64_t seed) : prng_(seed) {}

  void step(std::uint32_t keys) {
    const auto key = static_cast<std::uint32_t>(prng_.below(keys));
    const auto known = handles_.find(key);
    if (known == handles_.end()) return insert(key);
    if (prng_.chance(1, 3)) {
      const std::uint32_t with = fresh_handle(key);
      index_.replace(poor_hash(key), known->second, with);
      keys_.erase(known->second);
      known->second = with;
    } else {
      index_.erase(poor_hash(key), known->second);
      keys_.erase(known->second);
      handles_.erase(known);
    }
  }

  void compare(std::uint32_t keys) const {
    ASSERT_EQ(index_.size(), handles_.size());
    for (std::uint32_t key = 0; key < keys; ++key) {
      const std::uint32_t found = index_.find(
          poor_hash(key), [this, key](std::uint32_t handle) { return keys_.at(handle) == key; });
      const auto known = handles_.find(key);
      ASSERT_EQ(found, known == handles_.end() ? HandleIndex::kAbsent : known->second)
          << "key " << key;
    }
  }

 private:
  void insert(std::uint32_t key) {
    const std::uint32_t handle = fresh_handle(key);
    index_.insert(poor_hash(key), handle);
    handles_.emplace(key, handle);
  }

  std::uint32_t fresh_handle(std::uint32_t key) {
    while (true) {
      const auto handle = static_cast<std::uint32_t>(prng_.next());
      if (handle != HandleIndex::kAbsent && keys_.emplace(handle, key).second) return handle;
    }
  }

  base::Prng prng_;
  HandleIndex index_;
  std::map<std::uint32_t, std::uint32_t> handles_;  // by key
  std::map<std::uint32_t, std::uint32_t> keys_;     // by handle
};

TEST(HandleIndex, FindsWhatAMapFindsWhateverCollides) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  Model model(kSeed);
  for (const std::uint32_t keys : {40U, 400U, 3'000U}) {
    for (int i = 0; i < kSteps; ++i) {
      model.step(keys);
      if (i % (kSteps / 20) > 0) continue;
      ASSERT_NO_FATAL_FAILURE(model.compare(3'000));
    }
  }
}

TEST(HandleIndex, WhatIsProbableIsThereOrNothing) {
  HandleIndex index;
  EXPECT_EQ(index.probable(7), HandleIndex::kAbsent);
  index.insert(7, 1);
  EXPECT_EQ(index.probable(7), 1U);
  EXPECT_EQ(index.probable(7 + 64), HandleIndex::kAbsent);  // the same home, another hash
}

}  // namespace
}  // namespace stellwerk::engine
