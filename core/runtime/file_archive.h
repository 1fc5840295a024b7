// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "core/journal/event_files.h"
#include "core/stream/archive.h"

namespace stellwerk::runtime {

// Who has an archive, of those that share a place.
enum class ArchiveUse : std::uint8_t {
  kServing,  // answers readers: what it lets go is deleted
  kFolding,  // follows the one that serves: deletes nothing
};

// Writes and reads segments of one tenant as stream::Archive and journal::EventFiles have them.
// Thread safety: as of journal::EventFiles.
class SegmentFiles {
 public:
  explicit SegmentFiles(journal::EventFiles files) : files_(std::move(files)) {}

  // The outcome of keeping it; `problem` says why not.
  [[nodiscard]] stream::Archive::Outcome keep(const stream::Segment& segment,
                                              std::string& problem) const;
  [[nodiscard]] stream::Archive::Found read(const stream::SegmentId& id, stream::Segment& into,
                                            std::string& problem) const;
  [[nodiscard]] stream::Archive::Range secure(std::span<const stream::SegmentId> ids) const;
  void drop_below(std::uint64_t least) { files_.drop_below(least); }

 private:
  journal::EventFiles files_;
};

// An archive that does everything at once, on its store's thread: for whoever may wait for a disk.
class FileArchive final : public stream::Archive {
 public:
  FileArchive(journal::EventFiles files, ArchiveUse use) : files_(std::move(files)), use_(use) {}

  void keep(const stream::Segment& segment) override;
  [[nodiscard]] std::optional<Outcome> next_outcome() override;
  void settle() override {}
  [[nodiscard]] Found read(const stream::SegmentId& id, stream::Segment& into,
                           std::string& problem) override {
    return files_.read(id, into, problem);
  }
  [[nodiscard]] Range secure(std::span<const stream::SegmentId> ids) override {
    return files_.secure(ids);
  }
  void drop_below(std::uint64_t least) override;

 private:
  SegmentFiles files_;
  const ArchiveUse use_;
  std::deque<Outcome> outcomes_;
};

}  // namespace stellwerk::runtime
