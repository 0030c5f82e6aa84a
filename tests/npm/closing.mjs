// The end of a script that counts: the last lines of a log are the ones that are read.

const MOST = 60;

/**
 * Says what failed once more, one line each, then the count; the exit code is that of a test.
 * @param {{ passed: number, failures: string[], skipped?: number }} counted
 */
export function close({ passed, failures, skipped = 0 }) {
  const more = failures.length > MOST ? [`  and ${failures.length - MOST} more`] : [];
  if (failures.length > 0) console.log(['failed:', ...failures.slice(0, MOST).map(line), ...more].join('\n'));
  console.log(`${passed} passed, ${failures.length} failed${skipped ? `, ${skipped} skipped` : ''}`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

const line = (failure) => `  ${failure.split('\n', 1)[0].slice(0, 300)}`;
