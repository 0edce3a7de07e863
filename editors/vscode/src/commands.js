// The commands of the palette, all on the policy in the active editor.
'use strict';

const path = require('node:path');
const vscode = require('vscode');
const calls = require('./calls');
const { program } = require('./server');
const { missing } = require('./words');

module.exports = ({ output, server, dumps }) => {
  async function compile({ file }) {
    const result = await run(calls.compile(file), file);
    if (result?.code === 0) {
      vscode.window.showInformationMessage(`Compiled to ${path.basename(calls.binary(file))}.`);
    } else if (result) {
      show(`compile ${path.basename(file)}`, result.text);
    }
  }

  async function inspect({ file }) {
    const result = await run(calls.inspect(file), file);
    if (result?.code === 0) {
      await dumps.show(file, result.stdout);
    } else if (result) {
      show(`inspect ${path.basename(file)}`, result.text);
    }
  }

  async function evaluateFile({ file }) {
    const defaultUri = vscode.Uri.file(path.dirname(file));
    const [credential] = (await vscode.window.showOpenDialog({ title: 'The credential', defaultUri })) ?? [];
    const result = credential && (await run(calls.evaluate(file, credential.fsPath), file));
    if (!result) return;
    show(`evaluate ${path.basename(credential.fsPath)}`, result.text);
    // The output is at its end; the decision stands at its beginning.
    if (result.code <= 1) vscode.window.showInformationMessage(result.stdout.split('\n')[0]);
  }

  // The server runs tests; its lenses say which there are, and where.
  async function runTests({ file, uri }) {
    const client = await server.running();
    if (!client) return;
    const textDocument = { uri: client.code2ProtocolConverter.asUri(uri) };
    const lenses = (await client.sendRequest('textDocument/codeLens', { textDocument })) ?? [];
    const tests = lenses.filter((lens) => lens.command?.command === 'admit.runTest');
    output.appendLine(`── tests of ${path.basename(file)}`);
    for (const { command, range } of tests) await server.execute(command, range.start.line);
    if (tests.length === 0) output.appendLine('There are no tests.');
    output.show(true);
  }

  async function run(args, file) {
    const result = await calls.run(program(), args, file);
    if (!result) vscode.window.showErrorMessage(missing(program()));
    return result;
  }

  function show(title, text) {
    output.appendLine(`── ${title}`);
    output.appendLine(text.trimEnd());
    output.show(true);
  }

  const active = () => vscode.window.activeTextEditor?.document;

  // The program reads what is on the disk. A text without a name is another document once it is saved.
  const onPolicy = (command) => async () => {
    const document = active();
    if (document?.languageId !== 'policy') {
      vscode.window.showInformationMessage('Open a policy first.');
    } else if (!(document.isUntitled || document.isDirty) || (await document.save())) {
      const { uri } = active();
      await command({ file: uri.fsPath, uri });
    }
  };

  return {
    'admit.compile': onPolicy(compile),
    'admit.inspect': onPolicy(inspect),
    'admit.evaluateFile': onPolicy(evaluateFile),
    'admit.runTests': onPolicy(runTests),
    'admit.restart': () => server.restart(),
  };
};
