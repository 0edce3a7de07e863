// The life of `admit lsp`, and what is said where the program is missing.
'use strict';

const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');
const { answers } = require('./calls');
const { isForeign, missing, outcome } = require('./words');

const program = () => vscode.workspace.getConfiguration('admit').get('path') || 'admit';
const MESSAGES = { 1: 'showErrorMessage', 2: 'showWarningMessage' };

class Server {
  #output;
  #results;
  #client;
  #turn = Promise.resolve();
  #asked = 0;

  constructor(output, results) {
    this.#output = output;
    this.#results = results;
  }

  // One start after the other: settings can change while one is under way.
  restart() {
    return this.#next(async () => {
      await this.#stop();
      await this.#start();
    });
  }

  stop() {
    return this.#next(() => this.#stop());
  }

  // The client of a server that runs; another try when there is none.
  async running() {
    await this.#turn;
    if (!this.#client) await this.restart();
    return this.#client;
  }

  // Has a lens's command done; its result stands in place; the reasons are shown in the output.
  async execute({ command, arguments: [uri, name] }, line) {
    const client = await this.running();
    if (!client) return;
    const request = { command, arguments: [uri, name] };
    this.#asked += 1;
    const asking = client.sendRequest('workspace/executeCommand', request);
    const answer = await asking.finally(() => (this.#asked -= 1));
    const found = outcome(request, answer);
    this.#output.appendLine(found.inLines);
    if (found.explanation) this.#output.show(true);
    if (line !== undefined) this.#results.show(client.protocol2CodeConverter.asUri(uri), line, found);
  }

  #next(what) {
    this.#turn = this.#turn.then(what).catch((error) => this.#output.appendLine(String(error)));
    return this.#turn;
  }

  async #stop() {
    const old = this.#client;
    this.#client = undefined;
    // One that could not start cannot be stopped either.
    await old?.stop().catch((error) => this.#output.appendLine(String(error)));
  }

  async #start() {
    const command = program();
    if (await answers(command)) {
      const client = this.#connect(command);
      await client.start();
      this.#client = client;
    } else {
      this.#offer(command);
    }
  }

  // Nobody waits for the choice: the message may stand for long.
  async #offer(command) {
    const choice = await vscode.window.showWarningMessage(missing(command), 'Open settings', 'Try again');
    if (choice === 'Open settings') vscode.commands.executeCommand('workbench.action.openSettings', 'admit.path');
    if (choice === 'Try again') this.restart();
  }

  #connect(command) {
    const client = new LanguageClient(
      'admit',
      'Room policies',
      { command, args: ['lsp'] },
      {
        documentSelector: ['file', 'untitled'].map((scheme) => ({ language: 'policy', scheme })),
        outputChannel: this.#output,
        middleware: {
          didOpen: (document, next) => (isForeign(document.getText()) ? Promise.resolve() : next(document)),
          provideCodeLenses: async (document, token, next) => (await next(document, token))?.map(withLine),
          executeCommand: (name, args) => this.execute({ command: name, arguments: args }, args[2]),
        },
      },
    );
    // What the server says of a command is shown in place instead.
    client.onNotification('window/showMessage', ({ type, message }) => {
      if (this.#asked === 0) vscode.window[MESSAGES[type] ?? 'showInformationMessage'](message);
    });
    return client;
  }
}

// A lens's command is told where the lens stands.
function withLine(lens) {
  lens.command?.arguments?.push(lens.range.start.line);
  return lens;
}

module.exports = { Server, program };
