// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tools/stellwerkd/options.h"

namespace stellwerk::daemon {

// What is wrong with a configuration file. Line 0: with the file as a whole.
struct Complaint {
  std::uint32_t line = 0;
  std::string key;  // dotted, like "daemon.listen"; may be empty
  std::string text;
};

// "FILE:LINE: KEY: TEXT", without what is missing.
[[nodiscard]] std::string to_text(const std::string& file, const Complaint& complaint);

struct Configuration {
  // The document without what is the daemon's own, line for line: the policy of the first tenant.
  // Empty when the file has nothing else.
  std::string policy_toml;
  std::map<std::string, std::uint32_t, std::less<>> lines;  // of settings, by their names with '-'
  std::vector<Complaint> complaints;
};

// Reads the configuration file and applies its tables [daemon], [[tenant]] and [[user]] to the
// options.
[[nodiscard]] Configuration read_configuration(const std::string& file, Options& options);

// The same of a text.
[[nodiscard]] Configuration parse_configuration(std::string_view toml, Options& options);

}  // namespace stellwerk::daemon
