// The page says spans in the words of core: both are held to one table.

import { readFile } from 'node:fs/promises';

const TABLE = new URL('../../../core/src/time/spans.json', import.meta.url);

/** Its own source: what is served has all modules in one. */
const SOURCE = new URL('../../../www/js/times.js', import.meta.url);

/** What the page says otherwise than the table, a line each. */
export async function wrongSpans() {
  const { duration } = await import(SOURCE.href);
  const table = JSON.parse(await readFile(TABLE, 'utf8'));
  return table.filter(([seconds, text]) => duration(seconds) !== text).map(([seconds, text]) => `${seconds}: ${duration(seconds)} where ${text} should be`);
}
