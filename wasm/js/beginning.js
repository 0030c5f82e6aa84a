/**
 * Looking into the body of a request or response that somebody else is to read.
 * @module
 */

/** How much of a body is looked at, in characters. */
export const mostCharacters = 64 * 1024;

/** How long one may take to come, in milliseconds. */
const mostMilliseconds = 5000;

/**
 * The beginning of a body, read from a copy; of one that has been read, or that does not come, there is none.
 * @param {Request | Response} message
 */
export async function beginning(message) {
  if (message.bodyUsed || message.body?.locked || message.body === null) return '';
  // Firefox has no stream of a request's body.
  if (message.body === undefined) return (await message.clone().text()).slice(0, mostCharacters);
  const reader = /** @type {ReadableStream<Uint8Array>} */ (message.clone().body).getReader();
  const decoder = new TextDecoder();
  let [text, isOver] = ['', false];
  const timer = setTimeout(() => reader.cancel().catch(() => {}), mostMilliseconds);
  try {
    while (!isOver && text.length < mostCharacters) {
      const { done, value } = await reader.read();
      text += decoder.decode(value, { stream: !done });
      isOver = done;
    }
  } catch {
    // What came before the connection broke is enough to look at.
  } finally {
    clearTimeout(timer);
    if (!isOver) reader.cancel().catch(() => {});
  }
  return text;
}
