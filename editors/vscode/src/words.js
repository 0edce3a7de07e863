// What can be said and decided without an editor.
'use strict';

// Other programs use the extension for XML; a policy never begins with `<`.
const isForeign = (text) => /^\uFEFF?\s*</.test(text);

const missing = (command) =>
  `The program \`${command}\` was not found, so there are colours but no diagnostics. ` +
  'Install it with `cargo install --path .` in the folder of admit, or set `admit.path` to where it is.';

// What the server answered on a test or a credential, to be shown.
function outcome({ command, arguments: [, name] }, answer) {
  const isTest = command === 'admit.runTest';
  const words = answer?.verdict ?? answer?.error ?? 'no answer';
  const failed = answer?.verdict === undefined || (isTest && words.endsWith('failed'));
  const mark = failed ? '✗' : isTest ? '✓' : '→';
  const title = isTest ? name : decodeURIComponent(name.split('/').pop());
  const explanation = (mark !== '✓' && answer?.explanation?.trimEnd()) || '';
  return {
    title,
    mark,
    explanation,
    // Behind the line, where a test's name can be read already.
    inPlace: isTest ? `${mark} ${words}` : `${mark} ${title}: ${words}`,
    inLines: [`${mark} ${title}: ${words}`, explanation].filter(Boolean).join('\n'),
  };
}

module.exports = { isForeign, missing, outcome };
