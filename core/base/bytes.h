// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/base/check.h"

// Little-endian integers and length-prefixed texts, the alphabet of every binary format here.
namespace stellwerk::base {

inline constexpr std::size_t kTextSizeMax = std::numeric_limits<std::uint32_t>::max();

// Swaps the bytes where the machine is big endian.
template <class Integer>
[[nodiscard]] constexpr Integer little_endian(Integer value) {
  if constexpr (std::endian::native == std::endian::little || sizeof(Integer) == 1) {
    return value;
  } else {
    Integer swapped = 0;
    for (std::size_t i = 0; i < sizeof(Integer); ++i) {
      swapped = static_cast<Integer>(swapped << 8U | (value >> (8U * i) & 0xffU));
    }
    return swapped;
  }
}

// Takes what ByteWriter takes and adds up the bytes it would need.
class ByteCounter {
 public:
  void u8(std::uint8_t /*value*/) { size_ += 1; }
  void u32(std::uint32_t /*value*/) { size_ += 4; }
  void u64(std::uint64_t /*value*/) { size_ += 8; }
  void text(std::string_view value) { size_ += 4 + value.size(); }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::size_t size_ = 0;
};

// Copies texts, most of which are short, without a call: two pieces that may overlap.
inline void copy_text(char* to, std::string_view text) {
  const std::size_t size = text.size();
  const char* const from = text.data();
  const auto ends = [&]<std::size_t kSize>(std::integral_constant<std::size_t, kSize>) {
    std::memcpy(to, from, kSize);
    std::memcpy(to + size - kSize, from + size - kSize, kSize);
  };
  if (size > 32) {
    std::memcpy(to, from, size);
  } else if (size >= 16) {
    ends(std::integral_constant<std::size_t, 16>());
  } else if (size >= 8) {
    ends(std::integral_constant<std::size_t, 8>());
  } else if (size >= 4) {
    ends(std::integral_constant<std::size_t, 4>());
  } else {
    for (std::size_t i = 0; i < size; ++i) to[i] = from[i];
  }
}

// Writes into memory that is known to be large enough.
class ByteWriter {
 public:
  explicit ByteWriter(char* to) : to_(to) {}

  void u8(std::uint8_t value) { put(value); }
  void u32(std::uint32_t value) { put(value); }
  void u64(std::uint64_t value) { put(value); }

  // REQUIRES: value.size() <= kTextSizeMax.
  void text(std::string_view value) {
    SW_CHECK(value.size() <= kTextSizeMax);
    u32(static_cast<std::uint32_t>(value.size()));
    copy_text(to_, value);
    to_ += value.size();
  }

  [[nodiscard]] const char* at() const { return to_; }

 private:
  template <class Integer>
  void put(Integer value) {
    const Integer bytes = little_endian(value);
    std::memcpy(to_, &bytes, sizeof bytes);
    to_ += sizeof bytes;
  }

  char* to_;
};

// Appends what `put` writes with a ByteWriter: just `size` bytes.
template <class Put>
void append_bytes(std::string& out, std::size_t size, const Put& put) {
  const std::size_t start = out.size();
  out.resize(start + size);
  ByteWriter writer(out.data() + start);
  put(writer);
  SW_CHECK(writer.at() == out.data() + out.size());
}

// The same without knowing how many. `put` is called twice, first with a ByteCounter and then with
// a ByteWriter, and must write the same both times; so `out` grows once.
template <class Put>
void append_bytes(std::string& out, const Put& put) {
  ByteCounter counter;
  put(counter);
  append_bytes(out, counter.size(), put);
}

// Reads what a ByteWriter wrote, from bytes that may be anything. What is not there reads as zero
// or empty and makes ok() false for good; nothing outside the bytes is ever touched.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t u8() { return take<std::uint8_t>(); }
  std::uint32_t u32() { return take<std::uint32_t>(); }
  std::uint64_t u64() { return take<std::uint64_t>(); }
  std::int64_t i64() { return static_cast<std::int64_t>(u64()); }

  // A view into the bytes.
  std::string_view text() {
    const std::uint32_t size = u32();
    if (rest_.size() < size) return fail(), std::string_view{};
    const std::string_view value = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return value;
  }

  // The number of entries that follow, each of at least `entry_size` bytes: a count that the bytes
  // cannot hold fails before anything is allocated for it.
  std::uint32_t count(std::size_t entry_size) {
    const std::uint32_t value = u32();
    if (value > rest_.size() / entry_size) return fail(), std::uint32_t{0};
    return value;
  }

  // An enumeration's value, or a flag's: fails above `greatest`.
  std::uint8_t u8_up_to(std::uint8_t greatest) {
    const std::uint8_t value = u8();
    if (value > greatest) return fail(), std::uint8_t{0};
    return value;
  }

  void fail() {
    ok_ = false;
    rest_ = {};
  }

  [[nodiscard]] bool ok() const { return ok_; }
  // Whether everything was there and nothing is left.
  [[nodiscard]] bool done() const { return ok_ && rest_.empty(); }

 private:
  template <class Integer>
  Integer take() {
    Integer value = 0;
    if (rest_.size() < sizeof value) return fail(), value;
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return little_endian(value);
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace stellwerk::base
