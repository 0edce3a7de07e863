// The calls of the program: their arguments, and what comes of them.
'use strict';

const { execFile } = require('node:child_process');
const path = require('node:path');

const binary = (file) => `${file.replace(/\.policy$/, '')}.bin`;

const compile = (file) => ['compile', file, '--format', 'raw', '--output', binary(file)];
const inspect = (file) => ['compile', file, '--format', 'annotated'];
const evaluate = (file, credential) => ['eval', file, '--credential', credential];

// Of a task: without files it takes the one in the editor, by the names that VS Code fills in.
function task({ command, files }) {
  if (command === 'check') return ['check', '--format', 'short', ...(files ?? ['${file}'])];
  const [file] = files ?? ['${fileDirname}/${fileBasenameNoExtension}.policy'];
  return [...compile(file), '--message-format', 'short'];
}

// Its exit code and what it printed; `undefined` when there is no such program.
function run(program, args, file) {
  const options = { cwd: path.dirname(file), maxBuffer: 1 << 26 };
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      const code = error ? error.code : 0;
      resolve(typeof code === 'number' ? { code, stdout, text: stdout + stderr } : undefined);
    });
  });
}

const answers = (program) =>
  new Promise((resolve) => {
    execFile(program, ['--version'], (error) => resolve(!error));
  });

module.exports = { answers, binary, compile, evaluate, inspect, run, task };
