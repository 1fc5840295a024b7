// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include <stellwerk/event_reader.h>

#include "core/api/answer_queue.h"
#include "core/api/answer_reader.h"
#include "core/api/router_core.h"
#include "core/model/command.h"

namespace stellwerk {

// Asks for the events after the last one it knows, as a read that waits until there are some. One
// read at a time: what the embedder does not take is not asked for.
struct EventReader::State {
  // `own` is this reader's alone; null: the router has stopped, and the events are read from where
  // they lie, on the router's thread.
  State(api::RouterCore& of, runtime::Port* own, const EventStream& stream, std::uint64_t after);

  // Makes entries_left positive, if anything has arrived.
  [[nodiscard]] bool load();
  bool ask();
  void take_answer(const api::AnswerQueue::Item& item);
  void begin_entries(std::string_view answer);
  void read_stored();
  [[nodiscard]] runtime::Envelope envelope() const;

  api::RouterCore& core;
  runtime::Port* const port;
  const std::string key;
  std::uint64_t position;
  std::uint64_t session = 0;  // of the read that is under way, or of the last
  bool asked = false;         // a read is under way
  Status status;

  api::AnswerQueue answers;
  std::string stored;  // the answer, when it is read from where the events lie
  api::AnswerReader entries;
  std::uint32_t entries_left = 0;
};

}  // namespace stellwerk
