// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/request.h"

namespace stellwerk::cli {

Request& Request::add(std::string_view argument) {
  ++count_;
  body_ += '$';
  body_ += std::to_string(argument.size());
  body_ += "\r\n";
  body_ += argument;
  body_ += "\r\n";
  return *this;
}

Request& Request::add(std::int64_t argument) { return add(std::to_string(argument)); }

void Request::append_to(std::string& out) const {
  out += '*';
  out += std::to_string(count_);
  out += "\r\n";
  out += body_;
}

}  // namespace stellwerk::cli
