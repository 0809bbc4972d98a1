// Chromium as the tests use it, and a page that knows how to read and type into the terminal it shows.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

export const chromiumPath = process.env.BERTH_CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

export function launch() {
  return chromium.launch({
    executablePath: chromiumPath,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

export class TerminalPage {
  static async open(browser, url, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1200, height: 760 }, colorScheme: 'dark', ...options });
    const page = await context.newPage();
    const self = new TerminalPage(page);
    page.on('console', (message) => message.type() === 'error' && self.complaints.push(message.text()));
    page.on('pageerror', (error) => self.complaints.push(String(error)));
    if (options.route)
      await page.routeWebSocket(/\/ws$/, options.route);
    await page.goto(url);
    return self;
  }

  constructor(page) {
    this.page = page;
    this.complaints = []; // a CSP violation is a console error
  }

  joined() {
    return this.page.locator('#role:not([hidden])').waitFor();
  }

  async text() {
    const rows = await this.page.locator('.xterm-rows > div').allInnerTexts();
    return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd()).join('\n').trimEnd();
  }

  async shows(pattern) {
    await eventually(async () => pattern.test(await this.text()), async () => `${pattern} in:\n${await this.text()}`);
  }

  async run(command) {
    await this.page.keyboard.type(`${command}\n`);
  }

  size() {
    return this.page.locator('#terminal').getAttribute('data-size');
  }

  close() {
    return this.page.context().close();
  }
}

export async function eventually(condition, describe, timeoutMs = 15_000) {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline)
      throw new Error(`not within ${timeoutMs} ms: ${await describe()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
