-- SPDX-License-Identifier: Apache-2.0
-- Skills are bits: those at level 5 in a second mask. An index has the agents with capacity left by
-- their load, another those who wait by their deadline; SKIP LOCKED keeps the connections apart.
CREATE UNLOGGED TABLE demand (id int PRIMARY KEY, skills bigint, seniors bigint, due interval);
CREATE TABLE agent (id int PRIMARY KEY, skills bigint NOT NULL, seniors bigint NOT NULL,
                    capacity int NOT NULL, used int NOT NULL DEFAULT 0) WITH (fillfactor = 50);
CREATE TABLE conversation (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                           skills bigint NOT NULL, seniors bigint NOT NULL,
                           due timestamptz NOT NULL, agent int) WITH (fillfactor = 70);
CREATE INDEX agent_free ON agent ((used::real / capacity)) WHERE used < capacity;
CREATE INDEX conversation_waits ON conversation (due) WHERE agent IS NULL;
CREATE INDEX conversation_agent ON conversation (agent) WHERE agent IS NOT NULL;

CREATE FUNCTION arrive(which int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  d demand;
  chosen int;
BEGIN
  SELECT * INTO d FROM demand WHERE id = which;
  SELECT id INTO chosen FROM agent
    WHERE used < capacity AND skills & d.skills = d.skills AND seniors & d.seniors = d.seniors
    ORDER BY used::real / capacity LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF chosen IS NOT NULL THEN
    UPDATE agent SET used = used + 1 WHERE id = chosen;
  END IF;
  INSERT INTO conversation (skills, seniors, due, agent)
    VALUES (d.skills, d.seniors, now() + d.due, chosen);
  RETURN chosen;
END $$;

-- Completes a conversation of the first agent from that number on who has one that nobody else
-- completes; he takes who waits next.
CREATE FUNCTION complete(from_agent int) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  c conversation;
  a agent;
  pulled bigint;
BEGIN
  SELECT * INTO c FROM conversation WHERE agent >= from_agent
    ORDER BY agent LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    SELECT * INTO c FROM conversation WHERE agent >= 0
      ORDER BY agent LIMIT 1 FOR UPDATE SKIP LOCKED;
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'nobody has a conversation';
  END IF;
  DELETE FROM conversation WHERE id = c.id;
  SELECT * INTO a FROM agent WHERE id = c.agent;
  SELECT id INTO pulled FROM conversation
    WHERE agent IS NULL AND skills & ~a.skills = 0 AND seniors & ~a.seniors = 0
    ORDER BY due LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF pulled IS NULL THEN
    UPDATE agent SET used = used - 1 WHERE id = a.id;
  ELSE
    UPDATE conversation SET agent = a.id WHERE id = pulled;
  END IF;
  RETURN pulled;
END $$;
