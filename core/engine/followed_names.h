// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "core/engine/agent.h"
#include "core/engine/plan.h"
#include "core/engine/requirement.h"

namespace stellwerk::engine {

// Names have numbers of their own in each plan. Of what one plan numbers, the numbers in another.
class FollowedNames {
 public:
  // Both outlive it, and are compared for what comes after `now`. `own` comes to know the skills
  // and channels that are asked for.
  FollowedNames(const Plan& led, Plan& own, base::Instant now);

  struct QueuePair {
    QueueId own = kNone;  // kNone: the own policy has none of that name, and none it moved to
    bool moved = false;   // it is the queue that it moved to
    bool same_steps = false;
    bool same_hours = false;
    bool same_burst = false;
  };
  struct SlaPair {
    NameId own = kNone;  // kNone: the own policy has none of that name
    bool same = false;   // and measures alike
  };

  [[nodiscard]] const QueuePair& queue(QueueId led);
  [[nodiscard]] const SlaPair& sla(NameId led);
  [[nodiscard]] NameId channel(NameId led);
  [[nodiscard]] NameId skill(NameId led);

  [[nodiscard]] SkillNeeds needs(std::span<const SkillNeed> led);         // sorted
  [[nodiscard]] std::vector<NameId> skills(std::span<const NameId> led);  // sorted
  [[nodiscard]] Abilities abilities(const Abilities& led);

  // The channels that take their agents whole, or make way for others, are the same.
  [[nodiscard]] bool same_room() const;

 private:
  [[nodiscard]] QueuePair pair_of(const Queue& led, std::string_view name) const;
  [[nodiscard]] SlaPair pair_of(const Sla& led, std::string_view name) const;
  [[nodiscard]] bool have_same_hours(NameId led, NameId own) const;

  const Plan& led_;
  Plan& own_;
  base::Instant since_;
  std::vector<QueuePair> queues_;  // these four by the number led
  std::vector<SlaPair> slas_;
  std::vector<NameId> channels_;
  std::vector<NameId> skills_;
};

}  // namespace stellwerk::engine
