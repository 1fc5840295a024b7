// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support/random_world.h"

#include <algorithm>
#include <array>

#include "core/base/check.h"
#include "core/model/codec.h"

namespace stellwerk::tests {
namespace {

using model::ConvState;

constexpr std::uint32_t kWaitingWanted = 215;
constexpr base::Instant kStart{1'755'000'000'000};

// Queues with an offer, without one, with wrap-up; with and without targets; and one of which
// somebody outside decides, that sends on whom it has no place for.
std::string document(std::string_view routing, int variant) {
  const std::string timeout = variant == 0 ? "20s" : "45s";
  const std::string target = variant == 0 ? "1m" : "90s";
  return "routing " + std::string(routing) + "\nchannel chat units=1\nchannel mail units=2\n" +
         "sla minute first_response=" + target + " next_response=2m\n" +
         "sla hour first_response=1h next_response=30m met_by=reply warn_at=0.5\n" +
         "queue quick sla=minute skills=s0>=2 wrap_up=10s retry=5s timeout=" + timeout + '\n' +
         "queue slow sla=hour offer=auto wrap_up=20s max_waiting=400\n" +
         "queue plain offer=auto\n" +
         "queue asks offer=auto decide=external decide_timeout=5s wait_long=20s handling=1m "
         "overflow=plain,waiting=30\n";
}

}  // namespace

const std::vector<WorldSpec>& world_specs() {
  static const std::vector<WorldSpec> kSpecs = {
      {"sla-first", "policy=sla-first", false, 3},
      {"sla-first-no-reserve", "policy=sla-first reserve=0 catch_up=0.2", true, 1},
      {"sla-first-reserve", "policy=sla-first reserve=3 surcharge=true", false, 2},
      {"sla-first-round-robin", "policy=sla-first select=round-robin", false, 1},
      {"fifo-longest-idle", "policy=fifo select=longest-idle", true, 1},
      {"fifo-round-robin", "policy=fifo select=round-robin", false, 3},
      {"priority-least-loaded", "policy=priority select=least-loaded", true, 1},
      {"edf-least-loaded", "policy=edf select=least-loaded", false, 2},
  };
  return kSpecs;
}

RandomWorld::RandomWorld(const WorldSpec& spec, std::uint64_t seed)
    : spec_(spec),
      prng_(seed),
      engine_(engine::Limits{}),
      shadow_(kRandomAgents),
      now_(kStart),
      last_request_at_(kStart) {
  set_up();
}

void RandomWorld::set_up() {
  apply_policy(0);
  for (std::uint64_t agent = 0; agent < kRandomAgents; ++agent) {
    send(draw_agent_set(agent_name(agent)));
    send({"AGENT.STATE", agent_name(agent), "ONLINE"});
  }
  while (shadow_.of_state(ConvState::kWaiting).size() < kWaitingWanted) send(draw_opening());
}

void RandomWorld::finish() { engine_.advance(now_, shadow_); }

void RandomWorld::apply_policy(int variant) {
  policy_variant_ = variant;
  PolicyLines lines;
  const std::string text = document(spec_.routing, variant);
  std::string_view rest = text;
  while (!rest.empty()) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() + 1);
    const std::string error = lines.add(split_words(line));
    SW_CHECK_MSG(error.empty(), error.c_str());
  }
  std::string payload;
  model::encode(lines.policy(), payload);
  CommandLine line({"POLICY.APPLY"}, kStart);
  line.attach_policy(text, payload);
  shadow_.begin(line.command(), now_, false);
  shadow_.set_policy(lines.policy());
  tape_.add(now_, line.command());
  engine_.apply(now_, line.command(), shadow_);
}

