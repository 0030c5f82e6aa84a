// The page says spans in the words of core: both are held to one table.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const TABLE = new URL('../../../core/src/time/spans.json', import.meta.url);

/** What the page in `folder` says otherwise than the table, a line each. */
export async function wrongSpans(folder) {
  const { duration } = await import(pathToFileURL(join(folder, 'js/times.js')).href);
  const table = JSON.parse(await readFile(TABLE, 'utf8'));
  return table.filter(([seconds, text]) => duration(seconds) !== text).map(([seconds, text]) => `${seconds}: ${duration(seconds)} where ${text} should be`);
}
