/**
 * Stores for `remoteJwks`. Keys are no secret, but whoever can write to a store decides what is verified.
 * @module
 */

/** @typedef {import('./keys.js').Store} Store */

/**
 * Keeps keys in memory: for several sources in one process.
 *
 * @example
 * import { memoryStore, remoteIssuer } from 'claimscope'
 *
 * const keys = remoteIssuer('https://localhost:5001', { store: memoryStore() })
 *
 * @returns {Store}
 */
export function memoryStore() {
  /** @type {Map<string, string>} */
  const texts = new Map();
  return { read: (name) => texts.get(name), write: (name, text) => texts.set(name, text) };
}

/**
 * Keeps keys in the Cache API, as workers have it.
 *
 * @example
 * import { cacheApiStore, memoryStore } from 'claimscope'
 *
 * const store = 'caches' in globalThis ? cacheApiStore(await caches.open('keys')) : memoryStore()
 *
 * @param {import('./host.js').HostCache} cache
 * @param {number} [seconds] For how long the cache keeps them; the core looks at their age in any case. Default 86400.
 * @returns {Store}
 */
export function cacheApiStore(cache, seconds = 86400) {
  const url = (/** @type {string} */ name) => `https://claimscope.invalid/${encodeURIComponent(name)}`;
  return {
    read: async (name) => (await cache.match(url(name)))?.text(),
    write: (name, text) =>
      cache.put(url(name), new Response(text, { headers: { 'Cache-Control': `max-age=${seconds}` } })),
  };
}

/**
 * Keeps keys in Redis, or in whatever has `get` and `set`: clients differ in how they are told of an end, and the core looks at
 * the keys' age in any case.
 *
 * @example
 * import { redisStore, remoteIssuer } from 'claimscope'
 *
 * const client = new Map() // or await createClient().connect() of the package redis, or new Redis() of ioredis
 * const keys = remoteIssuer('https://localhost:5001', { store: redisStore(client) })
 *
 * @param {{ get: (name: string) => any, set: (name: string, text: string) => any }} client
 * @returns {Store}
 */
export function redisStore(client) {
  return { read: (name) => client.get(name), write: (name, text) => client.set(name, text) };
}

/**
 * Keeps keys in a KV namespace of a worker.
 *
 * @example
 * import { kvStore } from 'claimscope'
 *
 * const texts = new Map()
 * const namespace = { get: async (name) => texts.get(name), put: async (name, text) => void texts.set(name, text) }
 * const store = kvStore(namespace)
 *
 * @param {{ get: (name: string) => Promise<string | null | undefined>, put: (name: string, text: string, options?: any) => Promise<void> }} namespace
 * @param {number} [seconds] For how long it keeps them. Default 86400.
 * @returns {Store}
 */
export function kvStore(namespace, seconds = 86400) {
  return {
    read: (name) => namespace.get(name),
    write: (name, text) => namespace.put(name, text, { expirationTtl: seconds }),
  };
}
