// What the extension says without a program: colours, snippets, and which files are policies.
'use strict';

const assert = require('node:assert');

// Words that have to be drawn differently from each other.
async function differ(editor, words, after) {
  await editor.until(`colours of ${words}`, async () => {
    const colours = await Promise.all(words.map((word) => editor.colour(word, after)));
    return colours.every(Boolean) && new Set(colours).size === words.length;
  });
}

// The credential is declared as a type; that the rule's word names it too, only the server knows.
async function sameName(editor) {
  const declared = await editor.colour('Badge', 'credential');
  const [used, plain] = [await editor.colour('Badge', 'rule hr'), await editor.colour('==', 'rule hr')];
  return declared && declared === used && declared !== plain;
}

exports.colours = async (editor) => {
  editor.settings({ '[policy]': { 'editor.semanticHighlighting.enabled': false } });
  await editor.open('colours.policy');
  await editor.until('no colours of the server', async () => !(await sameName(editor)));
  await differ(editor, ['credential', '"HR"', 'iss'], '');
};

exports.serverColours = async (editor) => {
  await editor.open('colours.policy');
  await editor.until('colours of the server', () => sameName(editor));
};

exports.markdown = async (editor) => {
  await editor.open('notes.md');
  await differ(editor, ['admit', '"HR"', ' department'], '```policy');
  assert.notStrictEqual(await editor.colour('admit', '```policy'), await editor.colour('rule outside'));
};

exports.snippet = async (editor) => {
  await editor.open('snippet.policy');
  await editor.goto('snippet.policy', 'rule hr');
  await editor.command('Snippets: Insert Snippet');
  await editor.fill('refuse');
  await editor.choose('A rule that keeps out');
  // Two fields are left as they are: while one types there, Tab takes a suggestion instead.
  await editor.page.keyboard.press('Tab');
  await editor.page.keyboard.press('Tab');
  await editor.page.keyboard.type('Press');
  await editor.save('snippet.policy');
  await editor.until('the snippet, filled', () =>
    String(editor.read('snippet.policy')).includes('refuse Badge where claim == "Press"'));
};

exports.xml = async (editor) => {
  await editor.open('other.policy');
  await editor.until('the language XML', async () => (await editor.language()) === 'XML');
  await differ(editor, ['rule', '"none"'], '');
  await editor.command('Problems: Focus on Problems View');
  await editor.page.locator('.markers-panel', { hasText: 'No problems' }).waitFor();
};
