// The files of the folder that VS Code shows: one for each check that writes, so that none disturbs another.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const badge = `credential Badge: jwt {
    iss        : https_uri
    /// The team that pays.
    department : string
}

role member = 2 { can join_if_preauthorized }
`;

const hr = 'rule hr: admit Badge as member where iss == "https://idp.example" and department == "HR"\n';
const wrong = hr.replace('member', 'membr');

const policy = (name, ...items) => `policy "${name}"\n\n${[badge, ...items].join('\n')}`;

const tests = `test "HR may join" {
    given Badge { iss: "https://idp.example", department: "HR" }
    expect member by hr
}

test "Sales may join" {
    given Badge { iss: "https://idp.example", department: "Sales" }
    expect member
}
`;

const example = (name) => fs.readFileSync(path.join(__dirname, '../../../examples/benefits', name), 'utf8');

const closed = { type: 'admit', command: 'check', files: ['closed.policy'], label: 'check what is closed' };

const rooms = {
  '.vscode/tasks.json': JSON.stringify({ version: '2.0.0', tasks: [closed] }),
  'colours.policy': policy('colours', hr),
  'mistake.policy': policy('mistake', wrong),
  'closed.policy': policy('closed', wrong),
  'wrong.policy': policy('wrong', wrong),
  'format.policy': policy('format', hr.replace(' ==', '   ==')),
  'module.policy': badge.replace('https_uri', 'htps_uri'),
  'user.policy': `policy "user"\n\nuse "module.policy" { Badge, member }\n\n${hr}`,
  'half.policy': policy('half', hr),
  'shared.policy': badge,
  'rename.policy': `policy "rename"\n\nuse "shared.policy" { Badge, member }\n\n${hr}`,
  'tests.policy': policy('tests', hr, tests),
  'benefits.policy': example('benefits.policy'),
  'hr.jwt': example('hr.jwt'),
  'staff.json': example('staff.json'),
  'snippet.policy': policy('snippet', hr),
  'other.policy': '<?xml version="1.0"?>\n<policy rule="none"/>\n',
  'notes.md': `# Notes\n\nrule outside: "text"\n\n\`\`\`policy\n${hr}\`\`\`\n`,
};

module.exports = { rooms };
