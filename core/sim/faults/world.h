// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/prng.h"
#include "core/runtime/shard.h"
#include "core/runtime/system_clock.h"
#include "core/sim/faults/client.h"
#include "core/sim/faults/complaint.h"
#include "core/sim/faults/coverage.h"
#include "core/sim/faults/distortion.h"
#include "core/sim/faults/medium.h"
#include "core/sim/faults/observer.h"
#include "core/sim/faults/scenario.h"
#include "core/sim/faults/sim_time.h"
#include "core/sim/faults/wire.h"
#include "core/sim/faults/workload.h"

namespace stellwerk::sim {

// One machine with one shard, its clients, its disk and its clocks, in virtual time. Everything
// that happens is drawn from the scenario's seed, one small step after another.
class World {
 public:
  // On the scenario's own disk.
  explicit World(const Scenario& scenario);
  // On what `make` makes.
  using MakeMedium = std::function<std::unique_ptr<Medium>(const Scenario&, Coverage&)>;
  World(const Scenario& scenario, const MakeMedium& make);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // All steps, or those up to the first complaint; then an orderly end: everything is answered, the
  // process restarted, the digest compared.
  void run();

  [[nodiscard]] const Complaints& complaints() const { return complaints_; }
  [[nodiscard]] const Coverage& coverage() const { return coverage_; }
  [[nodiscard]] std::uint32_t steps() const { return step_; }
  // Grows with everything that is decided; the same for the same history.
  [[nodiscard]] const std::string& digest() const { return digest_; }
  // What happened last, a line each, where it was asked for.
  [[nodiscard]] const std::vector<std::string>& trail() const { return trail_; }
  void keep_trail() { keeps_trail_ = true; }

 private:
  struct Process;  // what a crash ends

  void step();
  void step_client();
  void step_rarely();
  void work();
  void read_clock();
  void work_at(base::Instant now, runtime::RealTime real);
  [[nodiscard]] stream::Limits draw_streams();
  [[nodiscard]] runtime::MakeArchive archives(runtime::ArchiveUse use);
  [[nodiscard]] runtime::ShardOptions draw_options();
  void step_fold();
  void end_fold();
  void pass_time();
  void change_disk();
  void crash(bool power);
  void start(bool may_lose);
  void set_wall_clock();
  void finish();
  void settle_down();
  void compare_restart();
  void check_reach();
  void receive(const runtime::Envelope& to, std::string_view bytes);
  void note(std::string_view what);
  [[nodiscard]] runtime::CommandBlock* given(runtime::CommandBlock* sent);

  const Scenario scenario_;
  Complaints complaints_;
  Coverage coverage_;
  base::Prng order_;   // who comes next
  base::Prng faults_;  // what goes wrong
  base::Prng luck_;    // what clients do beside their work
  SimTime time_;
  const std::unique_ptr<Medium> medium_;
  DrawnInbox inbox_;
  PlainOutlet outlet_;
  PlainPath path_;
  StillStopwatch stopwatch_;
  Distortion distortion_;
  Workload workload_;
  std::vector<Client> clients_;
  Observer observer_;
  std::unique_ptr<Process> process_;
  base::Instant now_;  // engine time as the clock tells it
  std::uint32_t step_ = 0;
  std::string digest_;
  std::string held_answer_;  // of a mutant that swaps two
  runtime::Envelope held_to_;
  bool keeps_trail_ = false;
  std::vector<std::string> trail_;
};

}  // namespace stellwerk::sim
