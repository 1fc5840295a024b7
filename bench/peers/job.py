# SPDX-License-Identifier: Apache-2.0
"""The job that all are given: that of core/sim/load_job.h, drawn anew from a seed of its own.

Agents have 3 to 8 of 64 skills at levels 1 to 10 and a capacity of 1 to 5. Conversations ask for 1
to 3 skills of an agent, one in four at level 5 where he has that, each unit of capacity equally
often, and want an answer within 1 to 10 minutes. A skill at level 5 is a tag of its own here,
"s07+", so that a peer need not compare levels."""

import random
from dataclasses import dataclass

SKILLS = 64
DEMANDS_MIN = 4096
PARTICULAR_LEVEL = 5
WAITING_MIN = 1000


@dataclass
class Agent:
    tags: list
    capacity: int


@dataclass
class Demand:
    tags: list
    due_ms: int


class Job:
    """`workload`: load80 or over. `open` conversations are to be kept open."""

    def __init__(self, agents, workload, seed=1):
        draw = random.Random(seed)
        self.workload = workload
        self.agents = []
        self.demands = []
        skills_of = []
        for _ in range(agents):
            skills = {number: draw.randint(1, 10)
                      for number in draw.sample(range(SKILLS), draw.randint(3, 8))}
            skills_of.append(skills)
            tags = [f"s{number:02}" for number in skills]
            tags += [f"s{number:02}+" for number, level in skills.items()
                     if level >= PARTICULAR_LEVEL]
            self.agents.append(Agent(tags, draw.randint(1, 5)))
        self.capacity = sum(agent.capacity for agent in self.agents)
        while len(self.demands) < DEMANDS_MIN:
            for agent, skills in zip(self.agents, skills_of):
                self.demands += [self._demand(draw, skills) for _ in range(agent.capacity)]
        self.open = (self.capacity * 8 // 10 if workload == "load80"
                     else self.capacity + max(WAITING_MIN, agents))
        self.seed = seed

    @staticmethod
    def _demand(draw, skills):
        asked = draw.sample(sorted(skills), min(draw.randint(1, 3), len(skills)))
        tags = []
        for number in sorted(asked):
            particular = draw.randrange(4) == 0 and skills[number] >= PARTICULAR_LEVEL
            tags.append(f"s{number:02}" + ("+" if particular else ""))
        return Demand(tags, draw.randint(60_000, 600_000))
