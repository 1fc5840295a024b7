// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace stellwerk::base {

// A growing array whose elements never move: growth allocates one more piece and copies nothing.
template <typename T, std::size_t kPerPiece = 1024>
class Slab {
 public:
  T& operator[](std::size_t index) { return pieces_[index / kPerPiece][index % kPerPiece]; }
  const T& operator[](std::size_t index) const {
    return pieces_[index / kPerPiece][index % kPerPiece];
  }

  [[nodiscard]] std::size_t size() const { return size_; }

  // Appends a value-initialised element.
  T& grow() {
    if (size_ == pieces_.size() * kPerPiece) pieces_.push_back(std::make_unique<T[]>(kPerPiece));
    return (*this)[size_++];
  }

 private:
  std::vector<std::unique_ptr<T[]>> pieces_;
  std::size_t size_ = 0;
};

}  // namespace stellwerk::base
