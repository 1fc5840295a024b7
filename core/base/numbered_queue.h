// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace stellwerk::base {

// A queue whose elements keep the numbers they were appended with, one after the other. What is
// appended never moves, and where as much is dropped as is appended nothing is allocated: the piece
// that was dropped last is used again. `T` is copied as it is.
template <typename T>
class NumberedQueue {
 public:
  // Numbers count from there. REQUIRES: empty().
  void start(std::uint64_t first) { first_ = end_ = first; }

  [[nodiscard]] bool empty() const { return first_ == end_; }
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(end_ - first_); }
  [[nodiscard]] std::uint64_t first() const { return first_; }
  [[nodiscard]] std::uint64_t end() const { return end_; }
  // REQUIRES: first() <= number < end().
  [[nodiscard]] const T& operator[](std::uint64_t number) const {
    return (*pieces_[piece_of(number) & (pieces_.size() - 1)])[number % kPiece];
  }
  // REQUIRES: !empty().
  [[nodiscard]] const T& front() const { return (*this)[first_]; }

  void push_back(const T& value) {
    if (empty() || end_ % kPiece == 0) [[unlikely]]
      begin_piece();
    (*pieces_[piece_of(end_) & (pieces_.size() - 1)])[end_ % kPiece] = value;
    ++end_;
  }
  // REQUIRES: !empty().
  void pop_front() {
    const std::uint64_t piece = piece_of(first_++);
    if (empty() || first_ % kPiece == 0) [[unlikely]]
      spare_ = std::move(pieces_[piece & (pieces_.size() - 1)]);
  }

 private:
  static constexpr std::size_t kPiece = 1'024;
  using Piece = std::array<T, kPiece>;

  [[nodiscard]] static std::uint64_t piece_of(std::uint64_t number) { return number / kPiece; }

  [[gnu::cold]] void begin_piece() {
    const std::uint64_t piece = piece_of(end_);
    const std::uint64_t held = empty() ? 0 : piece - piece_of(first_);
    if (held >= pieces_.size()) grow();
    auto& place = pieces_[piece & (pieces_.size() - 1)];
    place = spare_ ? std::move(spare_) : std::make_unique_for_overwrite<Piece>();
  }
  // To the next power of two.
  void grow() {
    std::vector<std::unique_ptr<Piece>> more(std::max<std::size_t>(1, 2 * pieces_.size()));
    if (!empty()) {
      for (std::uint64_t piece = piece_of(first_); piece <= piece_of(end_ - 1); ++piece) {
        more[piece & (more.size() - 1)] = std::move(pieces_[piece & (pieces_.size() - 1)]);
      }
    }
    pieces_ = std::move(more);
  }

  std::vector<std::unique_ptr<Piece>> pieces_;  // by piece_of(), a power of two of them
  std::unique_ptr<Piece> spare_;
  std::uint64_t first_ = 0;
  std::uint64_t end_ = 0;
};

}  // namespace stellwerk::base
