/** Sends a request from a frame of its own (js/ask.js), and writes each into the page's log first. */

import { h } from './dom.js';
import { update } from './state.js';

const TIMEOUT_MS = 8000;

/**
 * A `fetch` for the package: GET only, without token, cookies or redirects.
 *
 * @param {(url: URL) => void} allow throws where the person has not pressed for this address
 */
export function askingFetch(allow) {
  return async (input, init = {}) => {
    const url = new URL(typeof input === 'string' || input instanceof URL ? input : input.url);
    allow(url);
    const entry = { url: url.href, status: 'sent' };
    update((state) => state.verify.log.push(entry));
    try {
      const answer = await ask(url, new Headers(init.headers).get('accept'), init.signal);
      update(() => (entry.status = String(answer.status)));
      const empty = [101, 204, 205, 304].includes(answer.status);
      return new Response(empty ? null : answer.body, { status: answer.status, headers: answer.headers });
    } catch (error) {
      update(() => (entry.status = 'no answer'));
      throw error;
    }
  };
}

function ask(url, accept, signal) {
  return new Promise((resolve, reject) => {
    const frame = /** @type {HTMLIFrameElement} */ (
      h('iframe', { src: 'ask.html', title: 'Sends the request that was pressed', hidden: true })
    );
    const end = () => {
      window.removeEventListener('message', onReady);
      clearTimeout(timer);
      frame.remove();
    };
    const fail = (message) => {
      end();
      reject(new TypeError(message));
    };
    const timer = setTimeout(() => fail(`no answer within ${TIMEOUT_MS / 1000} s`), TIMEOUT_MS);
    const onReady = (event) => {
      if (event.origin !== location.origin || event.source !== frame.contentWindow) return;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => (data.error ? fail(data.error) : (end(), resolve(data)));
      frame.contentWindow?.postMessage({ url: url.href, accept, timeout: TIMEOUT_MS }, location.origin, [port2]);
    };
    signal?.addEventListener('abort', () => fail('the request was given up'));
    window.addEventListener('message', onReady);
    document.body.append(frame);
  });
}
