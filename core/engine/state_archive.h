// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/time.h"

// Saving and loading with one description of each type: persist(archive, value) names the fields,
// and the archive writes or reads them. A type with private fields has a static member persist().
namespace stellwerk::engine {

// T or const T: what a persist() takes.
template <typename T, typename Of>
concept Persists = std::same_as<std::remove_const_t<T>, Of>;

template <typename T, typename Archive>
concept HasPersist = requires(Archive& archive, T& value) {
  std::remove_const_t<T>::persist(archive, value);
};

template <typename T>
concept ListOfValues = requires(T& list) {
  list.resize(1);
  list.begin();
}
&&!std::same_as<std::remove_const_t<T>, std::string>;

// Appends fields to a string.
class StateWriter {
 public:
  static constexpr bool kLoads = false;

  // Whether the state has what came with that version of it.
  [[nodiscard]] static bool since(std::uint32_t /*version*/) { return true; }

  template <typename... Fields>
  void operator()(const Fields&... fields) {
    (put(fields), ...);
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  void clear() { bytes_.clear(); }

 private:
  template <typename T>
  void put(const T& value) {
    if constexpr (std::is_enum_v<T>) {
      put(static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (std::integral<T>) {
      // One, four or eight bytes: StateReader knows no others.
      base::append_bytes(bytes_, [value](auto& out) {
        if constexpr (sizeof(T) == 1) {
          out.u8(static_cast<std::uint8_t>(value));
        } else if constexpr (sizeof(T) == 4) {
          out.u32(static_cast<std::uint32_t>(value));
        } else {
          static_assert(sizeof(T) == 8);
          out.u64(static_cast<std::uint64_t>(value));
        }
      });
    } else if constexpr (HasPersist<const T, StateWriter>) {
      T::persist(*this, value);
    } else {
      persist(*this, value);
    }
  }
  void put(const base::Instant& at) { put(at.ms); }
  void put(const base::Duration& span) { put(span.ms); }
  void put(const std::string_view& text) {
    put(static_cast<std::uint32_t>(text.size()));
    bytes_ += text;
  }
  void put(const std::string& text) { put(std::string_view(text)); }
  template <typename T, std::size_t N>
  void put(const std::array<T, N>& values) {
    for (const T& value : values) put(value);
  }
  template <typename T>
  requires ListOfValues<T>
  void put(const T& values) {
    put(static_cast<std::uint32_t>(values.size()));
    for (const auto& value : values) put(value);
  }

  std::string bytes_;
};

// Reads what a StateWriter wrote, from bytes that may be anything: what is not there reads as zero
// or empty and makes ok() false for good. Texts are views into the bytes.
class StateReader {
 public:
  static constexpr bool kLoads = true;

  // `version`: of the state that the record is of.
  StateReader(std::string_view bytes, std::uint32_t version) : in_(bytes), version_(version) {}

  [[nodiscard]] bool since(std::uint32_t version) const { return version_ >= version; }
  // The record itself says of which version it is.
  void set_version(std::uint32_t version) { version_ = version; }

  template <typename... Fields>
  void operator()(Fields&... fields) {
    (get(fields), ...);
  }
  void fail() { in_.fail(); }
  [[nodiscard]] bool ok() const { return in_.ok(); }
  // Everything was there and nothing is left.
  [[nodiscard]] bool done() const { return in_.done(); }

 private:
  template <typename T>
  void get(T& value) {
    if constexpr (std::is_enum_v<T>) {
      std::underlying_type_t<T> bits{};
      get(bits);
      value = static_cast<T>(bits);
    } else if constexpr (std::same_as<T, bool>) {
      value = in_.u8_up_to(1) == 1;
    } else if constexpr (std::integral<T> && sizeof(T) == 1) {
      value = static_cast<T>(in_.u8());
    } else if constexpr (std::integral<T> && sizeof(T) == 4) {
      value = static_cast<T>(in_.u32());
    } else if constexpr (std::integral<T>) {
      static_assert(sizeof(T) == 8);
      value = static_cast<T>(in_.u64());
    } else if constexpr (HasPersist<T, StateReader>) {
      T::persist(*this, value);
    } else {
      persist(*this, value);
    }
  }
  void get(base::Instant& at) { get(at.ms); }
  void get(base::Duration& span) { get(span.ms); }
  void get(std::string_view& text) { text = in_.text(); }
  void get(std::string& text) { text = in_.text(); }
  template <typename T, std::size_t N>
  void get(std::array<T, N>& values) {
    for (T& value : values) get(value);
  }
  template <typename T>
  requires ListOfValues<T>
  void get(T& values) {
    values.resize(in_.count(1));
    for (auto& value : values) get(value);
  }

  base::ByteReader in_;
  std::uint32_t version_;
};

}  // namespace stellwerk::engine
