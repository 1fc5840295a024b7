// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/policy/document.h"
#include "core/sim/workload/scenario.h"

// The tables of a scenario, each by itself; scenario_document.cc brings them together.
namespace stellwerk::lab {

// A class with what its document says beside what is kept of it.
struct ClassEntry {
  CustomerClass customers;
  double share = -1;     // of the arrivals; negative: not given
  double per_hour = -1;  // as above
};

// As above. Slowness by the names of classes.
struct AgentsEntry {
  AgentGroup group;
  std::vector<std::pair<std::string, double>> slowness;
};

void read_general(const toml::table& table, policy::Problems& problems, Scenario& scenario);
void read_class(const toml::table& table, policy::Problems& problems, ClassEntry& entry);
void read_agents(const toml::table& table, policy::Problems& problems, AgentsEntry& entry);

// A number from least to greatest. Refuses it and answers nothing otherwise.
[[nodiscard]] std::optional<double> number_at(const policy::Place& place, double least,
                                              double greatest);
// A list of 1 to `most` of these.
[[nodiscard]] std::optional<std::vector<double>> numbers_at(const policy::Place& place,
                                                            double least, double greatest,
                                                            std::size_t most);
// { exponential = "5m" } and its kin.
[[nodiscard]] std::optional<Distribution> distribution_at(const policy::Place& place);

}  // namespace stellwerk::lab
