// SPDX-License-Identifier: Apache-2.0
#pragma once

// Checks of what only our own mistake can break. They are always on: a broken invariant ends the
// process before it can decide anything wrong. What a peer or a user can get wrong is answered with
// a Code instead.

namespace stellwerk::base {

// Writes "FILE:LINE: check failed: EXPRESSION (MESSAGE)" to stderr and aborts. MESSAGE may be null.
[[noreturn, gnu::cold, gnu::noinline]] void check_failed(const char* file, int line,
                                                         const char* expression,
                                                         const char* message) noexcept;

}  // namespace stellwerk::base

// Macros, since only they know the place and the text of the condition.
#define SW_CHECK(condition) SW_CHECK_MSG(condition, nullptr)

// MESSAGE: a C string, evaluated only when the check fails.
#define SW_CHECK_MSG(condition, message) \
  (static_cast<bool>(condition)          \
       ? static_cast<void>(0)            \
       : ::stellwerk::base::check_failed(__FILE__, __LINE__, #condition, (message)))
