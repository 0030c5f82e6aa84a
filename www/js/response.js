/** Reads a response as people paste it: raw HTTP, `curl -i` or `curl -v`, or only the headers. */

const STATUS = /^(?:HTTP\/[\d.]+\s+|status(?: code)?:?\s*)?(\d{3})\b/i;
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.*)$/;

/**
 * @param {string} text
 * @returns {{ status: number, headers: [string, string][], body: string } | { problem: string }}
 */
export function readResponse(text) {
  let lines = text.replace(/\r\n?/g, '\n').split('\n');
  // `curl -v` marks what came back with `<`, and says more on lines of its own.
  if (lines.some((line) => /^< HTTP\//.test(line))) lines = verbose(lines);
  let at = lines.findIndex((line) => STATUS.test(line.trim()));
  if (at < 0) return { problem: 'There is no status in it. The first line should be like: HTTP/1.1 401 Unauthorized' };
  // Of several responses, such as 100 Continue or a redirect's, the last counts.
  lines.forEach((line, index) => {
    if (/^HTTP\/[\d.]+\s+\d{3}/.test(line)) at = index;
  });
  const status = Number(STATUS.exec(lines[at].trim())?.[1]);
  const headers = [];
  let line = at + 1;
  for (; line < lines.length; line += 1) {
    const header = HEADER.exec(lines[line].trimEnd());
    if (header) headers.push([header[1], header[2]]);
    else if (/^[ \t]+\S/.test(lines[line]) && headers.length > 0) headers[headers.length - 1][1] += ` ${lines[line].trim()}`;
    else break;
  }
  return { status, headers, body: lines.slice(line).join('\n').trim() };
}

function verbose(lines) {
  return lines
    .filter((line) => !/^[*>{}]/.test(line))
    .map((line) => line.replace(/^< ?/, ''));
}
