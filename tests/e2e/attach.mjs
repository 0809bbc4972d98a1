// End to end: a real berthd, a real shell, a real browser. Usage: attach.mjs BERTHD OUTPUT_FOLDER
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { chromiumPath, eventually, launch, phone, TerminalPage } from './browser.mjs';
import { startBerthd } from './program.mjs';

const [berthd, out] = process.argv.slice(2);
if (!chromiumPath) {
  console.error('no Chromium here (set BERTH_CHROMIUM)');
  process.exit(process.env.CI === 'true' ? 1 : 77);
}
mkdirSync(out, { recursive: true });
const shell = ['bash', '--norc', '--noprofile'];
const picture = (page, name) => page.screenshot({ path: join(out, `${name}.png`) });

// The status of an upgrade request with the given headers; 101 when it is accepted.
function upgrade(origin, headers) {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const request = http.get({
      hostname, port, path: '/ws',
      headers: { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', ...headers },
    });
    request.on('response', (response) => { response.resume(); resolve(response.statusCode); });
    request.on('upgrade', (response, socket) => { socket.destroy(); resolve(101); });
    request.on('error', reject);
  });
}

async function operatesOnADesktop({ browser, server }) {
  const terminal = await TerminalPage.open(browser, server.link);
  await terminal.joined();
  assert.equal(new URL(terminal.page.url()).hash, '', 'the secret stays in the address bar');
  await terminal.run('echo e2e-$((40 + 2))');
  await terminal.shows(/^e2e-42$/m);

  // The session has the page's size, and follows it.
  const first = await terminal.size();
  await terminal.run('echo "size $(stty size)"');
  await terminal.shows(new RegExp(`^size ${first.split('x').reverse().join(' ')}$`, 'm'));
  await terminal.page.setViewportSize({ width: 900, height: 620 });
  await eventually(async () => (await terminal.size()) !== first, () => 'another size');
  const second = await terminal.size();
  await terminal.run('echo "then $(stty size)"');
  await terminal.shows(new RegExp(`^then ${second.split('x').reverse().join(' ')}$`, 'm'));

  // Colours that xterm.js writes as style attributes survive the strict policy.
  await terminal.run(String.raw`printf '\033[38;2;255;0;128mtrue''colour\033[0m\n'`);
  const coloured = terminal.page.locator('.xterm-rows span', { hasText: 'truecolour' }).last();
  assert.equal(await coloured.evaluate((span) => getComputedStyle(span).color), 'rgb(255, 0, 128)');
  assert.deepEqual(terminal.complaints, []);
  await terminal.page.setViewportSize({ width: 1200, height: 760 });
  await terminal.run(String.raw`clear; PS1='\[\e[32m\]app@shop-api\[\e[0m\] \[\e[34m\]/srv/app\[\e[0m\] $ '; clear; cd /; ls --color=always; printf '  \e[32m✓\e[0m adds an item (4 ms)\n  \e[31m✗ totals with discount\e[0m\n'`);
  await terminal.shows(/totals with discount[^]*\$$/);
  await picture(terminal.page, 'desktop-dark');
  await terminal.page.emulateMedia({ colorScheme: 'light' });
  await picture(terminal.page, 'desktop-light');
  await terminal.close();
}

async function operatesOnAPhone({ browser, server }) {
  const desktop = await TerminalPage.open(browser, server.link);
  await desktop.joined();
  const terminal = await TerminalPage.open(browser, server.link, phone);
  await terminal.joined();
  await terminal.page.locator('#presence', { hasText: '2' }).waitFor();
  await terminal.run('clear; sleep 1000; echo interrupted');
  await eventually(async () => !/interrupted/.test(await terminal.text()) || /sleep 1000/.test(await terminal.text()), () => terminal.text());
  await terminal.page.locator('#keys button', { hasText: 'ctrl' }).tap();
  await terminal.page.keyboard.type('c');
  await terminal.shows(/\^C/);
  await terminal.run('clear; echo on-the-phone');
  await terminal.shows(/^on-the-phone$/m);
  await terminal.page.locator('#keys button', { hasText: '↑' }).tap();
  await terminal.shows(/\$ clear; echo on-the-phone$/m);
  await desktop.shows(/\$ clear; echo on-the-phone$/m);
  await picture(terminal.page, 'phone-dark');
  await desktop.close();
  await terminal.page.emulateMedia({ colorScheme: 'light' });
  await picture(terminal.page, 'phone-light');
  assert.deepEqual(terminal.complaints, []);
  await terminal.close();
}

