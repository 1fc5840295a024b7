// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <iostream>

#include "tests/engine/support/random_world.h"

// Prints one line for each of a fixed set of seeds: the digest its random history ends in. What is
// printed must be the same under every compiler and on every machine.
int main() {
  constexpr std::uint64_t kCommandsEach = 20'000;
  constexpr std::uint64_t kSeedsEach = 2;
  for (const auto& spec : stellwerk::tests::world_specs()) {
    for (std::uint64_t seed = 1; seed <= kSeedsEach; ++seed) {
      stellwerk::tests::RandomWorld world(spec, seed);
      for (std::uint64_t i = 0; i < kCommandsEach; ++i) world.step(false);
      world.finish();
      std::cout << spec.name << " seed=" << seed << " events=" << world.engine().last_event()
                << " digest=" << world.engine().digest()
                << " transcript=" << world.shadow().transcript_hash() << '\n';
    }
  }
  return 0;
}
