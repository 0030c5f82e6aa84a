/**
 * What every runtime has and some test environments take away: said before anything fails for want of it.
 * @module
 */

if (typeof TextDecoder === 'undefined' || typeof TextEncoder === 'undefined') {
  throw new Error(
    'claimscope needs TextEncoder and TextDecoder, which this environment lacks; in Jest with jsdom, a setup file sets them on globalThis from node:util',
  );
}
