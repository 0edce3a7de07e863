// Each check in VS Code, with its name and a picture. Arguments: the address of the server, the folder
// that it shows, and where the pictures go; then the names of checks, when not all are wanted.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { chromium } = require('playwright-core');
const { Editor } = require('./editor');
const { rooms } = require('./rooms');

const [address, folder, pictures, ...wanted] = process.argv.slice(2);
const all = { ...require('./language'), ...require('./program'), ...require('./server') };

async function ready() {
  for (let again = 0; again < 100; again += 1) {
    const answer = await fetch(address).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('the server is silent');
}

async function main() {
  fs.mkdirSync(path.join(folder, '.vscode'));
  for (const [name, text] of Object.entries(rooms)) fs.writeFileSync(path.join(folder, name), text);
  await ready();
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1500, height: 900 } });
  const checks = Object.entries(all).filter(([name]) => wanted.length === 0 || wanted.includes(name));
  let current = 'start';
  const picture = () => page.screenshot({ path: path.join(pictures, `${current}.png`), animations: 'disabled' });
  try {
    await page.goto(address);
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'colours.policy' }).waitFor({ timeout: 60000 });
    const editor = new Editor(page, folder);
    for (const [name, check] of checks) {
      current = name;
      await check(editor);
      await picture();
      console.log(`ok ${name}`);
      await editor.tidy();
    }
    console.log(`VS Code: ${checks.length} of ${checks.length} ok; pictures in ${pictures}`);
  } catch (error) {
    console.error(`failed: ${current}`);
    await picture();
    throw error;
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
