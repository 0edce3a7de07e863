// What can be said without an editor: whether a file is another program's, and what to do when
// the program is missing.
'use strict';

// A policy never begins with `<`; XML does.
const isForeign = (text) => /^\uFEFF?\s*</.test(text);

const missing = (command) =>
  `The program \`${command}\` was not found, so there are colours but no diagnostics. ` +
  'Install it with `cargo install --path .` in the folder of admit, or set `admit.path` to where it is.';

module.exports = { isForeign, missing };
