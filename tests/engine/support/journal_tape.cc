// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support/journal_tape.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

#include "core/base/check.h"
#include "core/base/prng.h"
#include "core/model/codec.h"
#include "tests/engine/support/fields.h"

namespace stellwerk::tests {
namespace {

class HashingSink final : public engine::Sink {
 public:
  void on_event(const model::Event& event) override {
    ++events_;
    bytes_.clear();
    model::encode(event, bytes_);
    add(bytes_);
  }
  void on_reply(const model::Reply& reply) override { add(fields_of(reply).to_string()); }

  [[nodiscard]] std::uint64_t hash() const { return hash_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }

 private:
  void add(std::string_view bytes) {
    for (const char c : bytes) {
      hash_ ^= static_cast<unsigned char>(c);
      hash_ *= 0x100000001b3U;
    }
  }

  std::string bytes_;
  std::uint64_t hash_ = 0xcbf29ce484222325U;
  std::uint64_t events_ = 0;
};

}  // namespace

void JournalTape::add(base::Instant at, const model::Command& command) {
  const std::size_t begin = bytes_.size();
  model::encode(command, bytes_);
  entries_.push_back({at, begin, bytes_.size() - begin});
}

JournalTape::Outcome JournalTape::replay(const engine::Limits& limits, base::Instant end,
                                         std::uint64_t seed) const {
  engine::Engine engine(limits);
  HashingSink sink;
  model::CommandDecoder decoder;
  base::Prng prng(seed);
  base::Instant now = entries_.empty() ? end : entries_.front().at;
  for (const Entry& entry : entries_) {
    while (seed != 0 && now < entry.at) {
      const auto piece = base::milliseconds(prng.between(1, 3'000));
      now = std::min(entry.at, now + piece);
      engine.advance(now, sink);
    }
    const model::Command* command =
        decoder.decode(std::string_view(bytes_).substr(entry.begin, entry.size));
    SW_CHECK_MSG(command != nullptr, "a command does not survive its encoding");
    engine.apply(entry.at, *command, sink);
    now = entry.at;
  }
  engine.advance(end, sink);
  return {engine.digest(), sink.hash(), sink.events()};
}

JournalTape::Outcome JournalTape::replay_in_pieces(const engine::Limits& limits, base::Instant end,
                                                   std::size_t each) const {
  auto engine = std::make_unique<engine::Engine>(limits);
  HashingSink sink;
  model::CommandDecoder decoder;
  std::size_t done = 0;
  for (const Entry& entry : entries_) {
    const model::Command* command =
        decoder.decode(std::string_view(bytes_).substr(entry.begin, entry.size));
    SW_CHECK_MSG(command != nullptr, "a command does not survive its encoding");
    engine->apply(entry.at, *command, sink);
    if (++done % each != 0) continue;
    auto heir = std::make_unique<engine::Engine>(limits);
    engine->save([&heir](std::string_view record) {
      SW_CHECK_MSG(heir->load(record), "a saved record was refused");
    });
    SW_CHECK_MSG(!heir->loading(), "the last record was not the last");
    SW_CHECK_MSG(heir->digest() == engine->digest(), "what was loaded is not what was saved");
    heir->check_invariants();
    engine = std::move(heir);
  }
  engine->advance(end, sink);
  return {engine->digest(), sink.hash(), sink.events()};
}

}  // namespace stellwerk::tests
