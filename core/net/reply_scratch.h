// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/resp/reply_writers.h"

namespace stellwerk::net {

// One answer written in a buffer that is used again and again.
class ReplyScratch {
 public:
  ReplyScratch(std::string& buffer, std::uint8_t protocol) : buffer_(buffer) {
    buffer_.clear();
    if (protocol == 3) {
      resp3_.emplace(buffer_);
    } else {
      resp2_.emplace(buffer_);
    }
  }

  [[nodiscard]] model::ReplyWriter& writer() {
    if (resp3_) return *resp3_;
    return *resp2_;
  }
  [[nodiscard]] std::string_view bytes() const { return buffer_; }

 private:
  std::string& buffer_;
  std::optional<resp::Resp2Writer> resp2_;
  std::optional<resp::Resp3Writer> resp3_;
};

}  // namespace stellwerk::net
