import assert from 'node:assert/strict';
import test from 'node:test';
import { Acknowledger } from './acknowledger';
import { Backoff } from './backoff';
import { identityColor } from './identity';
import { StickyModifiers } from './keys';
import { endedText, refusedCard } from './messages';

test('backoff stays under its ceiling and starts over after a reset', () => {
  const backoff = new Backoff(500, 15_000, () => 1);
  const waits = Array.from({ length: 8 }, () => backoff.next());
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  backoff.reset();
  assert.equal(backoff.next(), 500);
});

test('control makes control characters, once', () => {
  let changes = 0;
  const held = new StickyModifiers(() => changes++);
  held.toggle('ctrl');
  assert.equal(held.apply('c'), '\x03');
  assert.equal(held.apply('c'), 'c');
  assert.equal(changes, 2);
  held.toggle('ctrl');
  assert.equal(held.apply(' '), '\0');
  held.toggle('alt');
  assert.equal(held.apply('b'), '\x1bb');
});

test('a paste does not use up a held modifier', () => {
  const held = new StickyModifiers(() => undefined);
  held.toggle('ctrl');
  assert.equal(held.apply('ls -l'), 'ls -l');
  assert.equal(held.ctrl, true);
});

test('arrows follow the cursor mode and the held modifiers', () => {
  const held = new StickyModifiers(() => undefined);
  assert.equal(held.encode('up', false), '\x1b[A');
  assert.equal(held.encode('up', true), '\x1bOA');
  held.toggle('ctrl');
  assert.equal(held.encode('left', true), '\x1b[1;5D');
  assert.equal(held.encode('left', true), '\x1bOD');
  held.toggle('alt');
  assert.equal(held.encode('tab', false), '\x1b\t');
});

test('acks come at once when caught up and every 64 KiB in a flood', () => {
  const sent: bigint[] = [];
  const acks = new Acknowledger((seq) => sent.push(seq));
  acks.written();
  acks.parsed(10n);
  for (let i = 0; i < 5; ++i)
    acks.written();
  for (let i = 1n; i <= 5n; ++i)
    acks.parsed(10n + i * 32n * 1024n);
  assert.deepEqual(sent, [10n, 10n + 64n * 1024n, 10n + 128n * 1024n, 10n + 160n * 1024n]);
});

test('a container has the colour it has in the window', () => {
  assert.equal(identityColor('shop-api · docker'), 'var(--identity-11)');
  assert.equal(identityColor('host'), 'var(--dim)');
});

test('sentences', () => {
  assert.equal(endedText(0, ''), 'The shell ended.');
  assert.equal(endedText(3, ''), 'The shell ended with exit code 3.');
  assert.equal(endedText(undefined, ''), 'The session ended.');
  assert.equal(refusedCard('attach.expired', 'x').title, 'This link has expired');
});
