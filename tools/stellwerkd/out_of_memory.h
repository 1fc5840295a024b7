// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace stellwerk::daemon {

// Exit code when memory does not suffice.
inline constexpr int kOutOfMemory = 3;

// From now on an allocation that fails, or a thread that cannot be had, ends the process at once,
// with a last line on standard error that names the limit: as after kill -9, what was acknowledged
// is in the journal, and the next start goes on from it. Going on half-way would decide on a state
// that nobody can vouch for.
void exit_when_out_of_memory();

}  // namespace stellwerk::daemon
