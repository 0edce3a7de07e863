// The extension: what it adds to the editor, and takes away again.
'use strict';

const vscode = require('vscode');
const calls = require('./calls');
const commands = require('./commands');
const { Dumps } = require('./dumps');
const { Results } = require('./results');
const { Server, program } = require('./server');
const { isForeign } = require('./words');

let server;

async function activate(context) {
  const output = vscode.window.createOutputChannel('Policy');
  const [results, dumps] = [new Results(), new Dumps()];
  server = new Server(output, results);
  const all = Object.entries(commands({ output, server, dumps }));
  context.subscriptions.push(
    output,
    ...results.parts,
    ...dumps.parts,
    ...all.map(([name, run]) => vscode.commands.registerCommand(name, run)),
    vscode.tasks.registerTaskProvider('admit', { provideTasks, resolveTask }),
    vscode.workspace.onDidOpenTextDocument(leaveToOthers),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('admit.path')) server.restart();
    }),
  );
  vscode.workspace.textDocuments.forEach(leaveToOthers);
  await server.restart();
}

const deactivate = () => server?.stop();

// VS Code chooses by the name alone.
function leaveToOthers(document) {
  if (document.languageId === 'policy' && isForeign(document.getText())) {
    vscode.languages.setTextDocumentLanguage(document, 'xml');
  }
}

const provideTasks = () => [task({ type: 'admit', command: 'check' })];

const resolveTask = ({ definition }) => (definition.command ? task(definition) : undefined);

function task(definition) {
  const name = [definition.command, ...(definition.files ?? [])].join(' ');
  const execution = new vscode.ProcessExecution(program(), calls.task(definition));
  return new vscode.Task(definition, vscode.TaskScope.Workspace, name, 'admit', execution, '$admit');
}

module.exports = { activate, deactivate };
