// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/file_archive.h"

#include <string_view>
#include <vector>

namespace stellwerk::runtime {
namespace {

using stream::Archive;

// What an operator can do about a file that cannot be read, wherever that is noticed.
constexpr std::string_view kRemedy =
    "; put it back from a backup, or, with the daemon stopped, delete it and all of lower numbers: "
    "then the streams begin behind it";

journal::EventFileId file_id(const stream::SegmentId& id) {
  return {id.first, id.end, id.checksum};
}

}  // namespace

Archive::Outcome SegmentFiles::keep(const stream::Segment& segment, std::string& problem) const {
  journal::EventFileId id;
  problem = files_.keep({segment.first, segment.ends, segment.bytes}, id).text;
  const auto size = static_cast<std::uint32_t>(segment.bytes.size());
  return {{segment.first, segment.end(), id.checksum, size}, problem.empty()};
}

Archive::Found SegmentFiles::read(const stream::SegmentId& id, stream::Segment& into,
                                  std::string& problem) const {
  into.first = id.first;
  const auto found = files_.read(file_id(id), into.bytes, into.ends, problem);
  if (found == journal::EventFiles::Found::kWhole) return Archive::Found::kWhole;
  problem.append(kRemedy);
  return found == journal::EventFiles::Found::kMissing ? Archive::Found::kMissing
                                                       : Archive::Found::kDamaged;
}

Archive::Range SegmentFiles::secure(std::span<const stream::SegmentId> ids) const {
  std::vector<journal::EventFileId> files;
  files.reserve(ids.size());
  for (const stream::SegmentId& id : ids) files.push_back(file_id(id));
  const journal::EventFiles::Range range = files_.secure(files);
  return {range.begin, range.end};
}

void FileArchive::keep(const stream::Segment& segment) {
  std::string problem;
  outcomes_.push_back(files_.keep(segment, problem));
}

std::optional<Archive::Outcome> FileArchive::next_outcome() {
  if (outcomes_.empty()) return std::nullopt;
  const Outcome outcome = outcomes_.front();
  outcomes_.pop_front();
  return outcome;
}

void FileArchive::drop_below(std::uint64_t least) {
  if (use_ == ArchiveUse::kServing) files_.drop_below(least);
}

}  // namespace stellwerk::runtime
