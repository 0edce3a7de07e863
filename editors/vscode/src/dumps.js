// Compiled policies, field by field, as documents that nobody is asked to save.
'use strict';

const vscode = require('vscode');

const SCHEME = 'admit-compiled';

class Dumps {
  #texts = new Map();
  #changed = new vscode.EventEmitter();

  constructor() {
    const provider = {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: (uri) => this.#texts.get(uri.toString()),
    };
    this.parts = [this.#changed, vscode.workspace.registerTextDocumentContentProvider(SCHEME, provider)];
  }

  async show(file, text) {
    const uri = vscode.Uri.file(`${file} (compiled)`).with({ scheme: SCHEME });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    const viewColumn = vscode.ViewColumn.Beside;
    await vscode.window.showTextDocument(uri, { viewColumn, preserveFocus: true });
  }
}

module.exports = { Dumps };
