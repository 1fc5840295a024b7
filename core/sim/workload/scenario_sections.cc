// SPDX-License-Identifier: Apache-2.0
#include "core/sim/workload/scenario_sections.h"

#include <array>

#include "core/base/text.h"

namespace stellwerk::lab {
namespace {

using policy::Key;
using policy::Place;

constexpr std::int64_t kDaysInARowMax = 1'000;
constexpr double kLoadMax = 100;
constexpr double kCvMax = 10;
constexpr std::size_t kWeekMax = 366;
constexpr double kFactorMax = 1'000;
constexpr std::size_t kPartsMax = 10'000;
constexpr double kPerHourMax = 1e9;
constexpr std::int64_t kAgentsMax = 200'000;
constexpr std::int64_t kCapacityMax = 1'000'000;
constexpr double kCostMax = 1e9;
constexpr std::int64_t kRedialsMax = 1'000;
constexpr std::uint64_t kLevelMax = 10;

template <auto Member, class Target>
void identifier(const Place& place, Target& target) {
  if (auto value = policy::identifier_at(place)) target.*Member = *std::move(value);
}

template <auto Member, std::int64_t LeastMs, class Target>
void duration(const Place& place, Target& target) {
  if (const auto value = policy::duration_at(place, LeastMs)) target.*Member = *value;
}

void scenario_title(const Place& place, Scenario& scenario) {
  if (const auto text = policy::text_at(place)) scenario.title = *text;
}

void scenario_days_in_a_row(const Place& place, Scenario& scenario) {
  if (const auto days = policy::integer_at(place, 1, kDaysInARowMax)) {
    scenario.days_in_a_row = static_cast<std::uint32_t>(*days);
  }
}

void scenario_overtime(const Place& place, Scenario& scenario) {
  const auto* text = place.node.as_string();
  if (text != nullptr && text->get() == "until-empty") {
    scenario.overtime = base::Duration{kForeverMs};
  } else {
    duration<&Scenario::overtime, 0>(place, scenario);
  }
}

void scenario_load(const Place& place, Scenario& scenario) {
  if (const auto load = number_at(place, 0.001, kLoadMax)) scenario.load = *load;
}

void scenario_busyness(const Place& place, Scenario& scenario) {
  if (const auto cv = number_at(place, 0, kCvMax)) scenario.busyness_cv = *cv;
}

void scenario_week(const Place& place, Scenario& scenario) {
  if (auto days = numbers_at(place, 0, kFactorMax, kWeekMax)) scenario.week = *std::move(days);
}

constexpr std::array kScenarioKeys = {
    Key<Scenario>{"name", identifier<&Scenario::name>},
    Key<Scenario>{"title", scenario_title},
    Key<Scenario>{"day", duration<&Scenario::day, 60'000>},
    Key<Scenario>{"days_in_a_row", scenario_days_in_a_row},
    Key<Scenario>{"warm_up", duration<&Scenario::warm_up, 0>},
    Key<Scenario>{"overtime", scenario_overtime},
    Key<Scenario>{"load", scenario_load},
    Key<Scenario>{"busyness_cv", scenario_busyness},
    Key<Scenario>{"week", scenario_week},
};

// "A,B=3" with 1 where nothing is said, each up to `most`.
std::optional<std::vector<SkillLevel>> terms_at(const Place& place, std::uint64_t most) {
  const auto text = policy::text_at(place);
  if (!text) return std::nullopt;
  std::vector<SkillLevel> terms;
  for (std::string_view rest = *text; !rest.empty();) {
    std::string_view item = base::next_item(rest, ',');
    const std::string_view name = base::next_item(item, '=');
    const auto value = item.data() == nullptr ? 1 : base::parse_integer(item).value_or(0);
    if (!base::is_identifier(name) || value < 1 || value > static_cast<std::int64_t>(most)) {
      place.refuse(policy::shown(*text) + " is no list of names as \"one,two=2\", from 1 to " +
                   std::to_string(most));
      return std::nullopt;
    }
    terms.emplace_back(name, static_cast<std::uint32_t>(value));
  }
  return terms;
}

template <auto Member, class Target>
void skills(const Place& place, Target& target) {
  if (auto list = terms_at(place, kLevelMax)) target.*Member = *std::move(list);
}

// Of the entry of a class, what is in the class itself.
template <auto Read>
void of_class(const Place& place, ClassEntry& entry) {
  Read(place, entry.customers);
}

void class_priority(const Place& place, CustomerClass& customers) {
  if (const auto priority = policy::integer_at(place, 0, 9)) {
    customers.priority = static_cast<std::uint32_t>(*priority);
  }
}

void class_share(const Place& place, ClassEntry& entry) {
  if (const auto share = number_at(place, 0, 1)) entry.share = *share;
}

void class_per_hour(const Place& place, ClassEntry& entry) {
  if (const auto rate = number_at(place, 0, kPerHourMax)) entry.per_hour = *rate;
}

void class_profile(const Place& place, CustomerClass& customers) {
  auto parts = numbers_at(place, 0, kPerHourMax, kPartsMax);
  if (!parts) return;
  double mean = 0;
  for (const double part : *parts) mean += part / static_cast<double>(parts->size());
  if (mean <= 0) return place.refuse("all of it is 0; leave the class out instead");
  for (double& part : *parts) part /= mean;
  customers.profile = *std::move(parts);
}

template <auto Member, class Target>
void distribution(const Place& place, Target& target) {
  if (auto drawn = distribution_at(place)) target.*Member = *std::move(drawn);
}

void bot_answers(const Place& place, BotShare& bot) {
  if (const auto share = number_at(place, 0, 1)) bot.answers = *share;
}

constexpr std::array kBotKeys = {
    Key<BotShare>{"queue", identifier<&BotShare::queue>},
    Key<BotShare>{"answers", bot_answers},
    Key<BotShare>{"time", duration<&BotShare::time, 1>},
};

void class_bot(const Place& place, CustomerClass& customers) {
  const toml::table* table = place.node.as_table();
  if (table == nullptr || !table->contains("time")) {
    return place.refuse("expected a table as { queue = \"bot\", answers = 0.3, time = \"15s\" }");
  }
  policy::read_table<BotShare>(*table, place.key, kBotKeys, place.problems,
                               customers.bot.emplace());
}

void redial_share(const Place& place, Redial& redial) {
  if (const auto share = number_at(place, 0, 1)) redial.share = *share;
}

void redial_most(const Place& place, Redial& redial) {
  if (const auto most = policy::integer_at(place, 1, kRedialsMax)) {
    redial.most = static_cast<std::uint32_t>(*most);
  }
}

constexpr std::array kRedialKeys = {
    Key<Redial>{"share", redial_share},
    Key<Redial>{"after", distribution<&Redial::after>},
    Key<Redial>{"most", redial_most},
};

void class_redial(const Place& place, CustomerClass& customers) {
  const toml::table* table = place.node.as_table();
  if (table == nullptr || !table->contains("share") || !table->contains("after")) {
    return place.refuse("expected a table as { share = 0.4, after = { exponential = \"20m\" } }");
  }
  policy::read_table<Redial>(*table, place.key, kRedialKeys, place.problems,
                             customers.redial.emplace());
}

constexpr std::array kClassKeys = {
    Key<ClassEntry>{"name", of_class<identifier<&CustomerClass::name, CustomerClass>>},
    Key<ClassEntry>{"queue", of_class<identifier<&CustomerClass::queue, CustomerClass>>},
    Key<ClassEntry>{"channel", of_class<identifier<&CustomerClass::channel, CustomerClass>>},
    Key<ClassEntry>{"skills", of_class<skills<&CustomerClass::skills, CustomerClass>>},
    Key<ClassEntry>{"priority", of_class<class_priority>},
    Key<ClassEntry>{"share", class_share},
    Key<ClassEntry>{"per_hour", class_per_hour},
    Key<ClassEntry>{"profile", of_class<class_profile>},
    Key<ClassEntry>{"service", of_class<distribution<&CustomerClass::service, CustomerClass>>},
    Key<ClassEntry>{"patience", of_class<distribution<&CustomerClass::patience, CustomerClass>>},
    Key<ClassEntry>{"age", of_class<duration<&CustomerClass::age, 0, CustomerClass>>},
    Key<ClassEntry>{"bot", of_class<class_bot>},
    Key<ClassEntry>{"redial", of_class<class_redial>},
};

template <auto Read>
void of_group(const Place& place, AgentsEntry& entry) {
  Read(place, entry.group);
}

template <auto Member, std::int64_t Most>
void positive(const Place& place, AgentGroup& group) {
  if (const auto value = policy::integer_at(place, 1, Most)) {
    group.*Member = static_cast<std::uint32_t>(*value);
  }
}

void agents_kind(const Place& place, AgentGroup& group) {
  static constexpr std::array<std::string_view, 2> kKinds = {"human", "bot"};
  if (const auto choice = policy::choice_at(place, kKinds)) group.bots = *choice == 1;
}

void agents_channels(const Place& place, AgentGroup& group) {
  if (auto list = terms_at(place, kCapacityMax)) group.channels = *std::move(list);
}

void agents_queues(const Place& place, AgentGroup& group) {
  const auto list = terms_at(place, 1);
  if (!list) return;
  for (const SkillLevel& queue : *list) group.queues.push_back(queue.first);
}

void agents_speed(const Place& place, AgentGroup& group) {
  if (auto speed = numbers_at(place, 0.001, 1'000, kPartsMax)) group.speed = *std::move(speed);
}

void agents_slowness(const Place& place, AgentsEntry& entry) {
  const toml::table* table = place.node.as_table();
  if (table == nullptr) return place.refuse("expected a table as { NAME-OF-CLASS = 1.5 }");
  for (const auto& [name, node] : *table) {
    const Place item{place.problems, place.key + "." + std::string(name.str()), node};
    if (const auto factor = number_at(item, 1, 1'000)) {
      entry.slowness.emplace_back(name.str(), *factor);
    }
  }
}

// "9h-12.5h"
void read_piece(const Place& place, std::vector<Duty>& shift) {
  const auto text = policy::text_at(place);
  if (!text) return;
  std::string_view rest = *text;
  const auto on = base::parse_duration(base::next_item(rest, '-'));
  const auto off = base::parse_duration(rest);
  if (!on || !off || *off <= *on || (!shift.empty() && *on < shift.back().off)) {
    return place.refuse(policy::shown(*text) +
                        " is no later piece of a day; write it as \"0h-4h\", by time");
  }
  shift.push_back({*on, *off});
}

void agents_shift(const Place& place, AgentGroup& group) {
  const toml::array* list = place.node.as_array();
  if (list == nullptr || list->empty()) {
    return place.refuse("expected pieces of the day as [\"0h-4h\", \"4.5h-8h\"]");
  }
  for (const toml::node& item : *list) read_piece({place.problems, place.key, item}, group.shift);
}

void agents_staffing(const Place& place, AgentGroup& group) {
  const auto parts = numbers_at(place, 0, static_cast<double>(kAgentsMax), kPartsMax);
  if (!parts) return;
  for (const double part : *parts) group.staffing.push_back(static_cast<std::uint32_t>(part));
}

void agents_cost(const Place& place, AgentGroup& group) {
  if (const auto cost = number_at(place, 0.001, kCostMax)) group.cost = *cost;
}

constexpr std::array kAgentsKeys = {
    Key<AgentsEntry>{"name", of_group<identifier<&AgentGroup::name, AgentGroup>>},
    Key<AgentsEntry>{"count", of_group<positive<&AgentGroup::count, kAgentsMax>>},
    Key<AgentsEntry>{"kind", of_group<agents_kind>},
    Key<AgentsEntry>{"capacity", of_group<positive<&AgentGroup::capacity, kCapacityMax>>},
    Key<AgentsEntry>{"skills", of_group<skills<&AgentGroup::skills, AgentGroup>>},
    Key<AgentsEntry>{"channels", of_group<agents_channels>},
    Key<AgentsEntry>{"queues", of_group<agents_queues>},
    Key<AgentsEntry>{"speed", of_group<agents_speed>},
    Key<AgentsEntry>{"slowness", agents_slowness},
    Key<AgentsEntry>{"shift", of_group<agents_shift>},
    Key<AgentsEntry>{"stagger", of_group<duration<&AgentGroup::stagger, 0, AgentGroup>>},
    Key<AgentsEntry>{"staffing", of_group<agents_staffing>},
    Key<AgentsEntry>{"cost", of_group<agents_cost>},
};

}  // namespace

void read_general(const toml::table& table, policy::Problems& problems, Scenario& scenario) {
  policy::read_table<Scenario>(table, "scenario", kScenarioKeys, problems, scenario);
}

void read_class(const toml::table& table, policy::Problems& problems, ClassEntry& entry) {
  policy::read_table<ClassEntry>(table, "class", kClassKeys, problems, entry);
}

void read_agents(const toml::table& table, policy::Problems& problems, AgentsEntry& entry) {
  policy::read_table<AgentsEntry>(table, "agents", kAgentsKeys, problems, entry);
  AgentGroup& group = entry.group;
  for (const std::uint32_t part : group.staffing) group.count = std::max(group.count, part);
  if (!group.staffing.empty() && !group.shift.empty()) {
    problems.add(table, "agents.staffing", "does not go with shift: give one of the two");
  }
  if (!group.speed.empty() && group.speed.size() < group.capacity) {
    problems.add(table, "agents.speed",
                 "has fewer numbers than the capacity; say how fast it is at each number at once");
  }
}

}  // namespace stellwerk::lab
