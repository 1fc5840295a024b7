// SPDX-License-Identifier: Apache-2.0
#include "core/journal/group.h"

#include "core/base/bytes.h"
#include "core/base/check.h"
#include "core/journal/crc32c.h"

namespace stellwerk::journal {
namespace {

constexpr std::size_t kSumSize = 4;

template <class Integer>
void append_big_endian(Integer value, std::string& out) {
  for (std::size_t i = sizeof value; i > 0; --i) {
    out.push_back(static_cast<char>(value >> (8 * (i - 1)) & 0xffU));
  }
}

template <class Integer>
Integer read_big_endian(std::string_view bytes) {
  Integer value = 0;
  for (std::size_t i = 0; i < sizeof value; ++i) {
    value = static_cast<Integer>(value << 8U | static_cast<unsigned char>(bytes[i]));
  }
  return value;
}

std::uint32_t sum_of(GroupKey key, std::string_view summed) {
  return crc32c(summed, crc32c(encode_key(key)));
}

}  // namespace

std::string encode_key(GroupKey key) {
  std::string bytes;
  append_big_endian(key.shard, bytes);
  append_big_endian(key.first, bytes);
  return bytes;
}

std::optional<GroupKey> decode_key(std::string_view bytes) {
  if (bytes.size() != kGroupKeySize) return std::nullopt;
  return GroupKey{read_big_endian<std::uint32_t>(bytes),
                  read_big_endian<std::uint64_t>(bytes.substr(sizeof(std::uint32_t)))};
}

void append_record(const Record& record, std::string& records) {
  base::append_bytes(records, [&record](auto& put) {
    put.u64(static_cast<std::uint64_t>(record.at.ms));
    put.u32(record.tenant);
    put.text(record.command);
  });
}

void encode_group(GroupKey key, std::uint64_t epoch, std::uint32_t count, std::string_view records,
                  std::string& value) {
  SW_CHECK(count > 0);
  value.resize(kGroupHeadSize);
  value.append(records);
  base::ByteWriter head(value.data() + kSumSize);
  head.u32(count);
  head.u64(key.first);
  head.u64(epoch);
  base::ByteWriter sum(value.data());
  sum.u32(sum_of(key, std::string_view(value).substr(kSumSize)));
}

std::optional<Group> decode_group(GroupKey key, std::string_view value) {
  if (value.size() < kGroupHeadSize) return std::nullopt;
  base::ByteReader head(value);
  if (head.u32() != sum_of(key, value.substr(kSumSize))) return std::nullopt;
  Group group;
  group.count = head.u32();
  group.first = head.u64();
  group.epoch = head.u64();
  group.records = value.substr(kGroupHeadSize);
  // Numbers that would begin anew were never given.
  const bool counted = group.count > 0 && group.end() > group.first;
  if (!counted || group.first != key.first) return std::nullopt;
  return group;
}

std::string encode_begin(std::uint32_t shard, std::uint64_t first) {
  std::string value(kSumSize, '\0');
  base::append_bytes(value, [first](auto& put) { put.u64(first); });
  base::ByteWriter sum(value.data());
  sum.u32(sum_of(begin_key(shard), std::string_view(value).substr(kSumSize)));
  return value;
}

std::optional<std::uint64_t> decode_begin(std::uint32_t shard, std::string_view value) {
  base::ByteReader in(value);
  const std::uint32_t sum = in.u32();
  const std::uint64_t first = in.u64();
  if (!in.done() || first == 0) return std::nullopt;
  if (sum != sum_of(begin_key(shard), value.substr(kSumSize))) return std::nullopt;
  return first;
}

Walk walk(const Group& group, std::uint64_t from, const std::function<bool(const Record&)>& visit) {
  base::ByteReader reader(group.records);
  for (std::uint64_t seq = group.first; seq < group.end(); ++seq) {
    Record record;
    record.seq = seq;
    record.at.ms = reader.i64();
    record.tenant = reader.u32();
    record.command = reader.text();
    if (!reader.ok()) return Walk::kDamaged;
    if (seq >= from && !visit(record)) return Walk::kStopped;
  }
  return reader.done() ? Walk::kEnd : Walk::kDamaged;
}

}  // namespace stellwerk::journal
