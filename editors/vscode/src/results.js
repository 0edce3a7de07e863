// What tests and credentials came to, behind the lines that they belong to until the text changes.
'use strict';

const vscode = require('vscode');

class Results {
  #style = vscode.window.createTextEditorDecorationType({ after: { margin: '0 0 0 2em' } });
  // Of each document, by the title of what was asked.
  #found = new Map();

  constructor() {
    this.parts = [
      this.#style,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#clear(document.uri);
      }),
      vscode.window.onDidChangeVisibleTextEditors((editors) => editors.forEach((editor) => this.#draw(editor))),
    ];
  }

  show(uri, line, found) {
    const known = this.#found.get(uri.toString()) ?? new Map();
    this.#found.set(uri.toString(), known.set(found.title, decoration(line, found)));
    this.#redraw(uri);
  }

  #clear(uri) {
    if (this.#found.delete(uri.toString())) this.#redraw(uri);
  }

  #redraw(uri) {
    const shown = vscode.window.visibleTextEditors.filter(({ document }) => document.uri.toString() === uri.toString());
    shown.forEach((editor) => this.#draw(editor));
  }

  #draw(editor) {
    const known = this.#found.get(editor.document.uri.toString());
    editor.setDecorations(this.#style, [...(known?.values() ?? [])]);
  }
}

const COLOURS = { '✓': 'testing.iconPassed', '✗': 'testing.iconFailed', '→': 'editorCodeLens.foreground' };

function decoration(line, { inPlace, mark, explanation }) {
  const end = new vscode.Position(line, Number.MAX_SAFE_INTEGER);
  return {
    range: new vscode.Range(end, end),
    hoverMessage: explanation ? new vscode.MarkdownString().appendCodeblock(explanation, 'text') : undefined,
    renderOptions: { after: { contentText: inPlace, color: new vscode.ThemeColor(COLOURS[mark]) } },
  };
}

module.exports = { Results };
