// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/erlang/erlang_report.h"

#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/queueing/staffing.h"

namespace stellwerk::cli {
namespace {

using Json = nlohmann::ordered_json;
using queueing::Measures;

// The measures, where they can be said.
struct Known {
  Measures measures;
  std::optional<double> service_level, answer_wait, wait;
};

Known known(const ErlangCase& of, std::uint32_t agents) {
  const Measures measures = of.measure(agents);
  Known known{measures, {}, {}, {}};
  // How many wait is known without a unit of time; how long is not, unless nobody does.
  const bool has_length = of.handling_s || measures.p_wait == 0;
  if (has_length || of.target_s == 0 || !of.stable(agents)) {
    known.service_level = measures.service_level;
  }
  if (has_length && std::isfinite(measures.mean_wait)) {
    known.answer_wait = measures.mean_answer_wait;
    known.wait = measures.mean_wait;
  }
  return known;
}

Json json_of(std::optional<double> value) { return value ? Json(*value) : Json(nullptr); }

std::string number(double value) { return fmt::format("{:.6g}", value); }

class Table {
 public:
  Table(const ErlangCase& of, const std::vector<std::uint32_t>& agents) {
    row("agents");
    for (const std::uint32_t n : agents) {
      cell(std::to_string(n));
      columns_.push_back(known(of, n));
    }
  }

  template <typename Get>
  void share(const std::string& name, Get get) {
    row(name);
    for (const Known& column : columns_) {
      const std::optional<double> value = get(column);
      cell(value ? fmt::format("{:.2f} %", 100 * *value) : "-");
    }
  }

  template <typename Get>
  void wait(const std::string& name, Get get) {
    row(name);
    for (const Known& column : columns_) {
      const std::optional<double> value = get(column);
      const bool endless = std::isinf(column.measures.mean_wait);
      cell(value ? fmt::format("{:.2f} s", *value) : endless ? "without end" : "-");
    }
  }

  [[nodiscard]] std::string text() const { return text_ + '\n'; }

 private:
  void row(const std::string& name) {
    if (!text_.empty()) text_ += '\n';
    text_ += fmt::format("{:<22}", name);
  }
  void cell(const std::string& text) { text_ += fmt::format("{:>13}", text); }

  std::vector<Known> columns_;
  std::string text_;
};

std::string heading(const ErlangCase& of) {
  std::string text = of.model == ErlangModel::kB   ? "Erlang B: turned away when nobody is free"
                     : of.model == ErlangModel::kC ? "Erlang C: everybody waits until served"
                                                   : "Erlang A: who waits may give up";
  text += "\nload " + number(of.load) + " Erlang";
  if (of.handling_s) {
    text += fmt::format(": {} an hour of {} s each", number(of.rate_per_s() * 3'600),
                        number(*of.handling_s));
  }
  if (of.model == ErlangModel::kA) text += ", patience " + number(of.patience_s) + " s";
  return text + '\n';
}

}  // namespace

std::string erlang_text(const ErlangAnswer& answer) {
  const ErlangCase& of = answer.of;
  std::vector<std::uint32_t> agents = {answer.agents};
  if (answer.least) {
    if (answer.agents > 1) agents.insert(agents.begin(), answer.agents - 1);
    agents.push_back(answer.agents + 1);
  }
  Table table(of, agents);
  if (of.model == ErlangModel::kB) {
    table.share("turned away", [](const Known& k) { return k.measures.blocking; });
  } else {
    table.share("have to wait", [](const Known& k) { return k.measures.p_wait; });
    table.share("served within " + number(of.target_s) + " s",
                [](const Known& k) { return k.service_level; });
    table.wait("mean wait if served", [](const Known& k) { return k.answer_wait; });
  }
  if (of.model == ErlangModel::kA) {
    table.wait("mean wait of all", [](const Known& k) { return k.wait; });
    table.share("give up", [](const Known& k) { return k.measures.p_abandon; });
  }
  table.share("occupancy", [](const Known& k) { return k.measures.occupancy; });
  std::string text = heading(of) + table.text();
  if (answer.least) {
    text += fmt::format("{} {} the least that will do\n", answer.agents,
                        answer.agents == 1 ? "agent is" : "agents are");
  }
  return text;
}

std::string erlang_json(const ErlangAnswer& answer) {
  const ErlangCase& of = answer.of;
  const Known figures = known(of, answer.agents);
  const char* const model = of.model == ErlangModel::kB   ? "b"
                            : of.model == ErlangModel::kC ? "c"
                                                          : "a";
  Json json = {{"model", model}, {"agents", answer.agents}, {"load_erlangs", of.load}};
  json["rate_per_h"] = of.handling_s ? Json(of.rate_per_s() * 3'600) : Json(nullptr);
  json["handling_s"] = json_of(of.handling_s);
  json["patience_s"] = of.model == ErlangModel::kA ? Json(of.patience_s) : Json(nullptr);
  json["target_s"] = of.target_s;
  json["stable"] = of.stable(answer.agents);
  json["blocking"] = figures.measures.blocking;
  json["p_wait"] = figures.measures.p_wait;
  json["service_level"] = json_of(figures.service_level);
  json["asa_s"] = json_of(figures.answer_wait);
  json["wait_s"] = json_of(figures.wait);
  json["p_abandon"] = figures.measures.p_abandon;
  json["occupancy"] = figures.measures.occupancy;
  return json.dump() + '\n';
}

}  // namespace stellwerk::cli
