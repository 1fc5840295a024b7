// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "core/sim/laboratory/experiment.h"
#include "core/sim/workload/drawn_days.h"
#include "core/sim/workload/scenario_document.h"

// What is known by formula, or was published, and the engine has to come to in simulated time: each
// figure within three standard errors.
namespace stellwerk::lab {
namespace {

constexpr std::uint64_t kSeed = 20;

struct Model {
  std::string general;  // of [scenario]
  std::string agents;
  std::string target = "1ms";  // to start
};

// A class with a queue of its own for each of `classes`.
std::string document(const Model& model, const std::vector<std::string>& classes) {
  std::string text = "[scenario]\nname = \"known\"\n" + model.general + '\n';
  for (std::size_t i = 0; i < classes.size(); ++i) {
    text += "[[class]]\nname = \"c" + std::to_string(i) + "\"\n" + classes[i] + '\n';
  }
  text += model.agents;
  text += "\n[[sla]]\nname = \"t\"\nfirst_response = \"" + model.target + "\"\n";
  for (std::size_t i = 0; i < classes.size(); ++i) {
    text += "[[queue]]\nname = \"c" + std::to_string(i) + "\"\nsla = \"t\"\nskills = \"c" +
            std::to_string(i) + "\"\noffer = { mode = \"auto\" }\nlate_max = \"off\"\n";
  }
  return text;
}

struct Result {
  PolicyFigures figures;
  std::vector<Tally> tallies;  // by run
  std::vector<RunOutcome> outcomes;
};

Result simulate(const Model& model, const std::vector<std::string>& classes,
                std::string_view policy, std::uint32_t runs) {
  const ReadScenario read = read_scenario(document(model, classes));
  for (const policy::Problem& problem : read.problems) {
    ADD_FAILURE() << policy::described(problem);
  }
  const Scenario& scenario = read.scenario;
  ReadContender contender = read_contender(policy, scenario);
  EXPECT_EQ(contender.error, "");
  const DrawnDays days(scenario, scenario.load, kSeed);
  ContactCenter center(scenario, contender.contender);
  Result result;
  result.outcomes.resize(runs);
  result.tallies.resize(runs);
  Runs together{std::string(policy), {}, {}};
  Day day;
  for (std::uint32_t i = 0; i < runs; ++i) {
    days.make(i, day);
    center.run(day, result.outcomes[i], result.tallies[i]);
    together.tally.add(result.tallies[i]);
  }
  together.outcomes = result.outcomes;
  result.figures = figures_of(scenario, together);
  return result;
}

// `error`: of the known value, where that was simulated itself.
void expect_near(const char* what, const Estimate& measured, double known, double error = 0) {
  const double reach = 3 * std::hypot(measured.error, error);
  std::cout << what << ": " << measured.value << " +- " << measured.error << ", known " << known
            << '\n';
  EXPECT_NEAR(measured.value, known, reach) << what << ", seed " << kSeed;
  EXPECT_LT(reach, 0.5 * std::abs(known)) << what << " says nothing yet";
}

Estimate complement(const Estimate& estimate) {
  return {1 - estimate.value, estimate.error, 1 - estimate.high, 1 - estimate.low};
}

constexpr const char* kLong = "day = \"150h\"\nwarm_up = \"15h\"";

std::string agents(int count, const std::string& skills = "c0") {
  return "[[agents]]\nname = \"of-" + std::to_string(count) +
         "\"\ncount = " + std::to_string(count) + "\nskills = \"" + skills + "\"\n";
}

TEST(KnownAnswers, ErlangB) {
  struct Known {
    int agents;
    double blocking;
  };
  for (const Known& known : {Known{10, 0.214582343107}, Known{17, 0.012948875225}}) {
    const Result result = simulate({kLong, agents(known.agents), "1ms"},
                                   {"per_hour = 120\nservice = { exponential = \"5m\" }\n"
                                    "patience = { fixed = \"1s\", zero = 1.0 }"},
                                   "fifo", 20);
    expect_near("Erlang B", result.figures.all.abandoned, known.blocking);
  }
}

TEST(KnownAnswers, ErlangC) {
  const Result small = simulate({kLong, agents(14), "1ms"},
                                {"per_hour = 120\nservice = { exponential = \"5m\" }"}, "fifo", 20);
  expect_near("Erlang C (14, 10)", complement(small.figures.all.on_time), 0.174131933595);
  const Result large = simulate({kLong, agents(50), "1ms"},
                                {"per_hour = 960\nservice = { exponential = \"3m\" }"}, "fifo", 8);
  expect_near("Erlang C (50, 48)", complement(large.figures.all.on_time), 0.694455611197);
}

TEST(KnownAnswers, ServiceLevels) {
  const std::vector<double> known = {0.3896138, 0.6401580, 0.7955948, 0.8883500, 0.9414528};
  for (std::size_t i = 0; i < known.size(); ++i) {
    const Result result =
        simulate({kLong, agents(11 + static_cast<int>(i)), "20s"},
                 {"per_hour = 200\nservice = { exponential = \"3m\" }"}, "fifo", 20);
    expect_near("service level", result.figures.all.on_time, known[i]);
  }
}

TEST(KnownAnswers, ErlangA) {
  const std::vector<std::string> customers = {
      "per_hour = 200\nservice = { exponential = \"3m\" }\npatience = { exponential = \"5m\" }"};
  const Result waiting = simulate({kLong, agents(14), "1ms"}, customers, "fifo", 20);
  expect_near("Erlang A, abandoned", waiting.figures.all.abandoned, 0.01398374);
  expect_near("Erlang A, wait", complement(waiting.figures.all.on_time), 0.14526011);
  const Result level = simulate({kLong, agents(14), "20s"}, customers, "fifo", 20);
  expect_near("Erlang A, service level", level.figures.all.on_time, 0.91679209);
}

TEST(KnownAnswers, NonPreemptivePriorities) {
  const std::string rate = "per_hour = 126\nservice = { exponential = \"2m\" }\npriority = ";
  const Result result =
      simulate({kLong, agents(12, "c0,c1"), "1m"}, {rate + "1", rate + "2"}, "priority", 20);
  // Minutes.
  const auto minutes = [](Estimate seconds) {
    return Estimate{seconds.value / 60, seconds.error / 60, seconds.low / 60, seconds.high / 60};
  };
  expect_near("first priority", minutes(result.figures.classes[0].mean_wait), 0.0471509309);
  expect_near("second priority", minutes(result.figures.classes[1].mean_wait), 0.1571697696);
}

// The product form of Adan and Weiss.
TEST(KnownAnswers, FirstComeToTheLongestIdle) {
  const std::string service = "\nservice = { exponential = \"5m\" }";
  const Result result =
      simulate({kLong, agents(8, "c0") + agents(12, "c0,c1"), "1ms"},
               {"per_hour = 90" + service, "per_hour = 102" + service}, "fifo+longest-idle", 30);
  const auto& classes = result.figures.classes;
  expect_near("N, A waits", complement(classes[0].on_time), 0.19489152);
  expect_near("N, B waits", complement(classes[1].on_time), 0.45386440);
  const auto minutes = [](const Estimate& seconds) {
    return Estimate{seconds.value / 60, seconds.error / 60, 0, 0};
  };
  expect_near("N, A's mean wait", minutes(classes[0].mean_wait), 0.24361439);
  expect_near("N, B's mean wait", minutes(classes[1].mean_wait), 0.80725667);
}

TEST(KnownAnswers, WhoCannotStartInTimeLeaves) {
  struct Known {
    int per_hour;
    double on_time;
  };
  for (const Known& known : {Known{204, 0.96136097}, Known{228, 0.92502542}, Known{252, 0.87884065},
                             Known{288, 0.80205179}}) {
    const Result result = simulate({kLong, agents(20), "1m"},
                                   {"per_hour = " + std::to_string(known.per_hour) +
                                    "\nservice = { exponential = \"5m\" }\n"
                                    "patience = { fixed = \"1m\" }"},
                                   "fifo", 12);
    expect_near("M/M/20+D", result.figures.all.on_time, known.on_time);
  }
}

// Ten agents; so many kept free for those in a hurry from others who can wait and never run out.
TEST(KnownAnswers, TheReserve) {
  const std::vector<double> known = {0.688597, 0.906579, 0.969864};
  for (std::size_t reserve = 0; reserve < known.size(); ++reserve) {
    std::string text = document({kLong, agents(10, "c0,c1"), "2h"},
                                {"per_hour = 30\nservice = { exponential = \"6m\" }",
                                 "per_hour = 90\nservice = { exponential = \"6m\" }"});
    const std::string others = "name = \"c1\"\nsla = \"t\"";
    text.replace(text.find(others), others.size(), "name = \"c1\"\nsla = \"later\"");
    text += "[[sla]]\nname = \"later\"\nfirst_response = \"10000h\"\n";
    const ReadScenario read = read_scenario(text);
    ASSERT_TRUE(read.ok()) << policy::described(read.problems.front());
    const ReadContender contender =
        read_contender("sla-first+reserve=" + std::to_string(reserve), read.scenario);
    const DrawnDays days(read.scenario, read.scenario.load, kSeed);
    ContactCenter center(read.scenario, contender.contender);
    std::vector<double> within;
    std::vector<double> all;
    Day day;
    for (std::uint32_t i = 0; i < 12; ++i) {
      days.make(i, day);
      RunOutcome outcome;
      Tally tally;
      center.run(day, outcome, tally);
      const auto started = static_cast<double>(tally.classes[0].waits.count());
      all.push_back(started);
      within.push_back(started * tally.classes[0].waits.share_within(60'000));
      EXPECT_EQ(outcome.classes[0].decided, outcome.classes[0].on_time);  // so in their order
    }
    expect_near("reserve", estimate({within, all}), known[reserve]);
  }
}

// "MMC" and "MMCAb" of the ContactCenters library, days of 480 minutes until empty; the published
// errors are those of 1,000 days, from their 95 % intervals.
TEST(KnownAnswers, PublishedSingleQueue) {
  const Model model = {"day = \"480m\"\novertime = \"until-empty\"", agents(12), "20s"};
  const std::string customers = "per_hour = 252\nservice = { exponential = \"2m\" }\n";
  constexpr std::uint32_t kDays = 200;
  const auto per_day = [](const Result& result, auto figure) {
    std::vector<double> counts;
    for (const RunOutcome& outcome : result.outcomes) {
      counts.push_back(static_cast<double>(figure(outcome.classes[0])));
    }
    const std::vector<double> one(counts.size(), 1.0);
    return estimate({counts, one});
  };
  const auto on_time = [](const ClassOutcome& counts) { return counts.on_time; };
  const Result patient = simulate(model, {customers}, "fifo", kDays);
  expect_near("MMC, in 20 s a day", per_day(patient, on_time), 1816.16, 1.8);
  expect_near("MMC, service level", patient.figures.all.on_time, 0.902, 0.001);
  const Estimate& wait = patient.figures.all.mean_wait;
  expect_near("MMC, mean wait", {wait.value / 60, wait.error / 60, 0, 0}, 0.099, 0.00128);
  expect_near("MMC, occupancy", patient.figures.occupancy, 0.695, 0.00077);

  const Result leaving =
      simulate(model, {customers + "patience = { exponential = \"1m\" }"}, "fifo", kDays);
  expect_near("MMCAb, in 20 s a day", per_day(leaving, on_time), 1906.0, 1.12);
  expect_near("MMCAb, abandoned a day",
              per_day(leaving, [](const ClassOutcome& counts) { return counts.abandoned; }), 58.61,
              0.485);
  const Estimate& short_wait = leaving.figures.all.mean_wait;
  expect_near("MMCAb, mean wait", {short_wait.value / 60, short_wait.error / 60, 0, 0}, 0.024,
              0.0003);
  expect_near("MMCAb, occupancy", leaving.figures.occupancy, 0.675, 0.00077);
}

// "CallCC": busy and calm days, staffing by the hour, some who leave rather than wait. Sums over
// 1,660 calls, the number that was expected; published intervals are of 90 %.
TEST(KnownAnswers, PublishedDayWithStaffing) {
  const Model model = {
      "day = \"13h\"\novertime = \"until-empty\"\nbusyness_cv = 0.31622776601683794",
      "[[agents]]\nname = \"all\"\nskills = \"c0\"\n"
      "staffing = [4, 6, 8, 8, 8, 7, 8, 8, 6, 6, 4, 4, 4]\n",
      "20s"};
  const Result result =
      simulate(model,
               {"per_hour = 127.69230769230769\n"
                "profile = [100, 150, 150, 180, 200, 150, 150, 150, 120, 100, 80, 70, 60]\n"
                "service = { exponential = \"100s\" }\n"
                "patience = { exponential = \"1000s\", zero = 0.1 }"},
               "fifo", 400);
  const auto over_1660 = [&](auto figure) {
    std::vector<double> counts;
    for (std::size_t i = 0; i < result.outcomes.size(); ++i) counts.push_back(figure(i) / 1'660);
    const std::vector<double> one(counts.size(), 1.0);
    return estimate({counts, one});
  };
  const auto of = [&](std::size_t i) -> const ClassOutcome& {
    return result.outcomes[i].classes[0];
  };
  expect_near("CallCC, arrivals",
              over_1660([&](std::size_t i) { return static_cast<double>(of(i).arrivals); }),
              1639.5 / 1'660, 26.7 / 1.645 / 1'660);
  expect_near("CallCC, waits", over_1660([&](std::size_t i) {
                return static_cast<double>(of(i).wait_ms + of(i).abandoned_wait_ms) / 1'000;
              }),
              11.83, 1.08);
  expect_near("CallCC, lost",
              over_1660([&](std::size_t i) { return static_cast<double>(of(i).abandoned); }),
              0.0342, 0.00192);
}

}  // namespace
}  // namespace stellwerk::lab
