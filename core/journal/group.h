// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/journal/journal.h"

// Records of one shard that were committed together, as the store keeps them: one key and one value
// a group. Key, so that groups sort by shard and number: shard u32 | first number u64, both big
// endian. Value, little endian: crc32c u32 | count u32 | first number u64 | epoch u64 | records. A
// record: time u64 | tenant u32 | command u32 length + bytes. The checksum covers the key and all
// that stands behind the checksum in the value. Where the oldest groups were dropped, number 0,
// which no record has, stands for where the rest begins: crc32c u32 | first number u64.
namespace stellwerk::journal {

inline constexpr std::size_t kGroupKeySize = 12;
// Of a value, in front of its records.
inline constexpr std::size_t kGroupHeadSize = 24;

struct GroupKey {
  std::uint32_t shard = 0;
  std::uint64_t first = 0;  // number of the group's first record

  friend bool operator==(const GroupKey&, const GroupKey&) = default;
};

struct Group {
  std::uint64_t first = 0;
  std::uint32_t count = 0;
  std::uint64_t epoch = 0;   // of the process that wrote it: 1 more than any before
  std::string_view records;  // encoded; a view into the value

  [[nodiscard]] std::uint64_t end() const { return first + count; }
};

[[nodiscard]] std::string encode_key(GroupKey key);
[[nodiscard]] std::optional<GroupKey> decode_key(std::string_view bytes);

// Appends the record to a group's records. Its number is not written: it follows from its place.
void append_record(const Record& record, std::string& records);

// Replaces `value`. REQUIRES: `records` has `count` of them, at least one.
void encode_group(GroupKey key, std::uint64_t epoch, std::uint32_t count, std::string_view records,
                  std::string& value);

// Empty when the value is damaged or belongs to another key.
[[nodiscard]] std::optional<Group> decode_group(GroupKey key, std::string_view value);

// The key under which it stands where a shard's groups begin.
[[nodiscard]] constexpr GroupKey begin_key(std::uint32_t shard) { return {shard, 0}; }
[[nodiscard]] std::string encode_begin(std::uint32_t shard, std::uint64_t first);
// Empty when the value is damaged or belongs to another shard.
[[nodiscard]] std::optional<std::uint64_t> decode_begin(std::uint32_t shard,
                                                        std::string_view value);

// What a walk over a group's records came to.
enum class Walk : std::uint8_t {
  kEnd,      // all were visited
  kStopped,  // `visit` answered false
  kDamaged,  // the records are not what the head promises
};
// Visits the records from number `from` on.
[[nodiscard]] Walk walk(const Group& group, std::uint64_t from,
                        const std::function<bool(const Record&)>& visit);

}  // namespace stellwerk::journal
