// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/journal/crc32c.h"
#include "core/journal/event_files.h"
#include "tests/fuzz/damage.h"
#include "tests/fuzz/memory_files.h"
#include "tests/fuzz/target.h"

// A file of events. The first byte's lowest bit chooses: the rest is the file as it was found,
// under the name that it asks for itself; or the rest says what events were written, and where the
// file is cut and a bit flipped.

namespace stellwerk::fuzz {
namespace {

using journal::EventFileId;
using journal::EventFiles;

constexpr std::string_view kTitle = "stellwerk-events 1\n";
constexpr std::size_t kBlock = 16'384;
constexpr std::uint32_t kTenant = 3;

struct Events {
  std::uint64_t first = 1;
  std::vector<std::uint32_t> ends;
  std::string bytes;
};

struct ReadBack {
  EventFiles::Found found = EventFiles::Found::kMissing;
  Events events;
  std::string problem;
};

std::string number(std::uint64_t value, std::size_t size) {
  std::string eight(8, '\0');
  base::ByteWriter(eight.data()).u64(value);
  return eight.substr(0, size);
}

// As the format is described, apart from the code that writes it.
std::string written(const Events& events, std::uint32_t& checksum) {
  std::string body;
  for (const std::uint32_t end : events.ends) body += number(end, 4);
  body += events.bytes;
  std::string file(kTitle);
  file += number(kTenant, 4) + number(events.first, 8);
  file += number(events.ends.size(), 4) + number(events.bytes.size(), 4);
  for (std::size_t at = 0; at < body.size(); at += kBlock) {
    file += number(journal::crc32c(std::string_view(body).substr(at, kBlock)), 4);
  }
  checksum = journal::crc32c(file);
  return file + number(checksum, 4) + body;
}

ReadBack read_back(std::string_view file, const EventFileId& id) {
  MemoryFiles env("/data/streams/3");
  char sum[9];
  static_cast<void>(std::snprintf(sum, sizeof sum, "%08x", id.checksum));
  env.files[std::to_string(id.first) + '-' + std::to_string(id.end - 1) + '-' + sum + ".events"] =
      file;
  const EventFiles files(env, "/data/streams", kTenant, "draft");
  ReadBack read;
  read.events.first = id.first;
  read.found = files.read(id, read.events.bytes, read.events.ends, read.problem);
  SW_CHECK((read.found == EventFiles::Found::kWhole) == read.problem.empty());
  return read;
}

void check_damaged(std::string_view file, const EventFileId& id) {
  const ReadBack read = read_back(file, id);
  SW_CHECK(read.found == EventFiles::Found::kDamaged);
  SW_CHECK(read.problem.find(" at offset ") != read.problem.npos);
}

void check_written(Draws draws) {
  const Damage damage(draws);
  Events events;
  events.first = 1 + draws.below(65'536);
  do {
    events.bytes.append(draws.below(9'000), static_cast<char>(draws.byte()));
    events.ends.push_back(static_cast<std::uint32_t>(events.bytes.size()));
  } while (!draws.empty() && events.ends.size() < 12);
  EventFileId id{events.first, events.first + events.ends.size(), 0};
  const std::string file = written(events, id.checksum);
  const ReadBack whole = read_back(file, id);
  SW_CHECK(whole.found == EventFiles::Found::kWhole);
  SW_CHECK(whole.events.ends == events.ends && whole.events.bytes == events.bytes);
  damage.for_each(file, [&](std::string_view damaged) { check_damaged(damaged, id); });
}

// The name that fits what the file says of itself, as far as it says it.
EventFileId named_by(std::string_view file) {
  base::ByteReader fields(file.substr(std::min(file.size(), kTitle.size() + 4)));
  EventFileId id;
  id.first = std::max<std::uint64_t>(1, fields.u64());
  const std::uint64_t count = fields.u32();
  id.end = id.first + std::max<std::uint64_t>(1, count);
  const std::uint64_t blocks = (4 * count + fields.u32() + kBlock - 1) / kBlock;
  const std::uint64_t at = kTitle.size() + 20 + 4 * blocks;
  if (at < file.size()) id.checksum = base::ByteReader(file.substr(at)).u32();
  return id;
}

}  // namespace

void check_input(std::string_view input) {
  Draws draws(input);
  if (draws.byte() % 2 == 1) return check_written(draws);
  const Exact file(draws.rest());
  const EventFileId id = named_by(file.view());
  const ReadBack read = read_back(file.view(), id);
  if (read.found != EventFiles::Found::kWhole) {
    return SW_CHECK(read.found == EventFiles::Found::kDamaged);
  }
  std::uint32_t checksum = 0;
  SW_CHECK_MSG(written(read.events, checksum) == file.view() && checksum == id.checksum,
               "what is read was never written so");
}

}  // namespace stellwerk::fuzz
