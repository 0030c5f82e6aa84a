// The host's own types, by whatever library of types is loaded: DOM, Node, Workers; without any, the little that is said here.

/** A `Request` of the Fetch API. */
export type HostRequest = typeof globalThis extends { Request: { prototype: infer T } } ? T : { readonly method: string; readonly url: string };

/** A `Response` of the Fetch API. */
export type HostResponse = typeof globalThis extends { Response: { prototype: infer T } } ? T : { readonly status: number };

/** The `Headers` of the Fetch API. */
export type HostHeaders = typeof globalThis extends { Headers: { prototype: infer T } } ? T : never;

/** A `URL`. */
export type HostUrl = typeof globalThis extends { URL: { prototype: infer T } } ? T : { readonly href: string };

/** A compiled wasm file. */
export type HostModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer T } } } ? T : object;

/** `fetch`, as far as it is used here. */
export type HostFetch = (url: string, options: any) => Promise<HostResponse>;

/** A cache of the Cache API, as far as it is used here. */
export type HostCache = {
  match: (url: string) => Promise<HostResponse | undefined>;
  put: (url: string, response: any) => Promise<void>;
};
