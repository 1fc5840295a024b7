-- SPDX-License-Identifier: Apache-2.0
-- What both scripts for Redis have in common; put in front of each.
--   agent:N         hash: used, capacity      tags:N    set: what the agent can do
--   free:TAG        set: agents who can do that and have capacity left
--   conv            hash: conversation -> its agent

local function take(agent)
  local used = redis.call('HINCRBY', 'agent:' .. agent, 'used', 1)
  if used >= tonumber(redis.call('HGET', 'agent:' .. agent, 'capacity')) then
    for _, tag in ipairs(redis.call('SMEMBERS', 'tags:' .. agent)) do
      redis.call('SREM', 'free:' .. tag, agent)
    end
  end
end

local function give_back(agent)
  local used = redis.call('HINCRBY', 'agent:' .. agent, 'used', -1)
  if used + 1 >= tonumber(redis.call('HGET', 'agent:' .. agent, 'capacity')) then
    for _, tag in ipairs(redis.call('SMEMBERS', 'tags:' .. agent)) do
      redis.call('SADD', 'free:' .. tag, agent)
    end
  end
end

-- The least loaded of some agents drawn from the rarest tag's, or, if none of those fits, any who does.
local DRAWN = 8
local function find_agent(tags)
  local rarest, fewest
  for _, tag in ipairs(tags) do
    local count = redis.call('SCARD', 'free:' .. tag)
    if count == 0 then return nil end
    if not fewest or count < fewest then rarest, fewest = tag, count end
  end
  local best, least
  for _, agent in ipairs(redis.call('SRANDMEMBER', 'free:' .. rarest, DRAWN)) do
    local fits = true
    if #tags > 1 then
      for _, has in ipairs(redis.call('SMISMEMBER', 'tags:' .. agent, unpack(tags))) do
        if has == 0 then fits = false end
      end
    end
    if fits then
      local load = redis.call('HMGET', 'agent:' .. agent, 'used', 'capacity')
      local share = load[1] / load[2]
      if not least or share < least then best, least = agent, share end
    end
  end
  if best or fewest <= DRAWN then return best end
  local keys = {}
  for i, tag in ipairs(tags) do keys[i] = 'free:' .. tag end
  return redis.call('SINTER', unpack(keys))[1]
end
