// VS Code in a browser: arguments are the address, the policy that is opened, and where the picture goes.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const { chromium } = require('playwright-core');

const [address, file, picture] = process.argv.slice(2);

async function command(page, words) {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input').first();
  await input.waitFor();
  await input.fill(words);
  await page.keyboard.press('Enter');
}

async function ready() {
  for (let again = 0; again < 100; again += 1) {
    const answer = await fetch(address).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('the server is silent');
}

async function main() {
  await ready();
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1200, height: 700 } });
  try {
    await page.goto(address);
    await page.locator('.monaco-workbench').waitFor({ timeout: 60000 });
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'a.policy' }).dblclick({ timeout: 60000 });
    await page.locator('.view-line').first().waitFor({ timeout: 60000 });

    // Colours: a keyword and a text are not drawn as plain names are.
    await page.waitForFunction(() => document.querySelectorAll('.view-line span span').length > 30, null, { timeout: 60000 });
    const colour = (text) => page.evaluate((wanted) => {
      const spans = [...document.querySelectorAll('.view-line span span')];
      const found = spans.find((span) => span.textContent.includes(wanted));
      return found && getComputedStyle(found).color;
    }, text);
    const colours = {};
    for (const word of ['credential', '"HR"', 'https_uri', 'department']) colours[word] = await colour(word);
    assert(Object.values(colours).every(Boolean), JSON.stringify(colours));
    assert.strictEqual(new Set(['credential', '"HR"', 'department'].map((word) => colours[word])).size, 3, JSON.stringify(colours));

    // A squiggle under the mistake, from the server.
    await page.locator('.squiggly-error').first().waitFor({ timeout: 60000 });
    await page.screenshot({ path: picture });

    // The quick fix.
    await command(page, '>Go to Next Problem in Files');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+.');
    const fix = page.locator('.action-widget .monaco-list-row.action', { hasText: 'member' }).first();
    await fix.waitFor({ timeout: 30000 });
    await page.keyboard.press('Enter');
    await page.locator('.squiggly-error').first().waitFor({ state: 'detached', timeout: 30000 });
    await command(page, '>File: Save');
    for (let again = 0; again < 50 && !/as member where/.test(fs.readFileSync(file, 'utf8')); again += 1) {
      await page.waitForTimeout(200);
    }
    assert.match(fs.readFileSync(file, 'utf8'), /as member where/);
    console.log(`VS Code: ok; ${picture}`);
  } catch (error) {
    await page.screenshot({ path: picture });
    throw error;
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
