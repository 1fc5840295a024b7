// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/queueing/staffing.h"

// `stellwerk erlang b|c|a`: what so many agents come to, or how many a goal takes.
namespace stellwerk::cli {

enum class ErlangModel {
  kB,  // turned away when nobody is free
  kC,  // waits, however long
  kA,  // waits as long as his patience lasts
};

struct ErlangOptions {
  ErlangModel model = ErlangModel::kC;
  // The load alone, or two of these three.
  std::optional<double> load;              // Erlang
  std::optional<double> rate;              // conversations a second
  std::optional<base::Duration> handling;  // mean, with wrap-up
  std::optional<base::Duration> patience;  // mean; Erlang A
  std::optional<base::Duration> target;    // 20 s unless given
  std::optional<std::uint32_t> agents;     // or goals, answer_wait in seconds
  queueing::Goals goals;
  std::string json;  // a file, or - for standard output; empty: none
};

inline constexpr base::Duration kErlangTarget = base::seconds(20);
inline constexpr double kErlangLoadMax = 1e6;

// What is asked for, with all that follows from it. Times in seconds.
struct ErlangCase {
  ErlangModel model = ErlangModel::kC;
  double load = 0;
  // Empty when only the load is known: then waits have no length.
  std::optional<double> handling_s;
  double patience_s = 0;  // Erlang A
  double target_s = 0;

  [[nodiscard]] double rate_per_s() const { return load / handling_s.value_or(1); }
  // Erlang C alone: whether the queue stays finite.
  [[nodiscard]] bool stable(std::uint32_t agents) const {
    return model != ErlangModel::kC || load < agents;
  }
  // Without a handling time the unit of time is one handling time.
  [[nodiscard]] queueing::Measures measure(std::uint32_t agents) const;
};

struct ErlangAnswer {
  std::string problem;  // empty: none
  bool usage = false;   // whether the problem is in the flags
  ErlangCase of;
  std::uint32_t agents = 0;
  bool least = false;  // found for the goals
};

[[nodiscard]] ErlangAnswer answer_erlang(const ErlangOptions& options);

// Prints it. The program's exit code: 0; 1 when no number of agents reaches the goals or a file
// cannot be written; 2 for wrong flags.
[[nodiscard]] int run_erlang(const ErlangOptions& options);

}  // namespace stellwerk::cli
