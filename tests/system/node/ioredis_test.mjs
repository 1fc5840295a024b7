// SPDX-License-Identifier: Apache-2.0
// ioredis against the daemon whose port stands in STELLWERK_PORT.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import Redis from 'ioredis';

const port = Number(process.env.STELLWERK_PORT);

function map(flat) {
  return Object.fromEntries(
    flat.filter((_, i) => i % 2 === 0).map((name, i) => [name, flat[2 * i + 1]]),
  );
}

describe('ioredis', () => {
  const failures = [];
  const connect = () => {
    const client = new Redis(port, '127.0.0.1', { connectionName: 'desk', retryStrategy: null });
    client.on('error', (error) => failures.push(error));
    return client;
  };
  const redis = connect();

  after(async () => {
    assert.equal(await redis.quit(), 'OK');
    assert.deepEqual(failures, []);
  });

  test('becomes ready', async () => {
    if (redis.status !== 'ready') await new Promise((ready) => { redis.once('ready', ready); });
    assert.equal(await redis.ping(), 'PONG');
    assert.equal(await redis.client('GETNAME'), 'desk');
    assert.match(await redis.info(), /stellwerk_version:/);
  });

  test('opens, offers, accepts, talks and closes', async () => {
    assert.equal(
      await redis.call('AGENT.SET', 'io-anna', 'CHANNELS', 'line=2', 'CAPACITY', 2), 'OK');
    assert.equal(await redis.call('AGENT.STATE', 'io-anna', 'ONLINE'), 1);
    const opened = map(await redis.call(
      'CONV.OPEN', 'io-1', 'QUEUE', 'general', 'CHANNEL', 'line'));
    assert.equal(opened.state, 'offered');
    assert.equal(opened.agent, 'io-anna');
    assert.equal(map(await redis.call('CONV.ACCEPT', 'io-1', opened.offer)).state, 'active');
    await redis.call('MSG.IN', 'io-1', 'm1', Buffer.from([0, 255, 13, 10]));
    await redis.call('MSG.OUT', 'io-1', 'r1', 'good day');
    const [[key, inbox]] = await redis.xread('STREAMS', 'inbox:io-anna', '0');
    assert.equal(key, 'inbox:io-anna');
    assert.deepEqual(inbox.map(([, fields]) => map(fields).type),
      ['offer.created', 'offer.accepted', 'conversation.assigned', 'message.in']);
    const [[, out]] = await redis.xrange('outbox:line', '-', '+');
    assert.equal(map(out).payload, 'good day');
    assert.equal(map(await redis.call('CONV.CLOSE', 'io-1')).state, 'closed');
    assert.equal(await redis.call('AGENT.DEL', 'io-anna'), 'OK');
  });

  test('keeps bytes', async () => {
    const payload = Buffer.from([...Array(256).keys()]);
    await redis.call('MSG.IN', 'io-2', 'm1', payload, 'QUEUE', 'general');
    const events = await redis.xrangeBuffer('events', '-', '+');
    const [fields] = events.map((event) => event[1])
      .filter((all) => all.some((field) => field.equals(payload)));
    const at = fields.findIndex((field) => field.equals(Buffer.from('payload')));
    assert.deepEqual(fields[at + 1], payload);
  });

  test('blocks until something happens', async () => {
    assert.equal(await redis.xread('BLOCK', 1, 'STREAMS', 'events', '$'), null);
    const last = map(await redis.xinfo('STREAM', 'events'))['last-generated-id'];
    const reader = connect();
    const waiting = reader.xread('COUNT', 1, 'BLOCK', 0, 'STREAMS', 'events', last);
    await redis.call('CONV.OPEN', 'io-3', 'QUEUE', 'general');
    const [[, [[, fields]]]] = await waiting;
    assert.equal(map(fields).conv, 'io-3');
    await reader.quit();
  });

  test('pipelines in order', async () => {
    const pipeline = redis.pipeline();
    for (let n = 0; n < 1000; ++n) pipeline.call('CONV.OPEN', `io-p${n}`, 'QUEUE', 'general');
    pipeline.call('CONV.GET', 'nobody');
    pipeline.xlen('events');
    const replies = await pipeline.exec();
    for (let n = 0; n < 1000; ++n) assert.equal(map(replies[n][1]).conv, `io-p${n}`);
    assert.match(replies[1000][0].message, /^UNKNOWNCONV /);
    assert.ok(replies[1001][1] > 1000);
  });

  test('gets errors as errors and stays connected', async () => {
    await assert.rejects(redis.call('CONV.GET', 'nobody'), { name: 'ReplyError' });
    await assert.rejects(redis.call('NOPE'), /unknown command/);
    assert.equal(await redis.echo('still there'), 'still there');
  });
});
