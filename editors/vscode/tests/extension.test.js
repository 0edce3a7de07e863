// Each command, task and message of the extension, in a stand-in for VS Code with the real program.
'use strict';

const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { setTimeout } = require('node:timers/promises');
const { ADMIT, inEditor } = require('./stand-in');

const POLICY = `policy "a"

credential Badge: jwt {
    department : string
}

role member = 2 { can join_if_preauthorized }

rule hr: admit Badge as member where department == "HR"

test "HR may join" {
    given Badge { department: "HR" }
    expect member by hr
}

test "Sales/Press may join" {
    given Badge { department: "Sales" }
    expect member
}
`;
const MISTAKE = POLICY.replace('as member', 'as membr');
const HR = '{ "department": "HR" }';

const called = (...args) => execFileSync(ADMIT, args, { stdio: 'pipe' });
const inPlace = ({ shown }) => shown.map(({ range, renderOptions }) => [range.start.line, renderOptions.after.contentText]);

const check = (name, what, settings) => test(name, () => inEditor(what, settings));

check('compile writes the octets that the program writes', async (editor) => {
  editor.open('a.policy', POLICY);
  await editor.run('admit.compile');
  const expected = called('compile', '--format', 'raw', editor.file('a.policy'));
  assert(fs.readFileSync(editor.file('a.bin')).equals(expected));
  assert.deepStrictEqual(editor.messages, ['Compiled to a.bin.']);
});

check('compile shows what is wrong, and writes nothing', async (editor) => {
  editor.open('a.policy', MISTAKE);
  await editor.run('admit.compile');
  assert.match(editor.printed, /── compile a.policy\n(.|\n)*E0201/);
  assert(!fs.existsSync(editor.file('a.bin')));
});

check('a command saves the policy first', async (editor) => {
  const { document } = editor.open('a.policy', POLICY);
  fs.rmSync(editor.file('a.policy'));
  document.isDirty = true;
  await editor.run('admit.compile');
  assert(fs.existsSync(editor.file('a.bin')));
});

check('a command needs a policy', async (editor) => {
  editor.open('a.md', '', 'markdown');
  for (const name of ['compile', 'inspect', 'evaluateFile', 'runTests']) await editor.run(`admit.${name}`);
  assert.deepStrictEqual(editor.messages, Array(4).fill('Open a policy first.'));
});

check('inspect opens the dump beside', async (editor) => {
  editor.open('a.policy', POLICY);
  await editor.run('admit.inspect');
  const dump = String(called('compile', '--format', 'annotated', editor.file('a.policy')));
  assert.deepStrictEqual(editor.beside, [['beside', dump]]);
});

check('evaluate says the decision and prints the reasons', async (editor) => {
  editor.open('a.policy', POLICY);
  editor.dialog = editor.write('hr.json', HR);
  await editor.run('admit.evaluateFile');
  assert.deepStrictEqual(editor.messages, ['admitted as member (role 2) by rule `hr` (entry 0)']);
  assert.match(editor.printed, /── evaluate hr.json\nadmitted as member(.|\n)*yes +department == "HR"/);
});

check('evaluate says nothing when no file is chosen, and what is wrong with one', async (editor) => {
  editor.open('a.policy', POLICY);
  await editor.run('admit.evaluateFile');
  assert.strictEqual(editor.printed, '');
  editor.dialog = editor.write('hr.json', '{');
  await editor.run('admit.evaluateFile');
  assert.match(editor.printed, /not JSON/);
  assert.deepStrictEqual(editor.messages, []);
});

check('tests are run, told in place and in the output', async (editor) => {
  const shown = editor.open('a.policy', POLICY);
  await editor.run('admit.runTests');
  assert.deepStrictEqual(inPlace(shown), [[10, '✓ 1 passed'], [15, '✗ 0 passed, 1 failed']]);
  assert.match(shown.shown[1].hoverMessage.text, /department == "HR": found "Sales"/);
  assert.match(editor.printed, /✓ HR may join: 1 passed\n✗ Sales\/Press may join: 0 passed, 1 failed\n(.|\n)*found "Sales"/);
  assert.deepStrictEqual(editor.messages, []);
});

