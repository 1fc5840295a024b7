// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>

#include "core/base/bytes.h"
#include "core/model/codec.h"
#include "core/stream/event_store.h"

// A store in pieces; the first byte says what a piece is.
namespace stellwerk::stream {
namespace {

enum class Piece : std::uint8_t {
  kEnd = 1,    // number of the next event: always the first
  kEvent = 2,  // retained, oldest first
  kAdded = 3,  // entries there ever were in a stream
};

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

void EventStore::save(const std::function<void(std::string_view piece)>& take) const {
  take(piece_of(Piece::kEnd, [this](auto& out) {
    out.u64(first_);
    out.u64(end_);
  }));
  for (std::uint64_t seq = first_; seq < end_; ++seq) {
    take(piece_of(Piece::kEvent, [this, seq](auto& out) { out.text(segments_.bytes(seq)); }));
  }
  for (const Log& log : logs_) {
    if (log.key.empty() || log.added == 0) continue;
    take(piece_of(Piece::kAdded, [&log](auto& out) {
      out.text(log.key);
      out.u64(log.added);
    }));
  }
}

bool EventStore::load(std::string_view piece) {
  base::ByteReader in(piece);
  switch (static_cast<Piece>(in.u8())) {
    case Piece::kEnd: {
      const std::uint64_t first = in.u64();
      const std::uint64_t end = in.u64();
      if (!in.done() || end_ != 1 || first == 0 || first > end) return false;
      first_ = end_ = first;  // the entries bring it to `end`
      return true;
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

}  // namespace stellwerk::stream
