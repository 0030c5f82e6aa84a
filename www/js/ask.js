/**
 * The only code of this site that sends a request anywhere else. It runs in a frame of its own, made when a button is
 * pressed and gone when the answer is there, so that the page with the token keeps `connect-src 'self'`.
 *
 * Before it asks, the frame narrows its own policy to the one origin that the person pressed for.
 */

/** As core bounds a key set. */
const MAX_BYTES = 1024 * 1024;

window.addEventListener('message', async (event) => {
  if (event.origin !== location.origin || event.source !== parent) return;
  const { url, accept, timeout } = event.data;
  const answer = await ask(new URL(url), accept, timeout).catch((error) => ({ error: String(error?.message ?? error) }));
  event.ports[0].postMessage(answer);
});
parent.postMessage('ready', location.origin);

async function ask(url, accept, timeout) {
  const meta = document.createElement('meta');
  meta.httpEquiv = 'Content-Security-Policy';
  meta.content = `default-src 'none'; connect-src ${url.origin}`;
  document.head.append(meta);
  const response = await fetch(url, {
    headers: accept ? { accept } : {},
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.timeout(timeout),
  });
  const headers = [...response.headers];
  return { status: response.status, headers, body: await bounded(response) };
}

/** The body, up to one byte more than is allowed: whoever reads it refuses it by its size then. */
async function bounded(response) {
  const chunks = [];
  let length = 0;
  const reader = response.body?.getReader();
  while (reader && length <= MAX_BYTES) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    length += value.length;
  }
  await reader?.cancel();
  return new Blob(chunks).arrayBuffer();
}
