// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/day/demo_day.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "core/base/prng.h"
#include "tools/stellwerk/day/bank_figures.h"
#include "tools/stellwerk/day/draw.h"
#include "tools/stellwerk/day/policies.h"
#include "tools/stellwerk/day/shifts.h"

namespace stellwerk::cli {
namespace {

constexpr std::array<std::string_view, kBankTypes> kSkills = {"regular",  "prospect", "stocks",
                                                              "internet", "english",  "callback"};
constexpr std::size_t kRegular = 0;
constexpr std::size_t kFirstSlot = 14;  // 07:00
constexpr base::Duration kSlot = base::minutes(30);

constexpr std::size_t kAtOnce = 0;
constexpr std::size_t kWithinTheHour = 1;
constexpr std::size_t kWithinADay = 2;

// The survey's shares, and how each expectation spreads over channels, in thousandths of all.
struct Share {
  std::size_t service_class;
  std::string_view channel;
  std::uint64_t permille;
};
constexpr std::array<Share, 10> kShares = {{
    {kAtOnce, "webchat", 70},
    {kAtOnce, "whatsapp", 30},
    {kWithinTheHour, "whatsapp", 130},
    {kWithinTheHour, "messenger", 50},
    {kWithinTheHour, "instagram", 40},
    {kWithinADay, "email", 300},
    {kWithinADay, "form", 120},
    {kWithinADay, "whatsapp", 130},
    {kWithinADay, "messenger", 80},
    {kWithinADay, "instagram", 50},
}};
constexpr std::uint64_t kBotAnswersPercent = 30;
constexpr std::uint64_t kCustomers = 4'000;

// Of the roster the last ones work the mail desk; their hours follow the clock, not the profile.
constexpr std::size_t kMailDesk = 12;
constexpr std::size_t kBots = 2;
// People on duty for each one the bank had: several conversations at once spare some, the greater
// volume needs more.
constexpr std::int64_t kDutyPermille = 1'250;

bool is_written(const Share& share) { return share.channel == "email" || share.channel == "form"; }

const Share& draw_share(base::Prng& prng) {
  std::uint64_t draw = prng.below(1'000);
  for (const Share& share : kShares) {
    if (draw < share.permille) return share;
    draw -= share.permille;
  }
  return kShares.back();
}

base::Duration draw_patience(std::size_t service_class, bool high, base::Prng& prng) {
  const std::span<const std::int32_t> table = high ? kBankPatienceHigh : kBankPatienceRegular;
  const base::Duration drawn = draw_duration(table, prng);
  if (service_class == kWithinADay || drawn == kStays) return kStays;
  // A caller's patience, stretched as the expectation is: an hour is sixty times a minute.
  return service_class == kAtOnce ? drawn : drawn * 60;
}

Contact draw_contact(std::size_t type, base::Duration at, base::Prng& prng) {
  Contact contact;
  contact.at = at;
  const Share& share = draw_share(prng);
  contact.service_class = share.service_class;
  contact.channel = share.channel;
  contact.customer = "customer-" + std::to_string(prng.below(kCustomers));
  const bool high = prng.chance(static_cast<std::uint64_t>(kBankHighPriority), 1'000);
  contact.priority = high ? 3 : 5;
  contact.skills = kSkills[type];
  if (type == kRegular && high) contact.skills += ">=5";
  contact.by_message = share.channel != "form" && share.channel != "webchat";
  contact.turns = is_written(share) ? 1 : static_cast<int>(prng.between(1, 4));
  contact.service = draw_duration(kBankService[type], prng);
  contact.patience = draw_patience(share.service_class, high, prng);
  if (share.service_class != kWithinADay) {
    contact.bot_first = true;
    contact.human_skills = contact.skills;
    contact.skills = "greeting";
    contact.bot_answers = prng.chance(kBotAnswersPercent, 100);
    contact.bot_time = base::milliseconds(prng.between(10'000, 20'000));
  }
  return contact;
}

std::vector<Contact> draw_contacts(const DemoDayOptions& options, base::Prng& prng) {
  std::vector<Contact> contacts;
  for (std::size_t slot = kFirstSlot; slot < kBankSlots; ++slot) {
    for (std::size_t type = 0; type < kBankTypes; ++type) {
      const std::int64_t expected = kBankArrivals[slot][type] * options.volume_permille / 1'000;
      const std::int64_t count = draw_rounded(expected, prng);
      for (std::int64_t i = 0; i < count; ++i) {
        const base::Duration within{prng.between(0, kSlot.ms - 1)};
        const base::Duration at = kSlot * static_cast<std::int64_t>(slot) + within;
        contacts.push_back(draw_contact(type, at, prng));
      }
    }
  }
  std::stable_sort(contacts.begin(), contacts.end(),
                   [](const Contact& a, const Contact& b) { return a.at < b.at; });
  return contacts;
}

std::string skills_of(std::size_t person) {
  std::string text;
  for (std::size_t type = 0; type < kBankTypes; ++type) {
    const unsigned level = kBankSkillLevels[person][type];
    if (level == 0) continue;
    if (!text.empty()) text += ',';
    text += std::string(kSkills[type]) + "=" + std::to_string(level);
  }
  return text;
}

std::string numbered(std::string_view name, std::size_t number) {
  return std::string(name) + (number < 10 ? "-0" : "-") + std::to_string(number);
}

std::vector<AgentPlan> chat_desk(base::Duration end, base::Prng& prng) {
  std::vector<AgentPlan> desk(kBankAgents - kMailDesk);
  for (std::size_t i = 0; i < desk.size(); ++i) {
    desk[i].name = numbered("agent", i + 1);
    desk[i].skills = skills_of(i);
    desk[i].channels = "webchat=2,whatsapp=3,messenger=3,instagram=3,email=2,form=2";
    desk[i].capacity = 6;
  }
  std::vector<std::int64_t> wanted(kBankSlots, 0);
  for (std::size_t slot = kFirstSlot; slot < kBankSlots; ++slot) {
    wanted[slot] = (kBankOnDuty[slot] * kDutyPermille / 1'000 + 999) / 1'000;
  }
  plan_shifts({.wanted = wanted, .slot = kSlot, .jitter = base::minutes(8), .end = end}, desk,
              prng);
  return desk;
}

std::vector<AgentPlan> mail_desk(base::Duration end, base::Prng& prng) {
  std::vector<AgentPlan> desk(kMailDesk);
  std::vector<std::int64_t> wanted(kBankSlots, 0);
  for (std::size_t slot = kFirstSlot; slot < kBankSlots; ++slot) {
    wanted[slot] = slot < 18 ? 3 : slot < 40 ? 6 : 4;  // until 09:00, until 20:00, later
  }
  for (std::size_t i = 0; i < desk.size(); ++i) {
    desk[i].name = numbered("mail", i + 1);
    desk[i].skills = skills_of(kBankAgents - kMailDesk + i);
    desk[i].channels = "email=2,form=2";
    desk[i].queues = "within-a-day";
    desk[i].capacity = 6;
  }
  plan_shifts({.wanted = wanted, .slot = kSlot, .jitter = base::minutes(8), .end = end}, desk,
              prng);
  return desk;
}

std::vector<AgentPlan> bots(base::Duration begin, base::Duration end) {
  std::vector<AgentPlan> desk(kBots);
  for (std::size_t i = 0; i < desk.size(); ++i) {
    desk[i].name = "bot-" + std::to_string(i + 1);
    desk[i].bot = true;
    desk[i].skills = "greeting=5";
    desk[i].capacity = 200;
    desk[i].duty = {{begin, end}};
  }
  return desk;
}

}  // namespace

Schedule make_demo_day(const DemoDayOptions& options) {
  base::Prng prng(options.seed);
  Schedule day;
  day.title = "the demonstration day, seed " + std::to_string(options.seed);
  day.source =
      "figures of an anonymous bank's call centre, 1999 (Guedj and Mandelbaum, Technion), and of "
      "a survey of German consumers";
  day.policy = kDemoPolicy;
  day.classes = {{"at-once", base::minutes(1)},
                 {"within-the-hour", base::hours(1)},
                 {"within-a-day", base::hours(24)}};
  day.channel_units = {{"webchat", 2},   {"whatsapp", 2}, {"messenger", 2},
                       {"instagram", 2}, {"email", 3},    {"form", 3}};
  day.begin = kSlot * static_cast<std::int64_t>(kFirstSlot);
  day.end = kSlot * static_cast<std::int64_t>(kBankSlots);
  day.grace = base::hours(1);
  day.contacts = draw_contacts(options, prng);
  const base::Duration last = day.end + day.grace;
  for (auto& desk : {chat_desk(last, prng), mail_desk(last, prng), bots(day.begin, last)}) {
    day.agents.insert(day.agents.end(), desk.begin(), desk.end());
  }
  return day;
}

}  // namespace stellwerk::cli
