// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

// Figures of a real contact centre, from which the demonstration day is drawn: derived by
// tools/dev/derive_day.py from the Anonymous Bank call records of January and February 1999,
// organised by Ilan Guedj and Avi Mandelbaum, Technion. Working days (Sunday to Thursday).
namespace stellwerk::cli {

// The bank's types of call: regular, prospect, stocks, internet, english, callback.
inline constexpr std::size_t kBankTypes = 6;
// Half hours from midnight.
inline constexpr std::size_t kBankSlots = 48;
inline constexpr std::size_t kBankServiceSteps = 20;
inline constexpr std::size_t kBankPatienceSteps = 40;
// Agents of the two months.
inline constexpr std::size_t kBankAgents = 50;

// Mean arrivals by half hour and type, in thousandths.
extern const std::array<std::array<std::int32_t, kBankTypes>, kBankSlots> kBankArrivals;

// Quantiles of the service time by type in steps of 5 %, seconds. The last is the 99.5 % one.
extern const std::array<std::array<std::int32_t, kBankServiceSteps + 1>, kBankTypes> kBankService;

// Kaplan-Meier quantiles of the patience of those who queue, in steps of 2.5 %, seconds; -1 where
// the records end before so many have left.
extern const std::array<std::int32_t, kBankPatienceSteps + 1> kBankPatienceRegular;
extern const std::array<std::int32_t, kBankPatienceSteps + 1> kBankPatienceHigh;

// Mean number of agents on duty by half hour, in thousandths.
extern const std::array<std::int32_t, kBankSlots> kBankOnDuty;

// Each agent's level by type: 1 from 10 calls a month on, one more with each doubling; 0: none.
extern const std::array<std::array<std::uint8_t, kBankTypes>, kBankAgents> kBankSkillLevels;

// Share of callers with high priority, in thousandths.
extern const std::int32_t kBankHighPriority;

// The longest that anybody waited, seconds.
extern const std::int32_t kBankLongestWait;

}  // namespace stellwerk::cli
