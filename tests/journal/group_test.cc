// SPDX-License-Identifier: Apache-2.0
#include "core/journal/group.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/journal/crc32c.h"

namespace stellwerk::journal {
namespace {

TEST(Crc32c, IsTheCastagnoliSum) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
  EXPECT_EQ(crc32c(""), 0U);
  EXPECT_EQ(crc32c("6789", crc32c("12345")), 0xe3069283U);
}

std::string sample_value() {
  std::string records;
  append_record({7, {1'000}, 0, "open"}, records);
  append_record({8, {1'001}, 2, ""}, records);
  std::string value;
  encode_group({3, 7}, 5, 2, records, value);
  return value;
}

TEST(Group, KeysSortByShardAndNumber) {
  const std::vector<GroupKey> keys = {{0, 1}, {0, 255}, {0, 256}, {1, 1}, {256, 0}, {257, 9}};
  for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
    EXPECT_LT(encode_key(keys[i]), encode_key(keys[i + 1]));
    EXPECT_EQ(decode_key(encode_key(keys[i])), keys[i]);
  }
  EXPECT_FALSE(decode_key("short"));
}

// The layout is on disks: it must not change under the same format version.
TEST(Group, HasTheDocumentedBytes) {
  const std::string value = sample_value();
  EXPECT_EQ(encode_key({3, 7}), std::string("\0\0\0\3\0\0\0\0\0\0\0\7", 12));
  EXPECT_EQ(value.substr(4, 20), std::string("\2\0\0\0\7\0\0\0\0\0\0\0\5\0\0\0\0\0\0\0", 20));
  EXPECT_EQ(value.substr(24, 20), std::string("\350\3\0\0\0\0\0\0\0\0\0\0\4\0\0\0open", 20));
  EXPECT_EQ(value.size(), 24U + 20U + 16U);
}

TEST(Group, IsReadBack) {
  const std::string value = sample_value();
  const std::optional<Group> group = decode_group({3, 7}, value);
  ASSERT_TRUE(group);
  EXPECT_EQ(group->first, 7U);
  EXPECT_EQ(group->end(), 9U);
  EXPECT_EQ(group->epoch, 5U);
  std::string seen;
  EXPECT_EQ(walk(*group, 8,
                 [&seen](const Record& record) {
                   seen += std::to_string(record.seq) + "@" + std::to_string(record.at.ms) + "/" +
                           std::to_string(record.tenant) + " ";
                   return true;
                 }),
            Walk::kEnd);
  EXPECT_EQ(seen, "8@1001/2 ");
}

TEST(Group, AnyChangedBitIsSeen) {
  const std::string value = sample_value();
  for (std::size_t bit = 0; bit < 8 * value.size(); ++bit) {
    std::string changed = value;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(decode_group({3, 7}, changed)) << "bit " << bit;
  }
  for (std::size_t size = 0; size < value.size(); ++size) {
    EXPECT_FALSE(decode_group({3, 7}, value.substr(0, size))) << size << " bytes";
  }
  EXPECT_FALSE(decode_group({4, 7}, value)) << "under another shard's key";
  EXPECT_FALSE(decode_group({3, 8}, value)) << "under another number";
}

TEST(Group, WhereTheRestBeginsIsCheckedToo) {
  const std::string value = encode_begin(3, 1'000'000);
  EXPECT_EQ(decode_begin(3, value), 1'000'000U);
  EXPECT_FALSE(decode_begin(4, value)) << "of another shard";
  for (std::size_t bit = 0; bit < 8 * value.size(); ++bit) {
    std::string changed = value;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(decode_begin(3, changed)) << "bit " << bit;
  }
  for (std::size_t size = 0; size < value.size(); ++size) {
    EXPECT_FALSE(decode_begin(3, value.substr(0, size))) << size << " bytes";
  }
  EXPECT_FALSE(decode_begin(3, value + '\0'));
}

TEST(Group, ACountThatTheRecordsDoNotHaveIsSeen) {
  std::string records;
  append_record({1, {0}, 0, "x"}, records);
  for (const std::uint32_t count : {2U, 3U}) {
    std::string value;
    encode_group({0, 1}, 1, count, records, value);
    const std::optional<Group> group = decode_group({0, 1}, value);
    ASSERT_TRUE(group);
    EXPECT_EQ(walk(*group, 1, [](const Record&) { return true; }), Walk::kDamaged);
  }
  append_record({2, {0}, 0, "y"}, records);
  std::string value;
  encode_group({0, 1}, 1, 1, records, value);
  EXPECT_EQ(walk(*decode_group({0, 1}, value), 1, [](const Record&) { return true; }),
            Walk::kDamaged);
}

}  // namespace
}  // namespace stellwerk::journal
