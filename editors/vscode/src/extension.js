// The client: starts `admit lsp`, and gives its commands, tasks and results a place in the editor.
'use strict';

const { execFile } = require('node:child_process');
const path = require('node:path');
const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');
const { isForeign, missing } = require('./words');

let client;
let output;

const program = () => vscode.workspace.getConfiguration('admit').get('path') || 'admit';

async function activate(context) {
  output = vscode.window.createOutputChannel('Policy');
  const register = (name, run) =>
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
  register('admit.compile', compile);
  register('admit.inspect', inspect);
  register('admit.evaluateFile', evaluateFile);
  register('admit.runTests', runTests);
  register('admit.restart', restart);
  context.subscriptions.push(
    output,
    vscode.tasks.registerTaskProvider('admit', { provideTasks, resolveTask }),
    vscode.workspace.onDidOpenTextDocument(leaveToOthers),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('admit.path')) restart();
    }),
  );
  vscode.workspace.textDocuments.forEach(leaveToOthers);
  await start();
}

async function deactivate() {
  await client?.stop();
}

// Other programs use the extension for XML: such a file is theirs.
function leaveToOthers(document) {
  if (document.languageId === 'policy' && isForeign(document.getText())) {
    vscode.languages.setTextDocumentLanguage(document, 'xml');
  }
}

async function start() {
  const command = program();
  const found = await new Promise((resolve) => {
    execFile(command, ['--version'], (error) => resolve(!error));
  });
  if (!found) {
    const choice = await vscode.window.showWarningMessage(missing(command), 'Open settings', 'Try again');
    if (choice === 'Open settings') {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'admit.path');
    } else if (choice === 'Try again') {
      await start();
    }
    return;
  }
  const foreign = (document) => isForeign(document.getText());
  client = new LanguageClient(
    'admit',
    'Room policies',
    { command, args: ['lsp'] },
    {
      documentSelector: [
        { language: 'policy', scheme: 'file' },
        { language: 'policy', scheme: 'untitled' },
      ],
      outputChannel: output,
      middleware: {
        didOpen: (document, next) => (foreign(document) ? Promise.resolve() : next(document)),
      },
    },
  );
  await client.start();
}

async function restart() {
  const old = client;
  client = undefined;
  await old?.stop();
  await start();
}

// The policy in the active editor, saved.
async function policy() {
  const document = vscode.window.activeTextEditor?.document;
  if (!document || document.languageId !== 'policy') {
    vscode.window.showInformationMessage('Open a policy first.');
    return undefined;
  }
  if (document.isUntitled || document.isDirty) {
    if (!(await document.save())) return undefined;
  }
  return document;
}

// What admit prints, and its exit code; both streams, since people read them.
function run(args, file) {
  return new Promise((resolve) => {
    const options = { cwd: path.dirname(file), maxBuffer: 1 << 26 };
    execFile(program(), args, options, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') {
        vscode.window.showErrorMessage(missing(program()));
        resolve(undefined);
      } else {
        resolve({ code: error ? error.code : 0, stdout, stderr });
      }
    });
  });
}

function show(title, text) {
  output.appendLine(`── ${title}`);
  output.appendLine(text.trimEnd());
  output.show(true);
}

async function compile() {
  const document = await policy();
  if (!document) return;
  const file = document.uri.fsPath;
  const into = `${file.replace(/\.policy$/, '')}.bin`;
  const result = await run(['compile', file, '--format', 'raw', '--output', into], file);
  if (!result) return;
  if (result.code === 0) {
    vscode.window.showInformationMessage(`Compiled to ${path.basename(into)}.`);
  } else {
    show(`compile ${path.basename(file)}`, result.stdout + result.stderr);
  }
}

async function inspect() {
  const document = await policy();
  if (!document) return;
  const file = document.uri.fsPath;
  const result = await run(['compile', file, '--format', 'annotated'], file);
  if (!result) return;
  if (result.code !== 0) {
    show(`inspect ${path.basename(file)}`, result.stdout + result.stderr);
    return;
  }
  const shown = await vscode.workspace.openTextDocument({ content: result.stdout });
  await vscode.window.showTextDocument(shown, vscode.ViewColumn.Beside);
}

async function evaluateFile() {
  const document = await policy();
  if (!document) return;
  const chosen = await vscode.window.showOpenDialog({
    title: 'The credential',
    defaultUri: vscode.Uri.file(path.dirname(document.uri.fsPath)),
  });
  if (!chosen) return;
  const [file, credential] = [document.uri.fsPath, chosen[0].fsPath];
  const result = await run(['eval', file, '--credential', credential], file);
  if (result) show(`evaluate ${path.basename(credential)}`, result.stdout + result.stderr);
}

// The server runs tests; its lenses say which there are.
async function runTests() {
  const document = await policy();
  if (!document) return;
  if (!client) {
    vscode.window.showErrorMessage(missing(program()));
    return;
  }
  const uri = client.code2ProtocolConverter.asUri(document.uri);
  const lenses = await client.sendRequest('textDocument/codeLens', { textDocument: { uri } });
  const commands = (lenses ?? []).map((lens) => lens.command);
  const tests = commands.filter((command) => command?.command === 'admit.runTest');
  const lines = [];
  for (const { command, arguments: args } of tests) {
    const found = await client.sendRequest('workspace/executeCommand', { command, arguments: args });
    lines.push(`${args[1]}: ${found?.verdict ?? found?.error}`);
    if (found?.explanation) lines.push(found.explanation.trimEnd());
  }
  show(`tests of ${path.basename(document.uri.fsPath)}`, lines.join('\n') || 'There are no tests.');
}

function task(definition) {
  const files = definition.files ?? ['${file}'];
  const form = definition.command === 'check' ? ['--format', 'short'] : [];
  const execution = new vscode.ProcessExecution(program(), [definition.command, ...form, ...files]);
  const name = `${definition.command} ${files.join(' ')}`;
  return new vscode.Task(definition, vscode.TaskScope.Workspace, name, 'admit', execution, '$admit');
}

async function provideTasks() {
  return [task({ type: 'admit', command: 'check' })];
}

function resolveTask(known) {
  return known.definition.command ? task(known.definition) : undefined;
}

module.exports = { activate, deactivate };
