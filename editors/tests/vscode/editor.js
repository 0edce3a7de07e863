// VS Code in a browser, by hand: what a person types, clicks and sees. Everything waits for what it needs.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const PATIENCE = 30000;

class Editor {
  constructor(page, folder) {
    this.page = page;
    this.folder = folder;
    page.setDefaultTimeout(PATIENCE);
  }

  // The window has its files; that takes longer than anything later.
  async ready() {
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 120000 });
  }

  // Asks until the answer is true, and gives it.
  async until(what, ask) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const answer = await ask();
      if (answer) return answer;
      if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
      await this.page.waitForTimeout(100);
    }
  }

  file(name) {
    return path.join(this.folder, name);
  }

  read(name) {
    return fs.existsSync(this.file(name)) ? fs.readFileSync(this.file(name)) : undefined;
  }

  // Settings of the folder, until the check is over.
  settings(all) {
    fs.writeFileSync(this.file('.vscode/settings.json'), JSON.stringify(all));
  }

  // The quick input: chooses the row with these words.
  async choose(words) {
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: words }).first();
    await row.click();
  }

  async fill(words) {
    const input = this.page.locator('.quick-input-widget input.input').first();
    await input.waitFor();
    await input.fill(words);
  }

  async command(words) {
    await this.page.keyboard.press('F1');
    await this.fill(`>${words}`);
    await this.choose(words);
  }

  async open(name) {
    await this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first().dblclick();
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.page.locator('.editor-instance .view-line').first().waitFor();
  }

  // The cursor before the first of these words in the file, as it is on the disk.
  async goto(name, words) {
    const before = String(this.read(name)).split(words)[0].split('\n');
    await this.page.keyboard.press('F1');
    await this.fill(`:${before.length}:${before.at(-1).length + 1}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  // Lines as they are drawn, from the top.
  async lines(where) {
    const lines = await this.page.locator(`${where} >> .view-line`).evaluateAll((all) =>
      all.map((line) => [parseFloat(line.style.top), line.textContent.replaceAll('\u00a0', ' ')]));
    return lines.sort(([a], [b]) => a - b).map(([, text]) => text).join('\n');
  }

  output() {
    return this.lines('.output-view');
  }

  outputHas(words) {
    return this.until(`output: ${words}`, async () => (await this.output()).includes(words));
  }

  // The colour of the first piece of text with these words, below the first line that has `after`.
  colour(words, after = '') {
    return this.page.evaluate(([words, after]) => {
      const top = (line) => parseFloat(line.style.top);
      const lines = [...document.querySelectorAll('.editor-instance .view-line')].sort((a, b) => top(a) - top(b));
      const from = lines.findIndex((line) => line.textContent.replaceAll('\u00a0', ' ').includes(after));
      const spans = lines.slice(from).flatMap((line) => [...line.querySelectorAll('span span')]);
      const found = spans.find((span) => span.textContent.replaceAll('\u00a0', ' ').includes(words));
      return found && getComputedStyle(found).color;
    }, [words, after]);
  }

  // What decorations add behind the lines of the editor.
  behindLines() {
    return this.page.locator('.editor-instance .view-line span').evaluateAll((all) =>
      all.map((span) => getComputedStyle(span, '::after').content).filter((text) => /[✓✗→]/.test(text)).join('\n'));
  }

  async message(words) {
    await this.page.locator('.notification-toast', { hasText: words }).first().waitFor();
  }

  lens(words) {
    return this.page.locator('.codelens-decoration a', { hasText: words }).first();
  }

  squiggle() {
    return this.page.locator('.squiggly-error').first();
  }

  async save(name) {
    await this.command('File: Save');
    await this.page.locator(`.tab.active.dirty[data-resource-name="${name}"]`).waitFor({ state: 'detached' });
  }

  language() {
    return this.page.locator('#status\\.editor\\.mode').innerText();
  }

  // As it was at first, for whatever comes next.
  async tidy() {
    this.settings({});
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('Escape');
    await this.command('Notifications: Clear All Notifications');
    if (await this.page.locator('.part.panel').isVisible()) await this.command('View: Hide Panel');
    await this.command('View: Close All Editors');
    await this.page.locator('.editor-instance').waitFor({ state: 'detached' });
  }
}

module.exports = { Editor };
