// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include <absl/container/flat_hash_map.h>

#include "core/base/numbered_queue.h"
#include "core/base/time.h"
#include "core/model/reply.h"

// What the engine remembers to recognise a retry.
namespace stellwerk::engine {

// 128 bits of a text: two different texts have the same fingerprint with a chance of about
// n^2 / 2^129 among n of them.
struct Fingerprint {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Fingerprint& f) {
    return H::combine(std::move(h), f.high, f.low);
  }
  template <typename Archive, typename Self>
  static void persist(Archive& archive, Self& fingerprint) {
    archive(fingerprint.high, fingerprint.low);
  }
};

[[nodiscard]] Fingerprint fingerprint(std::string_view scope, std::string_view text);

// Message identifiers seen, by conversation; the newest `max` and not older than `window`.
class MessageMemory {
 public:
  MessageMemory(base::Duration window, std::uint64_t max) : window_(window), max_(max) {}

  // Whether the message is new; then it is remembered.
  bool remember(const Fingerprint& message, base::Instant now);
  [[nodiscard]] bool knows(const Fingerprint& message, base::Instant now) const;

  [[nodiscard]] std::uint64_t size() const { return seen_.size(); }
  // Sum over what is remembered, for the digest.
  [[nodiscard]] std::uint64_t sum() const { return sum_; }
  [[nodiscard]] base::Instant oldest() const {
    return by_age_.empty() ? base::kNever : by_age_.front().at;
  }

  // What is remembered, oldest first, for saving; visit(message, at).
  template <typename Visit>
  void visit(Visit visit) const {
    for (std::uint64_t number = by_age_.first(); number < by_age_.end(); ++number) {
      visit(by_age_[number].message, by_age_[number].at);
    }
  }
  // The same for loading. REQUIRES: not older than what was restored before.
  void restore(const Fingerprint& message, base::Instant at);

 private:
  struct Entry {
    Fingerprint message;
    base::Instant at;
  };

  base::Duration window_;
  std::uint64_t max_;
  absl::flat_hash_map<Fingerprint, base::Instant> seen_;
  base::NumberedQueue<Entry> by_age_;
  std::uint64_t sum_ = 0;
};

// Replies to writes that carried a REQ identifier.
class RequestMemory {
 public:
  explicit RequestMemory(base::Duration window) : window_(window) {}

  // The remembered reply; its texts live until the memory changes. Null when there is none.
  [[nodiscard]] const model::Reply* find(std::string_view request, base::Instant now) const;
  void remember(std::string_view request, const model::Reply& reply, base::Instant now);

  [[nodiscard]] std::uint64_t size() const { return replies_.size(); }
  [[nodiscard]] std::uint64_t sum() const { return sum_; }

  // As of MessageMemory; visit(request, at, reply).
  template <typename Visit>
  void visit(Visit visit) const {
    for (const Stored& stored : by_age_) visit(stored.request, stored.at, stored.reply);
  }
  void restore(const Fingerprint& request, base::Instant at, const model::Reply& reply);

 private:
  struct Stored {
    Fingerprint request;
    base::Instant at;
    model::Reply reply;
    std::string conv, agent, text;
  };

  base::Duration window_;
  std::deque<Stored> by_age_;  // stable addresses
  absl::flat_hash_map<Fingerprint, const Stored*> replies_;
  std::uint64_t sum_ = 0;
};

}  // namespace stellwerk::engine
