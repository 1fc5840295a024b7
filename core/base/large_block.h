// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>

namespace stellwerk::base {

// 2 MiB in one piece, aligned to as much: a page of their own where the system has pages of that
// size, so that touching them first costs one fault instead of 512. Not cleared.
class LargeBlock {
 public:
  static constexpr std::size_t kSize = std::size_t{2} << 20U;

  LargeBlock();

  [[nodiscard]] std::byte* data() const { return bytes_.get(); }

 private:
  struct Free {
    void operator()(std::byte* bytes) const;
  };
  std::unique_ptr<std::byte, Free> bytes_;
};

}  // namespace stellwerk::base
