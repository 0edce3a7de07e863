// What the client says and decides without an editor.
'use strict';

const assert = require('node:assert');
const { test } = require('node:test');
const { isForeign, missing } = require('../src/words');

test('XML is another program’s', () => {
  assert(isForeign('<?xml version="1.0"?>\n'));
  assert(isForeign('\uFEFF\n  <policy/>'));
  assert(!isForeign('policy "a"\n'));
  assert(!isForeign('// <a>\n'));
  assert(!isForeign(''));
});

test('who misses the program is told what to do', () => {
  assert.match(missing('/no/admit'), /`\/no\/admit` was not found.*admit\.path/s);
});

test('the problem matcher reads what `admit check --format short` writes', () => {
  const { problemMatchers } = require('../package.json').contributes;
  const pattern = new RegExp(problemMatchers[0].pattern.regexp);
  const { execFileSync } = require('node:child_process');
  const fs = require('node:fs');
  const os = require('node:os');
  const path = require('node:path');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'admit-'));
  const file = path.join(folder, 'a: b.policy');
  fs.writeFileSync(file, 'policy "a"\nlet b = c\n');
  let printed = '';
  try {
    execFileSync(process.env.ADMIT ?? 'admit', ['check', '--format', 'short', file]);
  } catch (error) {
    printed = String(error.stdout);
  }
  const [line] = printed.split('\n');
  const found = pattern.exec(line);
  assert(found, line);
  assert.deepStrictEqual(found.slice(1, 6), [file, '2', '9', 'error', 'E0201']);
  fs.rmSync(folder, { recursive: true });
});
