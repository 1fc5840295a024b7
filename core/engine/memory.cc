// SPDX-License-Identifier: Apache-2.0
#include "core/engine/memory.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace stellwerk::engine {

// The scope's length goes first, so that ("ab", "c") and ("a", "bc") differ.
Fingerprint fingerprint(std::string_view scope, std::string_view text) {
  const XXH128_hash_t outer = XXH3_128bits(scope.data(), scope.size());
  const XXH128_hash_t inner =
      XXH3_128bits_withSeed(text.data(), text.size(), outer.low64 + scope.size());
  return {inner.high64 ^ outer.high64, inner.low64};
}

bool MessageMemory::knows(const Fingerprint& message, base::Instant now) const {
  const auto found = seen_.find(message);
  return found != seen_.end() && now - found->second <= window_;
}

bool MessageMemory::remember(const Fingerprint& message, base::Instant now) {
  if (knows(message, now)) return false;
  while (!by_age_.empty() && (now - by_age_.front().at > window_ || by_age_.size() >= max_)) {
    seen_.erase(by_age_.front().message);
    sum_ -= by_age_.front().message.low;
    by_age_.pop_front();
  }
  restore(message, now);
  return true;
}

void MessageMemory::restore(const Fingerprint& message, base::Instant at) {
  seen_.emplace(message, at);
  by_age_.push_back({message, at});
  sum_ += message.low;
}

const model::Reply* RequestMemory::find(std::string_view request, base::Instant now) const {
  const auto found = replies_.find(fingerprint({}, request));
  if (found == replies_.end() || now - found->second->at > window_) return nullptr;
  return &found->second->reply;
}

void RequestMemory::remember(std::string_view request, const model::Reply& reply,
                             base::Instant now) {
  while (!by_age_.empty() && now - by_age_.front().at > window_) {
    replies_.erase(by_age_.front().request);
    sum_ -= by_age_.front().request.low;
    by_age_.pop_front();
  }
  restore(fingerprint({}, request), now, reply);
}

void RequestMemory::restore(const Fingerprint& key, base::Instant at, const model::Reply& reply) {
  by_age_.push_back(
      {key, at, reply, std::string(reply.conv), std::string(reply.agent), std::string(reply.text)});
  Stored& stored = by_age_.back();
  stored.reply.conv = stored.conv;
  stored.reply.agent = stored.agent;
  stored.reply.text = stored.text;
  replies_.insert_or_assign(key, &stored);
  sum_ += key.low;
}

}  // namespace stellwerk::engine
