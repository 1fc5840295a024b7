-- SPDX-License-Identifier: Apache-2.0
-- One queue per tag, by deadline; a conversation stands in that of its first tag, and an agent looks
-- through those of his tags until he finds one that he can do all of, 200 places deep at most.
--   open CONV DUE TAG...    the agent's number, or "" when it waits
--   complete CONV           the conversation that its agent takes next, or ""

local PAGE = 20
local DEEPEST = 200

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
  redis.call('ZADD', 'wait:' .. tags[1], due, conv .. ' ' .. table.concat(tags, ' '))
  return ''
end

local agent = redis.call('HGET', 'conv', ARGV[2])
redis.call('HDEL', 'conv', ARGV[2])
local tags = redis.call('SMEMBERS', 'tags:' .. agent)
local can = {}
for _, tag in ipairs(tags) do can[tag] = true end

local function fits(member)
  local conv
  for word in string.gmatch(member, '%S+') do
    if not conv then conv = word
    elseif not can[word] then return nil end
  end
  return conv
end

local first, earliest, of, as
for _, tag in ipairs(tags) do
  local found = false
  for from = 0, DEEPEST - PAGE, PAGE do
    local page = redis.call('ZRANGE', 'wait:' .. tag, from, from + PAGE - 1, 'WITHSCORES')
    for i = 1, #page, 2 do
      local due = tonumber(page[i + 1])
      found = earliest and due >= earliest
      if found then break end
      local conv = fits(page[i])
      if conv then
        first, earliest, of, as = conv, due, tag, page[i]
        found = true
        break
      end
    end
    if found or #page < 2 * PAGE then break end
  end
end
if not first then
  give_back(agent)
  return ''
end
redis.call('ZREM', 'wait:' .. of, as)
redis.call('HSET', 'conv', first, agent)
return first
