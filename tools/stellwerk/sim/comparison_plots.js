// SPDX-License-Identifier: Apache-2.0
// Fills the page of `stellwerk sim compare --html` from its data.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const main = document.getElementById("main");
const COLOURS = ["#1f6fb4", "#d1622b", "#2e8b57", "#8e4585", "#b8860b", "#708090"];
const BOUND = "#9aa5b1";

Chart.defaults.animation = false;
Chart.defaults.maintainAspectRatio = false;
Chart.defaults.font.family = "system-ui, sans-serif";

function add(kind, text, parent = main, className = "") {
  const element = document.createElement(kind);
  element.textContent = text;
  element.className = className;
  parent.append(element);
  return element;
}

const percent = (share, digits = 1) => share === null ? "–" : (100 * share).toFixed(digits);

function reach(share, [low, high]) {
  return low === null ? percent(share) : `${percent(share)} ± ${percent((high - low) / 2)}`;
}

function plot(parent, heading, about, config) {
  const box = add("div", "", parent);
  add("h3", heading, box);
  add("p", about, box);
  const frame = add("div", "", box, "plot");
  return new Chart(frame.appendChild(document.createElement("canvas")), config);
}

const title = (text) => ({ display: true, text });
const shareAxis = (text) => ({ title: title(text), min: 0, max: 100 });

// Shares on time against the load, each class dashed.
function loadCurves() {
  const names = data.loads[0].policies.map((policy) => policy.policy);
  const line = (label, of, colour, dash) => ({
    label, borderColor: colour, backgroundColor: colour, borderDash: dash,
    data: data.loads.map((load) => ({ x: load.load, y: 100 * of(load) })),
  });
  const datasets = names.flatMap((name, i) => [
    line(name, (load) => load.policies[i].on_time, COLOURS[i % COLOURS.length], []),
    line(`${name}, worst class`, (load) => load.policies[i].worst_class,
         COLOURS[i % COLOURS.length], [4, 4]),
  ]);
  if (data.loads[0].bound) {
    datasets.push(line("pooled bound", (load) => load.bound.on_time, BOUND, [1, 3]));
  }
  plot(main, "On time by load", "Started by the deadline, of all that are decided.", {
    type: "line",
    data: { datasets },
    options: {
      scales: { x: { type: "linear", title: title("load") }, y: shareAxis("on time, %") },
    },
  });
}

// What was recorded beside what the engine made of it by the rules of then.
function gate(figures) {
  add("h2", "The record, and the same days played again");
  const element = add("table", "");
  const head = element.insertRow();
  for (const text of ["", "abandoned, %", "mean wait, s", "served within 60 s, %"]) {
    add("th", text, head);
  }
  for (const [key, row] of Object.entries(figures)) {
    const line = element.insertRow();
    for (const text of [key.replace("_", " "), percent(row.abandoned), row.mean_wait_s.toFixed(1),
                        percent(row.within_60s)]) {
      add("td", text, line);
    }
  }
}

function table(load) {
  const rows = load.bound ? [...load.policies, { ...load.bound, policy: "pooled bound" }]
    : load.policies;
  const element = add("table", "");
  const head = element.insertRow();
  for (const text of ["", "on time, %", "worst class, %", "", "mean wait, s", "p50, s", "p95, s",
                      "abandoned, %", "occupied, %", "Gini"]) {
    add("th", text, head);
  }
  for (const row of rows) {
    const line = element.insertRow();
    for (const text of [row.policy, reach(row.on_time, row.on_time_interval),
                        reach(row.worst_class, row.worst_class_interval), row.worst_class_name,
                        row.mean_wait_s === null ? "–" : row.mean_wait_s.toFixed(1),
                        row.p50_wait_s.toFixed(1), row.p95_wait_s.toFixed(1),
                        percent(row.abandoned), percent(row.occupancy),
                        row.fairness.gini.toFixed(3)]) {
      add("td", text, line);
    }
  }
  for (const row of load.differences) {
    const [low, high] = row.on_time_interval;
    const range = low === null ? "" : `, from ${percent(low, 2)} to ${percent(high, 2)}`;
    add("p", `${row.policy} against ${row.against}: on time ${percent(row.on_time, 2)} points` +
        `${range} (95 %, paired run by run)`);
  }
}

function classes(load, parent) {
  plot(parent, "On time by class", "Each policy on the same customers.", {
    type: "bar",
    data: {
      labels: load.policies[0].classes.map((row) => row.class),
      datasets: load.policies.map((policy, i) => ({
        label: policy.policy, backgroundColor: COLOURS[i % COLOURS.length],
        data: policy.classes.map((row) => row.on_time === null ? null : 100 * row.on_time),
      })),
    },
    options: { scales: { y: shareAxis("on time, %") } },
  });
}

// From one second on: all who are served sooner are one point.
function curve(policy) {
  const late = ([wait]) => wait > 1;
  return policy.waits
    .filter((point, i, all) => late(point) || i + 1 === all.length || late(all[i + 1]))
    .map(([wait, share]) => ({ x: Math.max(wait, 1), y: 100 * share }));
}

function waits(load, parent) {
  plot(parent, "Waits", "Share of those who are served that wait no longer.", {
    type: "line",
    data: {
      datasets: load.policies.map((policy, i) => ({
        label: policy.policy, borderColor: COLOURS[i % COLOURS.length],
        backgroundColor: COLOURS[i % COLOURS.length], pointRadius: 0, borderWidth: 2,
        data: curve(policy),
      })),
    },
    options: {
      plugins: { legend: { labels: { usePointStyle: true, pointStyle: "line" } } },
      scales: { x: { type: "logarithmic", min: 1, title: title("wait, s"),
                     ticks: { maxRotation: 0, autoSkipPadding: 12 } },
                y: shareAxis("served within, %") },
    },
  });
}

// Rows of agents by hours of the day; the darker the busier.
function heatMap(policy) {
  add("h3", `Occupancy by hour, %: ${policy.policy}`);
  const element = add("table", "", add("div", "", main, "heat"));
  const head = element.insertRow();
  add("th", "hour", head);
  (policy.hours[0] ?? []).forEach((_, hour) => add("th", String(hour), head));
  policy.hours.forEach((hours, group) => {
    if (hours.every((share) => share === null)) return;
    const line = element.insertRow();
    add("th", data.groups[group], line);
    for (const share of hours) {
      const cell = add("td", share === null ? "" : percent(share, 0), line);
      if (share === null) continue;
      cell.style.background = `hsl(210 70% ${96 - 60 * Math.min(share, 1)}%)`;
      cell.style.color = share > 0.55 ? "#fff" : "#1c2733";
    }
  });
}

document.getElementById("title").textContent = data.title;
document.getElementById("facts").textContent =
  `Scenario ${data.scenario}, ${data.days} days, seed ${data.seed}. Intervals are of 95 %.`;
if (data.gate) gate(data.gate);
if (data.loads.length > 1) loadCurves();
for (const load of data.loads) {
  add("h2", load.load === null ? "As recorded" : `Load ${load.load}`);
  table(load);
  const two = add("div", "", main, "two");
  classes(load, two);
  waits(load, two);
  load.policies.forEach(heatMap);
}
