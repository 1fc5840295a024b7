// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <stellwerk/producer.h>

#include "core/api/answer_queue.h"
#include "core/api/command_draft.h"
#include "core/api/router_core.h"

namespace stellwerk {

struct Producer::State {
  // `port` is this producer's alone.
  State(api::RouterCore& of, runtime::Port& own, const ProducerOptions& with)
      : core(of),
        port(own),
        options(with),
        last_ticket(own.new_session()),
        answers(last_ticket + 1),
        draft(of.options.limits) {}

  // Sends the draft.
  [[nodiscard]] Result<Ticket> send();
  [[nodiscard]] Status refuse();

  api::RouterCore& core;
  runtime::Port& port;
  const ProducerOptions options;
  std::uint64_t last_ticket;  // the first is never used: a port may have had an owner before
  std::uint64_t sent = 0;
  std::uint64_t taken = 0;
  api::AnswerQueue answers;
  api::CommandDraft draft;
};

}  // namespace stellwerk
