// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/bytes.h"
#include "core/journal/crc32c.h"
#include "core/journal/group.h"
#include "tests/fuzz/target.h"
#include "tools/stellwerk/journal/record_json.h"

// A key and a value of the journal's store, and what a walk over the value's records meets. Input:
// a byte of decisions, where to flip a bit (two bytes), the key, the value.

namespace stellwerk::fuzz {
namespace {

using journal::Group;
using journal::GroupKey;
using journal::Record;
using journal::Walk;

// The value with the checksum it would have had: a fuzzer does not guess one.
std::string with_right_sum(GroupKey key, std::string_view value) {
  std::string summed(value);
  if (value.size() < journal::kGroupHeadSize) return summed;
  const std::uint32_t sum =
      journal::crc32c(value.substr(4), journal::crc32c(journal::encode_key(key)));
  base::ByteWriter writer(summed.data());
  writer.u32(sum);
  return summed;
}

void check_line(const Record& record) {
  const std::string line = cli::to_json(0, record);
  SW_CHECK(line.find('\n') == line.npos);
  const auto parsed = nlohmann::json::parse(line, nullptr, false);
  SW_CHECK(parsed.is_object() && parsed.at("seq") == record.seq);
}

// Every record in its order, and what is appended again is what was there.
void check_records(const Group& group) {
  std::string again;
  std::uint64_t visited = 0;
  const Walk walked = journal::walk(group, group.first, [&](const Record& record) {
    SW_CHECK(record.seq == group.first + visited);
    ++visited;
    journal::append_record(record, again);
    check_line(record);
    return true;
  });
  SW_CHECK(walked != Walk::kStopped && visited <= group.count);
  SW_CHECK(group.records.starts_with(again));
  SW_CHECK((walked == Walk::kEnd) == (visited == group.count && again == group.records));

  // From the middle on it is the rest, and who has enough is not asked again.
  if (visited < 2) return;
  std::uint64_t later = 0;
  const std::uint64_t middle = group.first + visited / 2;
  const Walk stopped = journal::walk(group, middle, [&](const Record& record) {
    SW_CHECK(record.seq == middle);
    ++later;
    return false;
  });
  SW_CHECK(stopped == Walk::kStopped && later == 1);
}

// What is whole is no longer so with any bit of key or value flipped.
void check_flip(GroupKey key, std::string value, std::size_t at, unsigned bit) {
  std::string key_bytes = journal::encode_key(key);
  const auto flip = [bit](char& byte) { byte = static_cast<char>(byte ^ (1 << bit)); };
  if (at % 8 == 0) {
    flip(key_bytes[at / 8 % key_bytes.size()]);
  } else {
    flip(value[at % value.size()]);
  }
  const auto flipped_key = journal::decode_key(key_bytes);
  SW_CHECK(flipped_key && !journal::decode_group(*flipped_key, value));
}

}  // namespace

void check_input(std::string_view input) {
  Draws draws(input);
  const std::uint8_t choice = draws.byte();
  const std::size_t flip_at = draws.below(65'536);
  const std::string_view key_bytes = draws.take(journal::kGroupKeySize);
  const auto key = journal::decode_key(key_bytes);
  SW_CHECK(key.has_value() == (key_bytes.size() == journal::kGroupKeySize));
  if (!key) return;
  SW_CHECK(journal::encode_key(*key) == key_bytes);

  const Exact value(choice % 2 == 0 ? with_right_sum(*key, draws.rest())
                                    : std::string(draws.rest()));
  const auto group = journal::decode_group(*key, value.view());
  if (!group) return;
  SW_CHECK(group->first == key->first && group->count > 0);
  std::string again;
  journal::encode_group(*key, group->epoch, group->count, group->records, again);
  SW_CHECK(again == value.view());
  check_records(*group);
  check_flip(*key, again, flip_at, choice / 2 % 8);
}

}  // namespace stellwerk::fuzz