check('a policy without tests is said to have none', async (editor) => {
  editor.open('a.policy', POLICY.split('test')[0]);
  await editor.run('admit.runTests');
  assert.match(editor.printed, /There are no tests\./);
});

check('a lens shows its result in place until the text changes', async (editor) => {
  editor.write('hr.jwt', HR);
  const shown = editor.open('a.policy', POLICY);
  const lenses = await editor.clients[0].lenses(shown.document);
  for (const { command } of lenses) {
    if (command.command) await editor.run(command.command, ...command.arguments);
  }
  const expected = [[0, '→ hr.jwt: member by `hr`'], [10, '✓ 1 passed'], [15, '✗ 0 passed, 1 failed']];
  assert.deepStrictEqual(inPlace(shown), expected);
  assert.deepStrictEqual(editor.messages, []);
  editor.events.change.fire({ document: shown.document, contentChanges: [{}] });
  assert.deepStrictEqual(inPlace(shown), []);
});

check('tasks call the program as it wants to be called', async (editor) => {
  const { provideTasks, resolveTask } = editor.providers.get('admit');
  const [known] = provideTasks();
  assert.deepStrictEqual({ ...known.execution }, { process: ADMIT, args: ['check', '--format', 'short', '${file}'] });
  assert.deepStrictEqual([known.name, known.source, known.problemMatchers], ['check', 'admit', '$admit']);

  const file = editor.write('a.policy', POLICY);
  for (const command of ['check', 'compile']) {
    const definition = { type: 'admit', command, files: [file] };
    const resolved = resolveTask({ definition });
    assert.strictEqual(resolved.definition, definition);
    called(...resolved.execution.args);
  }
  assert(fs.existsSync(editor.file('a.bin')));
  assert.strictEqual(resolveTask({ definition: { type: 'admit' } }), undefined);
});

check('XML is given to XML, and the server does not hear of it', async (editor) => {
  editor.open('b.policy', POLICY);
  editor.open('a.policy', '<?xml version="1.0"?>\n');
  assert.deepStrictEqual(editor.languages, [['a.policy', 'xml']]);
  assert.deepStrictEqual(editor.told, ['b.policy']);
});

check('where the program is missing, a message says so and offers help', async (editor) => {
  assert.match(editor.messages[0], /^The program `no-such-admit` was not found/);
  editor.open('a.policy', POLICY);
  await editor.run('admit.compile');
  assert.match(editor.messages[1], /^The program `no-such-admit` was not found/);
  assert.deepStrictEqual(editor.clients, []);

  editor.answers['The program'] = 'Open settings';
  await editor.run('admit.restart');
  assert.deepStrictEqual(editor.executed, [['workbench.action.openSettings', 'admit.path']]);

  editor.settings.path = ADMIT;
  await editor.run('admit.runTests');
  assert.match(editor.printed, /HR may join: 1 passed/);
}, { path: 'no-such-admit' });

check('the program is looked for again when the user wants it', async (editor) => {
  Object.defineProperty(editor, 'answers', {
    get() {
      editor.settings.path = ADMIT;
      return editor.messages.length === 2 ? { 'The program': 'Try again' } : {};
    },
  });
  await editor.run('admit.restart');
  for (let again = 0; again < 500 && editor.clients.length === 0; again += 1) await setTimeout(10);
  assert.strictEqual(editor.clients.length, 1);
}, { path: 'no-such-admit' });

check('the server is started again by command, and when the setting changes', async (editor) => {
  await editor.run('admit.restart');
  const other = path.join(editor.folder, 'other-admit');
  fs.writeFileSync(other, `#!/bin/sh\nexec '${ADMIT}' "$@"\n`, { mode: 0o755 });
  editor.configure({ path: other });
  editor.open('a.policy', POLICY);
  await editor.run('admit.runTests');
  assert.deepStrictEqual(editor.clients.map(({ command }) => command), [ADMIT, ADMIT, other]);
  const ended = editor.clients.map((client) => client.process.exitCode);
  assert.deepStrictEqual(ended, [0, 0, null]);
});
