// SPDX-License-Identifier: Apache-2.0
// node-redis, in both protocols, against the daemon whose port stands in STELLWERK_PORT.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createClient, ErrorReply } from 'redis';

const url = `redis://127.0.0.1:${process.env.STELLWERK_PORT}`;

// RESP3's map is an object here, RESP2's flat array is paired up.
function map(reply) {
  if (!Array.isArray(reply)) return { ...reply };
  return Object.fromEntries(
    reply.filter((_, i) => i % 2 === 0).map((name, i) => [name, reply[2 * i + 1]]),
  );
}

// xRead() answers raw replies in RESP3 as long as the library calls these unstable there.
function entries(reply, key) {
  if (Array.isArray(reply)) return reply.find((one) => one.name === key).messages;
  return reply[key].map(([id, fields]) => ({ id, message: map(fields) }));
}

for (const RESP of [2, 3]) {
  describe(`node-redis in RESP${RESP}`, () => {
    const options = { url, RESP, unstableResp3: true, name: `desk-${RESP}` };
    let client;
    let failure;
    const conv = (name) => `node-${RESP}-${name}`;
    const send = async (...words) => client.sendCommand(words.map(String));

    before(async () => {
      client = createClient(options);
      client.on('error', (error) => { failure = error; });
      await client.connect();
    });
    after(async () => {
      await client.close();
      assert.equal(failure, undefined);
    });

    test('connects with its name and greetings', async () => {
      assert.equal(await client.ping(), 'PONG');
      assert.equal(await client.clientGetName(), `desk-${RESP}`);
      assert.match(await client.info('server'), /stellwerk_version:/);
      const list = await client.clientList();
      assert.ok(list.some((one) => one.name === `desk-${RESP}`));
    });

    test('opens, offers, accepts, talks and closes', async () => {
      const agent = conv('anna');
      const channel = `chat${RESP}`;
      assert.equal(await send('AGENT.SET', agent, 'CHANNELS', `${channel}=1`), 'OK');
      assert.equal(await send('AGENT.STATE', agent, 'ONLINE'), 1);
      const opened = map(await send(
        'CONV.OPEN', conv('c1'), 'QUEUE', 'general', 'CHANNEL', channel));
      assert.equal(opened.state, 'offered');
      assert.equal(opened.agent, agent);
      assert.equal(opened.eta_ms, null);
      assert.equal(map(await send('CONV.ACCEPT', conv('c1'), opened.offer)).state, 'active');
      await send('MSG.IN', conv('c1'), 'm1', 'hello');
      await send('MSG.OUT', conv('c1'), 'r1', 'good day', 'FROM', agent);
      const inbox = entries(await client.xRead({ key: `inbox:${agent}`, id: '0' }),
        `inbox:${agent}`);
      assert.deepEqual(inbox.map((one) => one.message.type),
        ['offer.created', 'offer.accepted', 'conversation.assigned', 'message.in']);
      const [out] = await client.xRange(`outbox:${channel}`, '-', '+');
      assert.equal(out.message.payload, 'good day');
      assert.equal(map(await send('CONV.CLOSE', conv('c1'))).state, 'closed');
      assert.equal(await send('AGENT.DEL', agent), 'OK');
    });

    test('blocks until something happens', async () => {
      assert.equal(await client.xRead({ key: 'events', id: '$' }, { BLOCK: 1 }), null);
      const last = (await client.xInfoStream('events'))['last-generated-id'];
      const reader = await createClient(options).connect();
      const waiting = reader.xRead({ key: 'events', id: last }, { BLOCK: 0, COUNT: 1 });
      await send('CONV.OPEN', conv('c2'), 'QUEUE', 'billing');
      const [first] = entries(await waiting, 'events');
      assert.equal(first.message.conv, conv('c2'));
      await reader.close();
    });

    test('pipelines in order', async () => {
      const numbers = [...Array(1000).keys()];
      const replies = await Promise.all(
        numbers.map((n) => send('CONV.OPEN', conv(`p${n}`), 'QUEUE', 'billing')));
      assert.deepEqual(replies.map((reply) => map(reply).conv),
        numbers.map((n) => conv(`p${n}`)));
    });

    test('has its stream methods', async () => {
      const length = await client.xLen('events');
      const info = await client.xInfoStream('events');
      assert.equal(info.length, length);
      const range = await client.xRange('events', '-', '+', { COUNT: 3 });
      assert.deepEqual(range.map((one) => one.id), ['1-0', '2-0', '3-0']);
      assert.equal(await client.xTrim('events', 'MINID', 1), 0);
    });

    test('gets errors as errors and stays connected', async () => {
      await assert.rejects(send('CONV.GET', 'nobody'), (error) =>
        error instanceof ErrorReply && error.message.startsWith('UNKNOWNCONV '));
      await assert.rejects(send('NOPE'), /unknown command/);
      const results = await Promise.allSettled(
        [send('ECHO', 'a'), send('CONV.OPEN', 'x'), send('ECHO', 'b')]);
      assert.deepEqual(results.map((one) => one.status), ['fulfilled', 'rejected', 'fulfilled']);
    });
  });
}