void RandomWorld::pass_time() {
  if (prng_.chance(2, 5)) return;
  std::int64_t span = prng_.between(1, 200);
  if (prng_.chance(1, 200)) span = prng_.between(1'000, 40'000);
  if (prng_.chance(1, 20'000)) span = prng_.between(600'000, 5'400'000);
  now_ = now_ + base::milliseconds(span);
}

void RandomWorld::step(bool check) {
  ++steps_;
  pass_time();
  if (prng_.chance(1, 4)) engine_.advance(now_, shadow_);
  if (prng_.chance(1, 3'000)) {
    engine_.advance(now_, shadow_);
    apply_policy(1 - policy_variant_);
  } else if (!last_request_.empty() && prng_.chance(1, 50) &&
             now_ - last_request_at_ < base::minutes(9)) {
    engine_.advance(now_, shadow_);
    send(last_request_, true);
  } else {
    send(draw());
  }
  if (shadow_.of_state(ConvState::kWaiting).size() >= 200) ++busy_steps_;
  if (!check) return;
  engine_.check_invariants();
  if (steps_ % 8 == 0) shadow_.compare(engine_.figures());
  if (spec_.work_conserving && steps_ % 32 == 0) shadow_.find_unmatched(now_);
}

void RandomWorld::send(const Words& words, bool repeated) {
  const CommandLine line(words, kStart);
  SW_CHECK_MSG(line.error().empty(), line.error().c_str());
  last_sent_ = words;
  // The shadow takes what these say before the engine answers: what is due must have happened.
  if (Shadow::is_ahead(line.command())) engine_.advance(now_, shadow_);
  shadow_.begin(line.command(), now_, repeated);
  tape_.add(now_, line.command());
  engine_.apply(now_, line.command(), shadow_);
}

std::string RandomWorld::last_sent() const {
  std::string text = std::to_string((now_ - kStart).ms) + "ms:";
  for (const std::string& word : last_sent_) text += ' ' + word;
  return text;
}

std::uint32_t RandomWorld::pick(ConvState state) {
  const auto& numbers = shadow_.of_state(state);
  SW_CHECK(!numbers.empty());
  return numbers[prng_.below(numbers.size())];
}

RandomWorld::Words RandomWorld::draw() {
  const std::size_t waiting = shadow_.of_state(ConvState::kWaiting).size();
  const std::uint64_t choice = prng_.below(1'000);
  if (waiting < kWaitingWanted && choice < 750) return draw_opening();
  if (waiting > 2 * kWaitingWanted && choice < 250) {
    return {"CONV.ABANDON", conv_name(pick(ConvState::kWaiting)), "REASON", "left"};
  }
  if (choice < 100) return draw_opening();
  if (choice < 250) return draw_message();
  if (choice < 330) return draw_agent_command();
  if (choice < 400) return draw_mistake();
  Words words = prng_.chance(1, 8) ? draw_handing() : draw_work(choice);
  if (prng_.chance(1, 40)) {
    words.insert(words.end(), {"REQ", 'q' + std::to_string(next_request_++)});
    last_request_ = words;
    last_request_at_ = now_;
  }
  return words;
}

RandomWorld::Words RandomWorld::draw_work(std::uint64_t choice) {
  if (choice < 580 && any(ConvState::kOffered)) {
    const std::uint32_t number = pick(ConvState::kOffered);
    const std::string offer = model::offer_name(shadow_.conversation(number).offer);
    return {choice < 545 ? "CONV.ACCEPT" : "CONV.DECLINE", conv_name(number), offer};
  }
  if (choice < 760 && any(ConvState::kActive)) {
    return {"CONV.CLOSE", conv_name(pick(ConvState::kActive)), "REASON", "done"};
  }
  if (choice < 790 && any(ConvState::kActive)) {
    return {"CONV.ABANDON", conv_name(pick(ConvState::kActive))};
  }
  if (choice < 840 && any(ConvState::kWrapup)) {
    return {"CONV.WRAPPED", conv_name(pick(ConvState::kWrapup))};
  }
  if (choice < 880 && any(ConvState::kWaiting)) {
    return {"CONV.ABANDON", conv_name(pick(ConvState::kWaiting))};
  }
  if (choice < 900 && any(ConvState::kWaiting)) {
    return {"CONV.CLOSE", conv_name(pick(ConvState::kWaiting))};
  }
  const bool offered = choice < 930 && any(ConvState::kOffered);
  const ConvState state = offered ? ConvState::kOffered : ConvState::kWaiting;
  if (choice < 960 && any(state)) {
    Words words = {"CONV.UPDATE", conv_name(pick(state)), "PRIORITY"};
    words.push_back(std::to_string(prng_.below(10)));
    if (prng_.chance(1, 3)) words.insert(words.end(), {"SKILLS", draw_skills(2, ">=")});
    if (prng_.chance(1, 4)) words.insert(words.end(), {"QUEUE", "plain"});
    if (prng_.chance(1, 8)) words.insert(words.end(), {"DUE", "30s"});
    return words;
  }
  const bool active = choice < 985 && any(ConvState::kActive);
  if (!active && !any(ConvState::kWaiting)) return draw_opening();
  Words words = {"CONV.ESCALATE",
                 conv_name(pick(active ? ConvState::kActive : ConvState::kWaiting))};
  if (prng_.chance(1, 2)) words.insert(words.end(), {"SKILLS", draw_skills(2, ">=")});
  return words;
}

RandomWorld::Words RandomWorld::draw_opening() {
  const std::uint64_t choice = prng_.below(100);
  std::uint32_t number = next_conversation_;
  Words words = {"CONV.OPEN", {}};
  if (next_conversation_ > 100 && choice < 12) {
    number = next_conversation_ - 1 - static_cast<std::uint32_t>(prng_.below(100));
  } else {
    ++next_conversation_;
  }
  const auto& conversation = shadow_.conversation(number);
  if (choice >= 80) {
    words = {"MSG.IN", {}, 'm' + std::to_string(conversation.next_message), "hello"};
  }
  words[1] = conv_name(number);
  add_options(words, number);
  if (choice < 8) words.insert(words.end(), {"REOPEN", "1"});
  return words;
}

void RandomWorld::add_options(Words& words, std::uint32_t number) {
  static constexpr std::array<std::string_view, 4> kQueues = {"quick", "slow", "plain", "asks"};
  static constexpr std::array<std::string_view, 3> kChannels = {"chat", "mail", "fax"};
  const std::uint64_t queue = prng_.below(kQueues.size());
  words.insert(words.end(), {"QUEUE", std::string(kQueues[queue])});
  const std::uint64_t channel = prng_.below(kChannels.size());
  words.insert(words.end(), {"CHANNEL", std::string(kChannels[channel])});
  words.insert(words.end(), {"SKILLS", draw_skills(3, ">=")});
  const std::uint64_t priority = prng_.below(10);
  words.insert(words.end(), {"PRIORITY", std::to_string(priority)});
  const std::uint64_t units = 1 + prng_.below(spec_.units_max);
  words.insert(words.end(), {"UNITS", std::to_string(units)});
  words.insert(words.end(), {"CUSTOMER", "customer " + std::to_string(number % 97)});
  if (prng_.chance(1, 10)) {
    const std::uint64_t age = prng_.below(300'000);
    words.insert(words.end(), {"AGE", std::to_string(age)});
  }
  if (prng_.chance(1, 12)) {
    const std::uint64_t due = 1 + prng_.below(120'000);
    words.insert(words.end(), {"DUE", std::to_string(due)});
  }
  if (prng_.chance(1, 12)) {
    const std::uint64_t span = 1 + prng_.below(60'000);
    words.insert(words.end(), {"WINDOW", std::to_string(span)});
  }
  if (prng_.chance(1, 12)) {
    const std::string agent = agent_name(prng_.below(kRandomAgents));
    const std::uint64_t span = 1 + prng_.below(60'000);
    words.insert(words.end(), {"STICKY", agent + ':' + std::to_string(span)});
  }
  if (prng_.chance(1, 6)) words.insert(words.end(), {"PREFER", "s0,s2"});
}

std::string RandomWorld::draw_skills(std::uint64_t most, std::string_view comparison) {
  std::string list;
  const std::uint64_t count = 1 + prng_.below(most);
  std::uint64_t skill = prng_.below(3);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t level = 1 + prng_.below(comparison == "=" ? 10 : 6);
    list += (i == 0 ? "s" : ",s") + std::to_string(skill) + std::string(comparison) +
            std::to_string(level);
    skill += 1 + prng_.below(2);
  }
  // Now and then what nobody has.
  if (prng_.chance(1, 300)) list += ",rare" + std::string(comparison) + "9";
  return list;
}

RandomWorld::Words RandomWorld::draw_message() {
  const std::uint64_t choice = prng_.below(100);
  const ConvState state = choice < 30   ? ConvState::kWaiting
                          : choice < 80 ? ConvState::kActive
                          : choice < 90 ? ConvState::kWrapup
                                        : ConvState::kOffered;
  if (!any(state)) return draw_opening();
  const std::uint32_t number = pick(state);
  const auto& conversation = shadow_.conversation(number);
  const bool out = state != ConvState::kWrapup && prng_.chance(1, 2);
  if (out) {
    Words words = {"MSG.OUT", conv_name(number), 'r' + std::to_string(steps_), "answer"};
    if (state == ConvState::kActive) {
      const bool right = !prng_.chance(1, 20);
      const auto owner = static_cast<std::uint64_t>(conversation.agent);
      words.insert(words.end(), {"FROM", agent_name(right ? owner : (owner + 1) % kRandomAgents)});
    }
    return words;
  }
  const bool again = conversation.next_message > 0 && prng_.chance(1, 10);
  const std::int64_t message = conversation.next_message - (again ? 1 : 0);
  Words words = {"MSG.IN", conv_name(number), 'm' + std::to_string(message), "question"};
  if (prng_.chance(1, 10)) {
    const auto at = now_ - kStart - base::milliseconds(prng_.between(0, 20'000));
    words.insert(words.end(), {"AT", std::to_string(std::max<std::int64_t>(at.ms, 0))});
  }
  return words;
}

RandomWorld::Words RandomWorld::draw_agent_set(const std::string& agent) {
  Words words = {"AGENT.SET", agent, "KIND", prng_.chance(1, 5) ? "bot" : "human"};
  words.insert(words.end(), {"SKILLS", draw_skills(3, "=")});
  const std::uint64_t capacity = 1 + prng_.below(6);
  words.insert(words.end(), {"CAPACITY", std::to_string(capacity)});
  if (prng_.chance(1, 3)) {
    const std::uint64_t most = 1 + prng_.below(3);
    words.insert(words.end(), {"CHANNELS", "chat=" + std::to_string(most) + ",mail=1,fax=2"});
  }
  if (prng_.chance(1, 4)) words.insert(words.end(), {"QUEUES", "quick,plain"});
  return words;
}

RandomWorld::Words RandomWorld::draw_agent_command() {
  const std::uint64_t number = prng_.below(kRandomAgents);
  const std::string agent = agent_name(number);
  const auto& known = shadow_.agents()[number];
  if (!known.registered) return draw_agent_set(agent);
  const std::uint64_t choice = prng_.below(100);
  if (choice < 3) return {"AGENT.DEL", agent, "FORCE", "1"};
  if (choice < 5) return {"AGENT.DEL", agent};
  if (choice < 12) return draw_agent_set(agent);
  if (choice < 15) {
    const std::uint64_t capacity = 1 + prng_.below(6);
    return {"AGENT.SET", agent, "CAPACITY", std::to_string(capacity)};
  }
  if (choice < 30) return {"AGENT.BEAT", agent, std::to_string(known.epoch)};
  if (choice < 37) return {"AGENT.STATE", agent, "AWAY", "REASON", "lunch"};
  if (choice < 44) return {"AGENT.STATE", agent, "DRAINING"};
  if (choice < 50) return {"AGENT.STATE", agent, "OFFLINE"};
  if (choice < 60) return {"AGENT.STATE", agent, "ONLINE", "LEASE", "30s"};
  return {"AGENT.STATE", agent, "ONLINE"};
}

}  // namespace stellwerk::tests
