/** Opens the encrypted token that was pasted with the key that the person gives; what is in it is judged as any token is. */

import { decrypt } from './engine.js';
import { lookAgain } from './inspecting.js';
import { state, update } from './state.js';
import { sentence } from './text.js';
import { secretBytes } from './verifying.js';

/** Whether an encrypted token was pasted, opened or not. */
export const isEncrypted = ({ inspected, opened }) => opened !== null || inspected?.report?.format === 'jwe';

/** Opens it, and shows what was in it. */
export async function open() {
  const { decryption, inspected, text } = state;
  if (!inspected || decryption.busy) return;
  update(() => Object.assign(decryption, { busy: true, problem: null }));
  try {
    const { header, nested, plaintext } = await decrypt(state.opened?.token ?? inspected.token, keyOf(decryption));
    // The token was replaced meanwhile.
    if (state.text !== text) return;
    const token = state.opened?.token ?? inspected.token;
    update((state) => (state.opened = { token, header, nested, content: nested === undefined ? readable(plaintext) : '' }));
    lookAgain({ anew: true });
  } catch (error) {
    if (state.text !== text) return;
    update((state) => {
      decryption.problem = { message: sentence(error.message), hint: error.hint, code: error.code };
      state.opened = null;
    });
    lookAgain({ anew: true });
  } finally {
    update(() => (decryption.busy = false));
  }
}

/** A JWK or PEM as its text, anything else as the bytes of a secret. */
function keyOf({ key, encoding }) {
  const trimmed = key.trim();
  if (trimmed === '') throw new Error('there is no key: give the private key or the shared secret');
  return isKeyText(key) ? trimmed : secretBytes(key.replace(/[\r\n]+$/, ''), encoding);
}

/** Whether what was given is no secret but the text of a key. */
export const isKeyText = (key) => /^\s*(\{|-----BEGIN)/.test(key);

function readable(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return `${bytes.length} bytes that are no text`;
  }
}
