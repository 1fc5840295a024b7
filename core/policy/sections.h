// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/policy/document.h"

namespace stellwerk::policy {

// The tables of a policy document. References between them are checked by compile().
void read_routing(const toml::table& table, Problems& problems, model::RoutingPolicy& routing);
void read_channel(const toml::table& table, Problems& problems, model::ChannelPolicy& channel);
void read_sla(const toml::table& table, Problems& problems, model::SlaPolicy& sla);
void read_queue(const toml::table& table, Problems& problems, model::QueuePolicy& queue);

}  // namespace stellwerk::policy
