// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/policy/document.h"

// What selects among agents: values of [routing], [[queue]] and [[channel]].
namespace stellwerk::policy {

void routing_select(const Place& place, model::RoutingPolicy& routing);
void routing_score(const Place& place, model::RoutingPolicy& routing);
void queue_select(const Place& place, model::QueuePolicy& queue);
void channel_interruptible_by(const Place& place, model::ChannelPolicy& channel);

// What one key needs of another one. REQUIRES: the tables are those of the policy's entries.
void check_selection(const toml::table& root, const model::Policy& policy, Problems& problems);

}  // namespace stellwerk::policy
