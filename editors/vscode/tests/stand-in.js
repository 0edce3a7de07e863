// A stand-in for VS Code: as much of it as the extension asks for. It remembers what is shown; the
// program and the server behind it are the real ones.
'use strict';

const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const Module = require('node:module');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const rpc = require('vscode-jsonrpc/node');

const named = process.env.ADMIT ?? 'admit';
const ADMIT = named.includes('/') ? path.resolve(named) : named;
// Fails where there is none.
execFileSync(ADMIT, ['--version']);

class EventEmitter {
  #listeners = new Set();
  event = (listener) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  fire(what) {
    this.#listeners.forEach((listener) => listener(what));
  }
}

class Uri {
  constructor(scheme, fsPath) {
    Object.assign(this, { scheme, fsPath });
  }
  static file(fsPath) {
    return new Uri('file', fsPath);
  }
  with({ scheme }) {
    return new Uri(scheme, this.fsPath);
  }
  toString() {
    return pathToFileURL(this.fsPath).href.replace('file', this.scheme);
  }
}

// A class whose values are the arguments that made them, by these names.
const record = (...names) =>
  class {
    constructor(...values) {
      names.forEach((name, at) => (this[name] = values[at]));
    }
  };

class MarkdownString {
  appendCodeblock(text) {
    return Object.assign(this, { text });
  }
}

// The editor: `vscode` is what the extension sees, the rest what its user sees and does.
class StandIn {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'admit-'));
  settings = { path: ADMIT };
  messages = [];
  clients = [];
  printed = '';
  // What the user answers to messages and dialogs, by their first words.
  answers = {};
  dialog = undefined;
  languages = [];
  // The documents that the server was told of.
  told = [];
  executed = [];
  beside = [];
  commands = new Map();
  providers = new Map();
  events = Object.fromEntries(
    ['change', 'configuration', 'open', 'visible'].map((name) => [name, new EventEmitter()]),
  );

  constructor() {
    this.vscode = {
      EventEmitter,
      MarkdownString,
      Position: record('line', 'character'),
      ProcessExecution: record('process', 'args'),
      Range: record('start', 'end'),
      Task: record('definition', 'scope', 'name', 'source', 'execution', 'problemMatchers'),
      TaskScope: { Workspace: 'workspace' },
      ThemeColor: record('id'),
      Uri,
      ViewColumn: { Beside: 'beside' },
      commands: {
        registerCommand: (name, run) => this.commands.set(name, run),
        executeCommand: async (...all) => this.executed.push(all),
      },
      languages: { setTextDocumentLanguage: (document, id) => this.languages.push([document.name, id]) },
      tasks: { registerTaskProvider: (type, provider) => this.providers.set(type, provider) },
      window: this.#window(),
      workspace: this.#workspace(),
    };
  }

  #window() {
    const message = async (text) => {
      this.messages.push(text);
      return Object.entries(this.answers).find(([words]) => text.startsWith(words))?.[1];
    };
    return {
      activeTextEditor: undefined,
      visibleTextEditors: [],
      createOutputChannel: () => ({ appendLine: (text) => (this.printed += `${text}\n`), show: () => {} }),
      createTextEditorDecorationType: () => ({}),
      onDidChangeVisibleTextEditors: this.events.visible.event,
      showErrorMessage: message,
      showInformationMessage: message,
      showWarningMessage: message,
      showOpenDialog: async () => this.dialog && [Uri.file(this.dialog)],
      showTextDocument: async (uri, { viewColumn }) =>
        this.beside.push([viewColumn, this.providers.get(uri.scheme).provideTextDocumentContent(uri)]),
    };
  }

  #workspace() {
    return {
      textDocuments: [],
      getConfiguration: () => ({ get: (name) => this.settings[name] }),
      onDidChangeConfiguration: this.events.configuration.event,
      onDidChangeTextDocument: this.events.change.event,
      onDidOpenTextDocument: this.events.open.event,
      registerTextDocumentContentProvider: (scheme, provider) => this.providers.set(scheme, provider),
    };
  }

  file(name) {
    return path.join(this.folder, name);
  }

  write(name, text) {
    fs.writeFileSync(this.file(name), text);
    return this.file(name);
  }

  // Puts a file into the active editor.
  open(name, text, languageId = 'policy') {
    const uri = Uri.file(this.write(name, text));
    const document = { name, uri, languageId, isDirty: false, isUntitled: false, getText: () => text };
    document.save = async () => Boolean(this.write(name, text)) && !(document.isDirty = false);
    const editor = { document, shown: [], setDecorations: (_, all) => (editor.shown = all) };
    this.vscode.workspace.textDocuments.push(document);
    Object.assign(this.vscode.window, { activeTextEditor: editor, visibleTextEditors: [editor] });
    this.events.open.fire(document);
    return editor;
  }

  run(name, ...args) {
    return this.commands.get(name)(...args);
  }

  configure(settings) {
    Object.assign(this.settings, settings);
    this.events.configuration.fire({ affectsConfiguration: (name) => name.split('.')[1] in settings });
  }
}

