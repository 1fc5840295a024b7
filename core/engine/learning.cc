// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "core/engine/selection.h"

// How long work takes, by queue and by who does it.
namespace stellwerk::engine {

void Selection::learn(QueueId queue, GroupId group_id, base::Duration handling_time) {
  ++learned_;
  matching_.touch_learned(queue, group_id);
  plan_.queues[queue].handling.add(handling_time);
  if (group_id == kNone) return;
  Group& group = matching_.group(group_id);
  group.handling.add(handling_time);
  auto entry = std::find_if(group.by_queue.begin(), group.by_queue.end(),
                            [queue](const QueueHandling& e) { return e.queue == queue; });
  if (entry == group.by_queue.end()) {
    entry = group.by_queue.insert(entry, QueueHandling{queue, {}});
  }
  FollowingMean& mean = entry->mean;
  if (!plan_.routing.surcharge) {
    mean.add(handling_time);
    return;
  }
  if (queue >= group_means_.size()) group_means_.resize(queue + 1);
  auto& means = group_means_[queue];
  if (mean.trusted()) {
    const auto known = means.find(mean.mean().ms);
    if (known != means.end()) means.erase(known);
  }
  mean.add(handling_time);
  if (mean.trusted()) means.insert(mean.mean().ms);
}

void Selection::forget(const Group& group) {
  if (!plan_.routing.surcharge) return;
  for (const QueueHandling& entry : group.by_queue) {
    if (!entry.mean.trusted() || entry.queue >= group_means_.size()) continue;
    auto& means = group_means_[entry.queue];
    const auto known = means.find(entry.mean.mean().ms);
    if (known != means.end()) means.erase(known);
  }
}

void Selection::remember(const Group& group) {
  for (const QueueHandling& entry : group.by_queue) {
    if (!entry.mean.trusted()) continue;
    if (entry.queue >= group_means_.size()) group_means_.resize(entry.queue + 1);
    group_means_[entry.queue].insert(entry.mean.mean().ms);
  }
}

void Selection::set_learned(Group& group, const FollowingMean& handling,
                            const QueueHandlings& by_queue) {
  forget(group);
  group.handling = handling;
  group.by_queue = by_queue;
  if (plan_.routing.surcharge) remember(group);
}

void Selection::reset() {
  has_refused_ = false;
  shares_ = {};
  reserves_ = {};
  group_means_.clear();
  if (!plan_.routing.surcharge) return;
  for (GroupId id = 0; id < matching_.group_count(); ++id) remember(matching_.group(id));
}

}  // namespace stellwerk::engine
