// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace stellwerk::cli {

// A command as clients send it: an array of bulk strings. Put together argument by argument.
class Request {
 public:
  Request() = default;
  Request(std::initializer_list<std::string_view> arguments) {
    for (const std::string_view argument : arguments) add(argument);
  }

  Request& add(std::string_view argument);
  Request& add(std::int64_t argument);
  // An option and its value.
  Request& option(std::string_view name, std::string_view value) { return add(name).add(value); }
  Request& option(std::string_view name, std::int64_t value) { return add(name).add(value); }

  // Appends the encoded command.
  void append_to(std::string& out) const;

 private:
  std::size_t count_ = 0;
  std::string body_;
};

}  // namespace stellwerk::cli
