/** The report to take along, as JSON or Markdown, with the token left out. */

import { compact, member } from './json.js';
import { plain } from './text.js';
import { relative } from './times.js';

const MARKS = { pass: '✓', fail: '✗', warn: '!', skip: '–' };

/** The report as the package gives it, indented; neither the token nor where it stood in the text. */
export function reportJson(inspected) {
  const { token_start: start, parts, ...report } = inspected.report;
  return JSON.stringify(report, null, 2);
}

/** The report for an issue or a chat. */
export function reportMarkdown(inspected, indicators) {
  const { report, header, claims } = inspected;
  const lines = [`**${report.verdict}**`, ''];
  for (const { name, word, detail } of indicators) lines.push(`- ${name}: ${word} (${plain(detail)})`);
  if (report.not_said) lines.push(`- Not said, and not looked at: ${report.not_said.join(', ')}`);
  if (report.waived?.length) lines.push(`- Waived: ${report.waived.join(', ')}`);
  const failed = report.checks.filter((check) => check.status === 'fail');
  if (failed.length > 0) lines.push('', '### Failed', '');
  for (const check of failed) {
    lines.push(`- \`${check.id}\` ${plain(check.message)} (${check.spec})`);
    if (check.expected) lines.push(`  - expected: ${code(check.expected)}`);
    if (check.actual) lines.push(`  - actual: ${code(check.actual)}`);
    if (check.hint) lines.push(`  - advice: ${plain(check.hint)}`);
  }
  lines.push(...table('Header', header, []), ...table('Payload', claims, ['exp', 'nbf', 'iat', 'auth_time']));
  const ran = report.checks.filter((check) => check.status !== 'skip' && check.status !== 'fail');
  lines.push('', '<details><summary>Checks that did not fail</summary>', '');
  for (const check of ran) lines.push(`- ${MARKS[check.status]} \`${check.id}\` ${plain(check.message)}`);
  lines.push('', '</details>', '', 'Made by Claimscope; the token is left out.');
  return `${lines.join('\n')}\n`;
}

function table(title, value, dates) {
  if (value?.kind !== 'object' || value.members.length === 0) return [];
  const rows = value.members.map((one) => {
    const time = dates.includes(one.name) && member(value, one.name)?.kind === 'number';
    const words = time ? ` (${relative(Number(one.value.text))})` : '';
    return `| ${code(one.name)} | ${code(compact(one.value))}${words} |`;
  });
  return ['', `### ${title}`, '', '| name | value |', '| --- | --- |', ...rows];
}

/** Code in which nothing is markup: no back ticks and bars end it, no line break leaves the row. */
function code(text) {
  const fence = '`'.repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map((run) => run[0].length)) + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${plain(text).replace(/\|/g, '\\|')}${pad}${fence}`;
}
