// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerkd/out_of_memory.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

namespace stellwerk::daemon {
namespace {

bool limited(decltype(RLIMIT_AS) resource, unsigned long long& mebibytes) {
  rlimit limit{};
  if (::getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return false;
  mebibytes = limit.rlim_cur >> 20U;
  return true;
}

// Nothing here allocates. The first line of what the operator reads is `what`.
[[noreturn]] void give_up(const char* what) {
  std::array<char, 512> line{};
  std::array<char, 64> limit{};
  unsigned long long mebibytes = 0;
  if (limited(RLIMIT_AS, mebibytes)) {
    std::snprintf(limit.data(), limit.size(), "its limit is %llu MiB (ulimit -v)", mebibytes);
  } else if (limited(RLIMIT_DATA, mebibytes)) {
    std::snprintf(limit.data(), limit.size(), "its limit is %llu MiB (ulimit -d)", mebibytes);
  } else {
    std::snprintf(limit.data(), limit.size(), "the machine has none left");
  }
  std::snprintf(
      line.data(), line.size(),
      "stellwerkd: %s: %s; what was acknowledged is in the journal, if there is one. Give "
      "the daemon more memory, or fewer conversations and events to hold, and start it "
      "again\n",
      what, limit.data());
  std::fputs(line.data(), stderr);
  ::_exit(kOutOfMemory);
}

void on_failed_allocation() { give_up("out of memory"); }

// A thread that cannot be started has no memory for its stack, as a rule.
void on_uncaught() {
  const std::exception_ptr uncaught = std::current_exception();
  try {
    if (uncaught) std::rethrow_exception(uncaught);
  } catch (const std::system_error& error) {
    if (error.code() == std::errc::resource_unavailable_try_again) {
      give_up("out of memory, or of threads (ulimit -u)");
    }
    std::fprintf(stderr, "stellwerkd: %s\n", error.what());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "stellwerkd: %s\n", error.what());
  }
  std::abort();
}

}  // namespace

void exit_when_out_of_memory() {
  std::set_new_handler(on_failed_allocation);
  std::set_terminate(on_uncaught);
}

}  // namespace stellwerk::daemon
