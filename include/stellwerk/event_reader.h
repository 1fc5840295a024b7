// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include <stellwerk/events.h>
#include <stellwerk/status.h>

namespace stellwerk {

class Router;

// Reads events in their order, at its own pace: what it has not read waits with the router, up to
// Options::events_max. Nothing is told twice or left out; several readers get the same.
//
// Thread safety: an EventReader belongs to one thread; make one per thread. It may be handed to
// another thread as a whole. After Router::stop() it belongs to the thread that called stop().
class EventReader {
 public:
  EventReader(EventReader&&) noexcept;
  EventReader& operator=(EventReader&&) noexcept;
  // REQUIRES: the router still exists.
  ~EventReader();

  // The next event. False: none has arrived, `event` is unchanged. What happens in a poll() is here
  // afterwards; when very much happens, after one of the next.
  [[nodiscard]] bool next(Event& event);
  // Blocks until an event is there or the time is over (negative: no limit). True: next() has one.
  // False for good once the router has stopped or status() is not ok.
  // REQUIRES: somebody else drives the router: Router::start(), or poll() on another thread.
  bool wait(std::int64_t timeout_ms);

  // kStale: this reader is so far behind that the events it wants are gone; seek() goes on.
  [[nodiscard]] const Status& status() const;
  // Continues with the first event above `after`; 0: with the oldest that is retained.
  void seek(std::uint64_t after);
  // Number of the last event that next() has returned, or that seek() was told: what to remember
  // for resuming.
  [[nodiscard]] std::uint64_t position() const;

 private:
  friend class Router;
  struct State;
  explicit EventReader(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace stellwerk
