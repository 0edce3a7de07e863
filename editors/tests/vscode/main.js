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
  const checks = Object.entries(all).filter(([name]) => wanted.length === 0 || wanted.includes(name));
  if (checks.length === 0) throw new Error(`checks: ${Object.keys(all).join(' ')}`);
  fs.mkdirSync(path.join(folder, '.vscode'));
  for (const [name, text] of Object.entries(rooms)) fs.writeFileSync(path.join(folder, name), text);
  await ready();
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1500, height: 900 } });
  const picture = (name) => page.screenshot({ path: path.join(pictures, `${name}.png`), animations: 'disabled' });
  const failed = [];
  try {
    await page.goto(address);
    const editor = new Editor(page, folder);
    await editor.ready();
    for (const [name, check] of checks) {
      const error = await check(editor).then(() => undefined, (error) => error);
      await picture(name);
      console.log(error ? `FAILED ${name}: ${error.message.split('\n', 3).join(' ')}` : `ok ${name}`);
      if (error) failed.push(name);
      await editor.tidy();
    }
  } catch (error) {
    await picture('stopped');
    throw error;
  } finally {
    await browser.close();
  }
  const passed = checks.length - failed.length;
  console.log(`VS Code: ${passed} of ${checks.length} ok; pictures in ${pictures}`);
  if (failed.length > 0) throw new Error(`failed: ${failed.join(', ')}`);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
