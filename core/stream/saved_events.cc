// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/check.h"
#include "core/model/codec.h"
#include "core/stream/event_store.h"

// A store in pieces; the first byte says what a piece is.
namespace stellwerk::stream {
namespace {

enum class Piece : std::uint8_t {
  kEnd = 1,       // numbers of the oldest event and the next: always the first piece
  kEvent = 2,     // retained, oldest first
  kAdded = 3,     // entries there ever were in a stream
  kArchived = 4,  // segments that the archive has, oldest first: before any event
};

// Segments named in one piece.
constexpr std::size_t kNamesMax = 1'024;
constexpr std::size_t kNameSize = 24;

// No segment has more entries, whatever the limits are.
constexpr std::uint64_t kSegmentEntriesMax = std::uint64_t{1} << 32U;

template <typename Put>
std::string piece_of(Piece kind, const Put& put) {
  std::string bytes;
  base::append_bytes(bytes, [kind, &put](auto& out) {
    out.u8(static_cast<std::uint8_t>(kind));
    put(out);
  });
  return bytes;
}

}  // namespace

// What cannot be named because the archive could not put it on the disk is handed out itself; what
// cannot even be read, and all before it, is left out.
void EventStore::save(const std::function<void(std::string_view piece)>& take) const {
  std::vector<SegmentId> names = segments_.secured();
  const std::uint64_t named_end = names.empty() ? first_ : std::max(first_, names.back().end);
  std::uint64_t from = named_end;
  for (std::uint64_t seq = named_end; seq < end_; seq = segments_.segment_end(seq)) {
    std::string problem;
    if (!segments_.fetch(seq, problem)) from = segments_.segment_end(seq);
  }
  if (from > named_end) names.clear();
  const std::uint64_t first = std::max(first_, names.empty() ? from : names.front().first);
  take(piece_of(Piece::kEnd, [this, first](auto& out) {
    out.u64(first);
    out.u64(end_);
  }));
  for (std::size_t i = 0; i < names.size(); i += kNamesMax) {
    const auto some = std::span(names).subspan(i, std::min(kNamesMax, names.size() - i));
    take(piece_of(Piece::kArchived, [&some](auto& out) {
      out.u32(static_cast<std::uint32_t>(some.size()));
      for (const SegmentId& id : some) {
        out.u64(id.first);
        out.u64(id.end);
        out.u32(id.checksum);
        out.u32(id.size);
      }
    }));
  }
  for (std::uint64_t seq = from; seq < end_; ++seq) {
    std::string problem;
    SW_CHECK_MSG(segments_.fetch(seq, problem), problem.c_str());
    take(piece_of(Piece::kEvent, [this, seq](auto& out) { out.text(segments_.bytes(seq)); }));
  }
  for (const KeyId id : in_order()) {
    const Log& log = logs_[id];
    take(piece_of(Piece::kAdded, [&log](auto& out) {
      out.text(log.key);
      out.u64(log.added);
    }));
  }
}

// Those that readers can name and that have entries, by the first: one without is forgotten sooner
// or later, and its count with it.
std::vector<KeyId> EventStore::in_order() const {
  std::vector<std::pair<std::uint64_t, KeyId>> known;
  for (KeyId id = 0; id < logs_.size(); ++id) {
    const StreamView entries(logs_[id].ring, first_);
    if (entries.size() > 0 && parse(logs_[id].key)) known.emplace_back(entries[0], id);
  }
  std::sort(known.begin(), known.end());
  std::vector<KeyId> ids;
  for (const auto& [first, id] : known) ids.push_back(id);
  return ids;
}

bool EventStore::load(std::string_view piece) {
  base::ByteReader in(piece);
  switch (static_cast<Piece>(in.u8())) {
    case Piece::kEnd: {
      const std::uint64_t first = in.u64();
      const std::uint64_t end = in.u64();
      return in.done() && load_bounds(first, end);
    }
    case Piece::kArchived: {
      for (std::uint32_t left = in.count(kNameSize); left > 0; --left) {
        const SegmentId id{in.u64(), in.u64(), in.u32(), in.u32()};
        if (!in.ok() || !load_archived(id)) return false;
      }
      return in.done();
    }
    case Piece::kEvent: {
      const std::optional<model::Event> event = model::decode_event(in.text());
      if (!in.done() || !event || event->seq != end_) return false;
      append(*event);
      return true;
    }
    case Piece::kAdded: {
      const std::optional<Name> name = parse(in.text());
      const std::uint64_t added = in.u64();
      if (!in.done() || !name || name->family == Family::kEvents) return false;
      const Index& index = name->family == Family::kInbox ? inboxes_ : outboxes_;
      const auto found = index.find(name->text);
      if (found != index.end()) logs_[found->second].added = added;
      return true;
    }
  }
  return false;
}

// The entries bring it from `first` to `end`.
bool EventStore::load_bounds(std::uint64_t first, std::uint64_t end) {
  if (end_ != 1 || first == 0 || first > end) return false;
  first_ = end_ = first;
  wanted_from_ = end - std::min(end, limits_.entries_max);
  return true;
}

// The oldest may be gone: those that a store has let go which had come further. Once there is one,
// all behind it have to be there.
bool EventStore::load_archived(const SegmentId& id) {
  const bool none = segments_.end() == 0;
  const bool follows =
      none ? id.first <= end_ : id.first == end_ && segments_.archived_segment(end_ - 1) != 0;
  if (archive_ == nullptr || !follows || id.first == 0 || id.end <= end_ ||
      id.end - id.first > kSegmentEntriesMax) {
    return false;
  }
  if (none && id.end <= wanted_from_) {
    first_ = end_ = id.end;
    return true;
  }
  Segment segment;
  const Archive::Found found = archive_->read(id, segment, problem_);
  if (none && found == Archive::Found::kMissing) {
    first_ = end_ = missing_below_ = id.end;
    problem_.clear();
    return true;
  }
  if (found != Archive::Found::kWhole) return false;
  segments_.adopt(id);
  for (std::uint64_t seq = id.first; seq < id.end; ++seq) {
    const std::optional<model::Event> event = model::decode_event(segment.entry(seq));
    if (!event || event->seq != seq) {
      problem_ = "event " + std::to_string(seq) + " in the archive is not one of this release";
      return false;
    }
    if (seq >= first_) index(*event);
  }
  end_ = id.end;
  keep_bounds();
  return true;
}

}  // namespace stellwerk::stream
