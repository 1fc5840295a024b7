-- SPDX-License-Identifier: Apache-2.0
-- One queue per exact set of tags, by deadline. `needs` is the set of those that are not empty, and
-- serves:N those whose conversations agent N can take, as the client has registered them.
--   open CONV DUE TAG...    the agent's number, or "" when it waits
--   complete CONV           the conversation that its agent takes next, or ""

if ARGV[1] == 'open' then
  local conv, due = ARGV[2], ARGV[3]
  local tags = {}
  for i = 4, #ARGV do tags[#tags + 1] = ARGV[i] end
  local agent = find_agent(tags)
  if agent then
    take(agent)
    redis.call('HSET', 'conv', conv, agent)
    return agent
  end
  local need = table.concat(tags, ',')
  redis.call('ZADD', 'wait:' .. need, due, conv)
  redis.call('SADD', 'needs', need)
  return ''
end

local agent = redis.call('HGET', 'conv', ARGV[2])
redis.call('HDEL', 'conv', ARGV[2])
local first, earliest, of
for _, need in ipairs(redis.call('SINTER', 'serves:' .. agent, 'needs')) do
  local head = redis.call('ZRANGE', 'wait:' .. need, 0, 0, 'WITHSCORES')
  local due = tonumber(head[2])
  if not earliest or due < earliest then first, earliest, of = head[1], due, need end
end
if not first then
  give_back(agent)
  return ''
end
redis.call('ZREM', 'wait:' .. of, first)
if redis.call('EXISTS', 'wait:' .. of) == 0 then redis.call('SREM', 'needs', of) end
redis.call('HSET', 'conv', first, agent)
return first
