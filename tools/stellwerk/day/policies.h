// SPDX-License-Identifier: Apache-2.0
#pragma once

// The policy documents beside this file, built into the program.
namespace stellwerk::cli {

extern const char* const kDemoPolicy;
extern const char* const kTracePolicy;

}  // namespace stellwerk::cli