async function comesBackAfterTheNetworkDid({ browser, server }) {
  let reachable = true;
  let cut = () => {};
  const route = (socket) => {
    if (!reachable)
      return void socket.close();
    const upstream = socket.connectToServer();
    cut = () => { void upstream.close(); void socket.close(); };
  };
  const terminal = await TerminalPage.open(browser, server.link, { route });
  await terminal.joined();
  await terminal.run('clear; (sleep 2; echo; echo while-away) &');
  await terminal.shows(/while-away/);
  reachable = false;
  cut();
  await terminal.page.locator('#state-text', { hasText: 'cannot be reached' }).waitFor();
  await picture(terminal.page, 'desktop-lost');
  reachable = true;
  await terminal.page.locator('#state').waitFor({ state: 'hidden' });
  await terminal.shows(/^while-away$/m);
  await terminal.run('echo again');
  await terminal.shows(/^again$/m);
  await terminal.close();
}

async function refusesWhoHasNoLink({ browser, server }) {
  const without = await TerminalPage.open(browser, `${server.origin}/`);
  await without.page.getByText('This page needs its link').waitFor();
  await picture(without.page, 'refused-no-token');
  await without.close();

  const wrong = await TerminalPage.open(browser, `${server.origin}/#${'A'.repeat(43)}`, phone);
  await wrong.page.getByText('This link is not valid').first().waitFor();
  assert.equal(await wrong.text(), '');
  await picture(wrong.page, 'refused-wrong-token');
  await wrong.close();
}

async function refusesOtherSites({ server }) {
  const { origin } = server;
  const host = new URL(origin).host;
  assert.equal(await upgrade(origin, { Host: host, Origin: origin }), 101);
  assert.equal(await upgrade(origin, { Host: host, Origin: 'http://evil.example' }), 403);
  assert.equal(await upgrade(origin, { Host: host }), 403);
  assert.equal(await upgrade(origin, { Host: 'evil.example', Origin: origin }), 421);
}

async function showsWithoutTypingInRoleView({ browser }) {
  const server = await startBerthd(berthd, { role: 'view', exec: ['bash', '--norc', '--noprofile', '-c', 'echo look; exec cat'] });
  try {
    const terminal = await TerminalPage.open(browser, server.link, phone);
    await terminal.joined();
    await terminal.shows(/^look$/m);
    assert.equal(await terminal.page.locator('#role').innerText(), 'view only');
    assert.ok(await terminal.page.locator('#keys').isHidden());
    await terminal.run('typed');
    await picture(terminal.page, 'phone-view-only');
    assert.doesNotMatch(await terminal.text(), /typed/);
    await terminal.close();
  } finally {
    await server.stop();
  }
}

async function saysThatTheShellEnded({ browser, server }) {
  const terminal = await TerminalPage.open(browser, server.link);
  await terminal.joined();
  await terminal.run('exit 3');
  await terminal.page.getByText('The shell ended with exit code 3.').waitFor();
  await picture(terminal.page, 'desktop-ended');
  await terminal.close();
}

const browser = await launch();
const server = await startBerthd(berthd, { role: 'operate', exec: shell });
let failures = 0;
try {
  for (const test of [operatesOnADesktop, operatesOnAPhone, comesBackAfterTheNetworkDid, refusesWhoHasNoLink, refusesOtherSites, showsWithoutTypingInRoleView, saysThatTheShellEnded]) {
    const start = performance.now();
    try {
      await test({ browser, server });
      console.log(`PASS ${test.name} (${Math.round(performance.now() - start)} ms)`);
    } catch (error) {
      failures += 1;
      console.log(`FAIL ${test.name}\n${error.stack}`);
    }
    for (const context of browser.contexts()) // what a failed test left open
      await context.close();
  }
} finally {
  await browser.close();
  await server.stop();
}
process.exit(failures ? 1 : 0);
