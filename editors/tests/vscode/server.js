// What comes from `admit lsp`, and the life of it.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');

const { ADMIT } = process.env;

exports.diagnostic = async (editor) => {
  await editor.open('mistake.policy');
  await editor.squiggle().waitFor();
  await editor.command('Problems: Focus on Problems View');
  await editor.page.locator('.markers-panel .monaco-list-row', { hasText: 'did you mean `member`?' }).waitFor();
};

exports.quickFix = async (editor) => {
  await editor.open('mistake.policy');
  await editor.squiggle().waitFor();
  await editor.goto('mistake.policy', 'membr');
  await editor.page.keyboard.press('Control+.');
  await editor.page.locator('.action-widget .monaco-list-row.action', { hasText: 'member' }).first().waitFor();
  await editor.page.keyboard.press('Enter');
  await editor.squiggle().waitFor({ state: 'detached' });
  await editor.save('mistake.policy');
  await editor.until('the fix on the disk', () => /as member where/.test(editor.read('mistake.policy')));
};

exports.hover = async (editor) => {
  await editor.open('colours.policy');
  await editor.goto('colours.policy', 'department ==');
  await editor.command('Show or Focus Hover');
  await editor.page.locator('.monaco-hover', { hasText: 'The team that pays.' }).first().waitFor();
};

exports.completion = async (editor) => {
  await editor.open('half.policy');
  // A word that stands nowhere in the file: VS Code itself offers those.
  await editor.goto('half.policy', ' }\n\nrule');
  await editor.page.keyboard.type(', send_mes');
  await editor.command('Trigger Suggest');
  await editor.page.locator('.suggest-widget .monaco-list-row', { hasText: 'send_message' }).first().click();
  await editor.save('half.policy');
  await editor.until('the whole word', () => /preauthorized, send_message }/.test(editor.read('half.policy')));
};

exports.formatOnSave = async (editor) => {
  const expected = String(editor.read('format.policy')).replace('   ==', ' ==');
  await editor.open('format.policy');
  await editor.save('format.policy');
  await editor.until('the style', () => String(editor.read('format.policy')) === expected);
};

exports.rename = async (editor) => {
  await editor.open('rename.policy');
  await editor.goto('rename.policy', 'Badge as');
  await editor.command('Rename Symbol');
  const input = editor.page.locator('.rename-box input');
  await input.waitFor();
  await input.fill('Card');
  await editor.page.keyboard.press('Enter');
  await editor.until('the name in both files', () =>
    ['rename.policy', 'shared.policy'].every((name) => {
      const text = String(editor.read(name));
      return text.includes('Card') && !text.includes('Badge');
    }));
};

exports.runTestLens = async (editor) => {
  await editor.open('tests.policy');
  await editor.lens('run test').click();
  await editor.until('the result in place', async () => (await editor.behindLines()).includes('✓ 1 passed'));
};

exports.evaluateLens = async (editor) => {
  await editor.open('benefits.policy');
  await editor.lens('evaluate against hr.jwt: moderator by `hr`').click();
  await editor.until('the result in place', async () =>
    (await editor.behindLines()).includes('→ hr.jwt: moderator by `hr`'));
};

// The numbers of the processes that serve.
function servers() {
  const numbers = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const called = (number) => {
    try {
      return fs.readFileSync(`/proc/${number}/cmdline`, 'utf8');
    } catch {
      return '';
    }
  };
  return numbers.filter((number) => called(number) === `${ADMIT}\0lsp\0`);
}

exports.restart = async (editor) => {
  await editor.open('wrong.policy');
  await editor.squiggle().waitFor();
  const [old, ...more] = servers();
  assert(old && more.length === 0, 'there is one server');
  await editor.command('Policy: Restart the language server');
  await editor.until('another server', () => servers().length === 1 && servers()[0] !== old);
  await editor.squiggle().waitFor();
};

exports.missing = async (editor) => {
  await editor.open('wrong.policy');
  await editor.squiggle().waitFor();
  editor.settings({ 'admit.path': 'no-such-admit' });
  await editor.message('The program `no-such-admit` was not found, so there are colours but no diagnostics.');
  await editor.squiggle().waitFor({ state: 'detached' });
  assert.deepStrictEqual(servers(), []);
  assert.notStrictEqual(await editor.colour('credential'), await editor.colour('"HR"'));
};
