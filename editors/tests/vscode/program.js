// What the extension has the program do: the commands of the palette, and the task.
'use strict';

const assert = require('node:assert');
const { execFileSync } = require('node:child_process');

const { ADMIT } = process.env;

exports.compile = async (editor) => {
  await editor.open('benefits.policy');
  await editor.command('Policy: Compile');
  await editor.message('Compiled to benefits.bin');
  const expected = execFileSync(ADMIT, ['compile', '--format', 'raw', editor.file('benefits.policy')]);
  assert(editor.read('benefits.bin').equals(expected));
};

exports.inspect = async (editor) => {
  await editor.open('benefits.policy');
  await editor.command('Policy: Inspect what is compiled');
  await editor.page.locator('.tab.active[data-resource-name="benefits.policy (compiled)"]').waitFor();
  assert.strictEqual(await editor.page.locator('.editor-group-container').count(), 2);
  const dump = execFileSync(ADMIT, ['compile', '--format', 'annotated', editor.file('benefits.policy')], { encoding: 'utf8' });
  const beginning = dump.split('\n').slice(0, 20).join('\n');
  await editor.until('the dump', async () => (await editor.lines('.editor-group-container >> nth=1')).includes(beginning));
};

exports.evaluate = async (editor) => {
  await editor.open('benefits.policy');
  await editor.command('Policy: Evaluate against a credential');
  await editor.choose('staff.json');
  await editor.message('admitted as participant (role 2) by rule `staff`');
  await editor.outputHas('rule `staff` (entry 1) matches');
};

exports.runTests = async (editor) => {
  await editor.open('tests.policy');
  await editor.command('Policy: Run tests');
  await editor.outputHas('✓ HR may join: 1 passed');
  await editor.outputHas('✗ Sales may join: 0 passed, 1 failed');
};

// The server says nothing of files that are closed: what is listed of them comes from the task.
async function lists(editor, file, line, column) {
  await editor.page.locator('.xterm-rows', { hasText: `${file}:${line}:${column}: error[` }).waitFor();
  await editor.command('Problems: Focus on Problems View');
  const rows = editor.page.locator('.markers-panel .monaco-list-row');
  await rows.and(editor.page.locator('[aria-level="1"]', { hasText: file })).waitFor();
  await rows.and(editor.page.locator(`[aria-level="2"][aria-label*="at line ${line} and character ${column}"]`)).waitFor();
}

exports.task = async (editor) => {
  await editor.open('user.policy');
  await editor.command('Tasks: Run Task');
  await editor.choose('admit');
  await editor.choose('admit: check');
  await lists(editor, 'module.policy', 2, 18);
};

exports.taskOfFile = async (editor) => {
  await editor.command('Tasks: Run Task');
  await editor.choose('check what is closed');
  await lists(editor, 'closed.policy', 11, 25);
};
