/**
 * Which DPoP proofs have come: one that comes a second time is not taken (RFC 9449 §11.1).
 * @module
 */

/**
 * Remembers proofs. `first` says whether an id has come for the first time, and remembers it for so many seconds; in Redis that is
 * `SET id 1 NX EX seconds`. Where it fails, nothing is taken.
 * @typedef {{ first: (id: string, seconds: number) => boolean | Promise<boolean> }} Replays
 */

/**
 * Remembers proofs in memory: for a server that is one process. Where there is no room for one more, nothing is forgotten, and
 * the request is answered with 503.
 *
 * @example
 * import { memoryReplays } from 'claimscope/guard/bound'
 *
 * const replays = memoryReplays(100_000)
 * console.log(replays.first('an id', 60), replays.first('an id', 60)) // true false
 *
 * @param {number} [max] How many. Default 100,000, which is some 15 MB.
 * @returns {{ first: (id: string, seconds: number) => boolean }}
 */
export function memoryReplays(max = 100_000) {
  /** When each may be forgotten. @type {Map<string, number>} */
  const until = new Map();
  return {
    first: (id, seconds) => {
      const now = Date.now();
      for (const [one, end] of until) {
        if (end > now) break;
        until.delete(one);
      }
      if (until.has(id)) return false;
      if (until.size >= max) throw new Error('there is no room to remember one more DPoP proof');
      until.set(id, now + seconds * 1000);
      return true;
    },
  };
}
