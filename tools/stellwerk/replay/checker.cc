// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/checker.h"

#include <algorithm>

#include "core/base/text.h"

namespace stellwerk::cli {
namespace {

constexpr std::size_t kExamplesMax = 20;

std::string_view after_dot(std::string_view type) { return type.substr(type.find('.') + 1); }

}  // namespace

Checker::Checker(const Schedule& day, std::uint64_t after) : last_(after) {
  for (const auto& [channel, units] : day.channel_units) channel_units_[channel] = units;
  for (const AgentPlan& plan : day.agents) {
    Agent& agent = agents_[plan.name];
    agent.bot = plan.bot;
    agent.capacity = plan.capacity;
    agent.skills = read_levels(plan.skills);
    agent.channel_max = read_levels(plan.channels);
  }
}

// "billing=5,de" as {billing: 5, de: 1}.
std::map<std::string, std::int64_t> Checker::read_levels(std::string_view list) {
  std::map<std::string, std::int64_t> levels;
  while (!list.empty()) {
    std::string_view value = base::next_item(list, ',');
    const std::string name(base::next_item(value, '='));
    levels[name] = base::parse_integer(value).value_or(1);
  }
  return levels;
}

// "billing>=5,de" as {billing from 5 on, de from 1 on}.
std::vector<Checker::Need> Checker::read_needs(std::string_view list) {
  std::vector<Need> needs;
  while (!list.empty()) {
    const std::string_view term = base::next_item(list, ',');
    const std::size_t sign = term.find(">=");
    Need& need = needs.emplace_back();
    need.skill = term.substr(0, sign);
    if (sign != std::string_view::npos) {
      need.level = base::parse_integer(term.substr(sign + 2)).value_or(1);
    }
  }
  return needs;
}

void Checker::expect(const std::string& conv, std::string_view skills) {
  convs_[conv].needs = read_needs(skills);
}

void Checker::expect_hand_over(const std::string& conv, std::string_view skills) {
  convs_[conv].needs_of_people = read_needs(skills);
}

void Checker::violation(const Entry& entry, const std::string& what) {
  ++violations_;
  if (examples_.size() >= kExamplesMax) return;
  std::string text = "entry " + std::to_string(entry.seq) + " (" + entry.type;
  if (!entry.conv.empty()) text += " " + entry.conv;
  if (!entry.agent.empty()) text += " " + entry.agent;
  examples_.push_back(text + "): " + what);
}

std::int64_t Checker::units(const std::string& channel) const {
  const auto found = channel_units_.find(channel);
  return found == channel_units_.end() ? 1 : found->second;
}

void Checker::on_entry(const Entry& entry) {
  ++entries_;
  if (entry.seq != last_ + 1) {
    violation(entry, "a gap: the entry before was " + std::to_string(last_));
  }
  last_ = entry.seq;
  if (entry.at < last_at_) {
    violation(entry, "goes back in time by " + std::to_string(last_at_ - entry.at) + " ms");
  }
  last_at_ = std::max(last_at_, entry.at);
  if (entry.type.starts_with("conversation.")) {
    on_conversation(entry, after_dot(entry.type));
  } else if (entry.type.starts_with("offer.")) {
    on_offer(entry, after_dot(entry.type));
  } else if (entry.type == "agent.state") {
    agents_[entry.agent].online = entry.state == "online";
  } else if (entry.type.starts_with("message.") || entry.type.starts_with("sla.")) {
    if (!convs_[entry.conv].known) violation(entry, "of a conversation that was never opened");
  }
}

void Checker::on_conversation(const Entry& entry, std::string_view what) {
  Conv& conv = convs_[entry.conv];
  if (what == "opened") return on_opened(entry, conv);
  if (conv.state == State::kClosed) {
    violation(entry, conv.known ? "after it was closed" : "before it was opened");
    return;
  }
  if (what == "assigned") {
    on_assigned(entry, conv);
  } else if (what == "closed" || what == "abandoned") {
    on_closed(entry, conv, what == "abandoned");
  } else if (what == "wrapup") {
    if (conv.state != State::kActive) violation(entry, "wrap-up of work that had not begun");
    conv.state = State::kWrapup;
  } else if (what == "resumed") {
    if (conv.state != State::kWrapup) violation(entry, "resumed, but was not wrapping up");
    conv.state = State::kActive;
  } else if (what == "requeued" || what == "escalated") {
    if (conv.state == State::kOffered) violation(entry, "while its offer stands");
    if (conv.state != State::kWaiting) release(conv);
    conv.state = State::kWaiting;
    if (what != "escalated") return;
    conv.humans_only = true;
    conv.needs = conv.needs_of_people;
  }
}

void Checker::on_opened(const Entry& entry, Conv& conv) {
  if (conv.state != State::kClosed) violation(entry, "opened while it is open");
  if (conv.known != (entry.reopened == 1)) violation(entry, "reopened does not fit its past");
  ++(entry.reopened == 1 ? books_.reopened : books_.opened);
  conv.known = true;
  conv.state = State::kWaiting;
  conv.channel = entry.channel;
}

void Checker::on_assigned(const Entry& entry, Conv& conv) {
  if (conv.state == State::kAccepted) {
    if (conv.agent != entry.agent) violation(entry, "accepted by " + conv.agent);
  } else if (conv.state == State::kWaiting) {
    occupy(entry, conv);
  } else {
    violation(entry, "already has an owner: " + conv.agent);
    release(conv);
    occupy(entry, conv);
  }
  conv.state = State::kActive;
}

void Checker::on_closed(const Entry& entry, Conv& conv, bool abandoned) {
  if (conv.state == State::kOffered) violation(entry, "while its offer stands");
  if (conv.state != State::kWaiting) release(conv);
  conv.state = State::kClosed;
  ++(abandoned ? books_.abandoned : books_.closed);
}

void Checker::on_offer(const Entry& entry, std::string_view what) {
  Conv& conv = convs_[entry.conv];
  if (what == "created") {
    if (conv.state != State::kWaiting) violation(entry, "offered while it does not wait");
    if (!offers_.insert(entry.offer).second)
      violation(entry, "offer " + entry.offer + " is reused");
    if (conv.state != State::kWaiting) release(conv);
    occupy(entry, conv);
    conv.state = State::kOffered;
    conv.offer = entry.offer;
    return;
  }
  if (conv.state != State::kOffered || conv.offer != entry.offer) {
    violation(entry, "offer " + entry.offer + " ends, but it does not stand");
    return;
  }
  if (conv.agent != entry.agent) violation(entry, "the offer was made to " + conv.agent);
  conv.offer.clear();
  if (what == "accepted") {
    conv.state = State::kAccepted;
  } else {
    release(conv);
    conv.state = State::kWaiting;
  }
}

void Checker::check_eligible(const Entry& entry, const Conv& conv, const Agent& agent) {
  if (!agent.online) violation(entry, "the agent is not online");
  if (conv.humans_only && agent.bot) violation(entry, "goes back to a bot");
  for (const Need& need : conv.needs) {
    const auto level = agent.skills.find(need.skill);
    if (level == agent.skills.end() || level->second < need.level) {
      violation(entry, "the agent lacks " + need.skill + ">=" + std::to_string(need.level));
    }
  }
}

void Checker::occupy(const Entry& entry, Conv& conv) {
  conv.agent = entry.agent;
  const auto found = agents_.find(entry.agent);
  if (found == agents_.end() || found->second.capacity == 0) {
    violation(entry, "nobody of that name is on the roster");
    return;
  }
  Agent& agent = found->second;
  check_eligible(entry, conv, agent);
  agent.used += units(conv.channel);
  if (agent.used > agent.capacity) {
    violation(entry, "load " + std::to_string(agent.used) + " above capacity " +
                         std::to_string(agent.capacity));
  }
  const std::int64_t on_channel = ++agent.channel_used[conv.channel];
  if (agent.channel_max.empty()) return;
  const auto most = agent.channel_max.find(conv.channel);
  if (most == agent.channel_max.end() || on_channel > most->second) {
    violation(entry, "too many at once by " + conv.channel);
  }
}

void Checker::release(Conv& conv) {
  const auto found = agents_.find(conv.agent);
  if (found != agents_.end()) {
    found->second.used -= units(conv.channel);
    --found->second.channel_used[conv.channel];
  }
  conv.agent.clear();
}

Checker::Books Checker::books() const {
  Books books = books_;
  books.open =
      static_cast<std::uint64_t>(std::count_if(convs_.begin(), convs_.end(), [](const auto& entry) {
        return entry.second.state != State::kClosed;
      }));
  return books;
}

}  // namespace stellwerk::cli