// The client: what `vscode-languageclient` does with a server, for the requests that the tests make.
const clientOf = (editor) =>
  class {
    code2ProtocolConverter = { asUri: String };
    protocol2CodeConverter = { asUri: (text) => Uri.file(new URL(text).pathname) };
    #handlers = [];

    constructor(id, name, { command, args }, options) {
      Object.assign(this, { command, args, options });
      editor.clients.push(this);
    }

    onNotification(...handler) {
      this.#handlers.push(handler);
    }

    async start() {
      this.process = spawn(this.command, this.args);
      const { stdout, stdin } = this.process;
      this.connection = rpc.createMessageConnection(new rpc.StreamMessageReader(stdout), new rpc.StreamMessageWriter(stdin));
      this.#handlers.forEach((handler) => this.connection.onNotification(...handler));
      this.connection.listen();
      const answer = await this.sendRequest('initialize', { processId: null, capabilities: {}, rootUri: null });
      for (const name of answer.capabilities.executeCommandProvider.commands) {
        editor.commands.set(name, (...args) => this.options.middleware.executeCommand(name, args));
      }
      await this.connection.sendNotification('initialized', {});
      const open = (document) =>
        this.options.middleware.didOpen(document, ({ name, uri, getText }) => {
          editor.told.push(name);
          const textDocument = { uri: uri.toString(), languageId: 'policy', version: 1, text: getText() };
          return this.connection.sendNotification('textDocument/didOpen', { textDocument });
        });
      for (const document of editor.vscode.workspace.textDocuments) await open(document);
      this.opening = editor.events.open.event(open);
    }

    sendRequest(method, params) {
      return this.connection.sendRequest(method, params);
    }

    async lenses(document) {
      const textDocument = { uri: document.uri.toString() };
      const next = () => this.sendRequest('textDocument/codeLens', { textDocument });
      return this.options.middleware.provideCodeLenses(document, undefined, next);
    }

    async stop() {
      this.opening.dispose();
      await this.sendRequest('shutdown');
      const ended = new Promise((resolve) => this.process.once('exit', resolve));
      await this.connection.sendNotification('exit');
      await ended;
      this.connection.dispose();
    }
  };

// Runs a test in an editor that has the extension, and takes both away again.
async function inEditor(what, settings = {}) {
  const editor = new StandIn();
  Object.assign(editor.settings, settings);
  const stands = { vscode: editor.vscode, 'vscode-languageclient/node': { LanguageClient: clientOf(editor) } };
  const load = Module._load;
  Module._load = (name, ...rest) => stands[name] ?? load(name, ...rest);
  const sources = path.join(__dirname, '../src');
  Object.keys(require.cache).filter((name) => name.startsWith(sources)).forEach((name) => delete require.cache[name]);
  const extension = require('../src/extension');
  Module._load = load;
  await extension.activate({ subscriptions: [] });
  try {
    await what(editor);
  } finally {
    await extension.deactivate();
    fs.rmSync(editor.folder, { recursive: true });
  }
}

module.exports = { ADMIT, inEditor };
