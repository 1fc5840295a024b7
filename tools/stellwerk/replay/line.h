// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "tools/stellwerk/client/request.h"

namespace stellwerk::cli {

// What a request was for, so that its reply finds the way back.
struct Purpose {
  enum class Kind : std::uint8_t {
    kOpen,
    kMessage,
    kAbandon,
    kOffer,
    kWork,
    kPresence,
    kLeaving,  // AGENT.GET of somebody who wants to go home
    kClock,
  };

  Kind kind = Kind::kWork;
  std::size_t subject = 0;  // a contact; with kPresence and kLeaving an agent
};

// A way to the router on which replies come in the order of the requests.
class Line {
 public:
  virtual ~Line() = default;
  virtual void send(const Request& request, Purpose purpose) = 0;
};

}  // namespace stellwerk::cli
