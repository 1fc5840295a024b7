// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/journal/problem.h"

namespace rocksdb {
class Env;
}

namespace stellwerk::journal {

// Encoded events, one behind the other.
struct EventRun {
  std::uint64_t first = 0;
  std::span<const std::uint32_t> ends;  // offset behind each
  std::string_view bytes;
};

// What names a file of events. The checksum is over all that is in it, so two files of the same
// numbers and different events have different names.
struct EventFileId {
  std::uint64_t first = 0;
  std::uint64_t end = 0;  // number behind the last
  std::uint32_t checksum = 0;
};

// Events of one tenant as files of one folder, FIRST-LAST-CHECKSUM.events: a head (title; tenant
// u32 | first u64 | count u32 | size u32 | crc32c u32 of each 16 KiB block of the body | crc32c u32
// of the head up to here; little endian), then the body: the offset behind each event, u32, and the
// events. A file gets its name when it is whole, and is never changed. It is on the disk for good
// after secure().
// Thread safety: one keep() or drop_below() at a time, read() and secure() at any. Several
// instances may work in the same folder at once, each with a draft name of its own.
class EventFiles {
 public:
  // `parent` is there; the folder in it is made by the first keep().
  EventFiles(rocksdb::Env& env, std::string parent, std::uint32_t tenant, std::string draft);

  // Writes a file, unless the same is there already.
  [[nodiscard]] Problem keep(const EventRun& run, EventFileId& id) const;

  enum class Found : std::uint8_t { kWhole, kMissing, kDamaged };
  // Reads a file and checks all of it. `problem` names file and offset.
  [[nodiscard]] Found read(const EventFileId& id, std::string& bytes,
                           std::vector<std::uint32_t>& ends, std::string& problem) const;

  struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  // Puts files on the disk for good. Which of them are there now: those before are missing, those
  // behind could not be put there.
  [[nodiscard]] Range secure(std::span<const EventFileId> ids) const;

  // Deletes the files all of whose events are below `least`, the oldest first.
  void drop_below(std::uint64_t least);

 private:
  struct Known {
    std::uint64_t end;
    std::string name;
  };

  [[nodiscard]] std::string path(const EventFileId& id) const;
  [[nodiscard]] Problem make_folder() const;
  [[nodiscard]] Problem write(const std::string& head, const std::string& body,
                              const std::string& to) const;
  void list();

  rocksdb::Env& env_;
  const std::string parent_;
  const std::string folder_;
  const std::uint32_t tenant_;
  const std::string draft_;
  std::vector<Known> known_;  // as last listed, the oldest behind
};

}  // namespace stellwerk::journal
