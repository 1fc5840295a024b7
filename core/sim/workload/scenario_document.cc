// SPDX-License-Identifier: Apache-2.0
#include "core/sim/workload/scenario_document.h"

#include <algorithm>
#include <array>

#include "core/policy/parse.h"
#include "core/sim/workload/scenario_sections.h"

namespace stellwerk::lab {
namespace {

using policy::Problems;

constexpr std::array<std::string_view, 3> kOwnTables = {"scenario", "class", "agents"};

// The tables of [[kind]].
std::vector<const toml::table*> tables_of(const toml::table& root, std::string_view kind,
                                          Problems& problems) {
  std::vector<const toml::table*> tables;
  const toml::node* node = root.get(kind);
  const toml::array* list = node == nullptr ? nullptr : node->as_array();
  if (list == nullptr || !std::ranges::all_of(*list, &toml::node::is_table)) {
    problems.add(node == nullptr ? static_cast<const toml::node&>(root) : *node, std::string(kind),
                 "missing; a scenario has at least one [[" + std::string(kind) + "]]");
    return tables;
  }
  for (const toml::node& item : *list) tables.push_back(item.as_table());
  return tables;
}

class Reader {
 public:
  explicit Reader(const toml::table& root) : root_(root) {}

  void read(Scenario& scenario) {
    const toml::node* general = root_.get("scenario");
    if (general == nullptr || !general->is_table()) {
      problems_.add(root_, "scenario", "missing; begin with [scenario] and its name");
      return;
    }
    read_general(*general->as_table(), problems_, scenario);
    if (scenario.name.empty()) problems_.add(*general, "scenario.name", "missing");
    for (const toml::table* table : tables_of(root_, "class", problems_)) {
      add_class(*table, scenario);
    }
    for (const toml::table* table : tables_of(root_, "agents", problems_)) {
      add_group(*table, scenario);
    }
    if (problems_.count() == 0) set_rates(*general->as_table(), scenario);
  }

  [[nodiscard]] std::vector<policy::Problem> problems() { return problems_.sorted(); }

 private:
  void add_class(const toml::table& table, Scenario& scenario) {
    ClassEntry entry;
    read_class(table, problems_, entry);
    CustomerClass& customers = entry.customers;
    const auto missing = [&](std::string_view key, std::string_view text) {
      problems_.add(table, "class." + std::string(key), std::string(text));
    };
    if (customers.name.empty()) missing("name", "missing; give every class a name");
    for (const ClassEntry& other : classes_) {
      if (other.customers.name == customers.name) missing("name", "another class has it, too");
    }
    if (customers.queue.empty()) customers.queue = customers.name;
    if (!table.contains("service")) {
      missing("service", "missing; say how long it takes, as { exponential = \"5m\" }");
    }
    if ((entry.share < 0) == (entry.per_hour < 0)) {
      missing("share", "give either share or per_hour");
    } else if (!classes_.empty() && (classes_.front().share < 0) != (entry.share < 0)) {
      missing("share", "give all classes either share or per_hour");
    }
    find_queues(table, scenario, customers);
    classes_.push_back(std::move(entry));
  }

  void find_queues(const toml::table& table, const Scenario& scenario, CustomerClass& customers) {
    const auto named = [&scenario](const std::string& name) {
      return std::ranges::find(scenario.policy.queues, name, &model::QueuePolicy::name);
    };
    const auto end = scenario.policy.queues.end();
    const auto queue = named(customers.queue);
    if (queue == end) {
      problems_.add(table, "class.queue",
                    "there is no [[queue]] named " + policy::shown(customers.queue));
    } else {
      for (const model::SlaPolicy& sla : scenario.policy.slas) {
        if (sla.name == queue->sla) customers.target = sla.first_response;
      }
    }
    if (customers.bot && !customers.bot->queue.empty() && named(customers.bot->queue) == end) {
      problems_.add(table, "class.bot.queue",
                    "there is no [[queue]] named " + policy::shown(customers.bot->queue));
    }
  }

  void add_group(const toml::table& table, Scenario& scenario) {
    AgentsEntry entry;
    read_agents(table, problems_, entry);
    AgentGroup& group = entry.group;
    if (group.name.empty()) problems_.add(table, "agents.name", "missing; give every group a name");
    if (!entry.slowness.empty()) group.slowness.assign(classes_.size(), 1);
    for (const auto& [name, factor] : entry.slowness) {
      const auto found = std::ranges::find_if(classes_, [&name = name](const ClassEntry& known) {
        return known.customers.name == name;
      });
      if (found == classes_.end()) {
        problems_.add(table, "agents.slowness", "there is no class " + policy::shown(name));
      } else {
        group.slowness[static_cast<std::size_t>(found - classes_.begin())] = factor;
      }
    }
    scenario.groups.push_back(std::move(group));
  }

  // Work that a customer of the class brings to people, in ms.
  static double work_of(const CustomerClass& customers) {
    return customers.service.mean() * (customers.bot ? 1 - customers.bot->answers : 1);
  }

  // Rates at which the load is 1.
  void set_rates(const toml::table& general, Scenario& scenario) {
    const double force = work_force(scenario);
    const bool by_share = classes_.front().share >= 0;
    double work = 0;
    for (const ClassEntry& entry : classes_) {
      work += (by_share ? entry.share : entry.per_hour) * work_of(entry.customers);
    }
    if (force <= 0 || work <= 0) {
      problems_.add(general, "scenario", "nobody comes, or no human works");
      return;
    }
    for (ClassEntry& entry : classes_) {
      entry.customers.rate_per_ms = (by_share ? entry.share : entry.per_hour) * force / work;
      scenario.classes.push_back(entry.customers);
    }
    if (!general.contains("load")) {
      if (by_share) {
        problems_.add(general, "scenario.load", "missing; classes with share need a load");
      }
      scenario.load = work / static_cast<double>(base::hours(1).ms) / force;
    }
  }

  const toml::table& root_;
  Problems problems_;
  std::vector<ClassEntry> classes_;
};

}  // namespace

ReadScenario read_scenario(std::string_view toml) {
  ReadScenario read;
  policy::Compiled compiled = policy::compile(toml, kRunStart, kOwnTables);
  if (!compiled.ok()) {
    read.problems = std::move(compiled.problems);
    return read;
  }
  read.scenario.policy = std::move(compiled.policy);
  read.scenario.policy_text = toml;
  const policy::ParsedDocument document = policy::parse_document(toml);
  Reader reader(document.root);
  reader.read(read.scenario);
  read.problems = reader.problems();
  return read;
}

}  // namespace stellwerk::lab
