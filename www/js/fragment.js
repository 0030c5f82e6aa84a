/** Tokens in the address, behind `#`, where no server sees them: written only when asked for, and taken out when read. */

const NAME = 'token';
/** What an authorization server sends to a redirect URI (RFC 6749 §4.2.2, OpenID Connect Core §3.2.2.5). */
const SENT = ['access_token', 'id_token'];

/**
 * The token of the address, or the whole address where an authorization server has sent tokens to it. They are then taken out
 * of it, so that no history and no screen share keeps them.
 */
export function takeToken() {
  const { hash, href, pathname, search } = location;
  const values = new URLSearchParams(hash.slice(1));
  const asked = new URLSearchParams(search);
  const isSent = [values, asked].some((one) => SENT.some((name) => one.has(name)));
  const text = isSent ? href : values.get(NAME) ?? asked.get(NAME);
  if (!text) return null;
  for (const name of [NAME, ...SENT]) asked.delete(name);
  history.replaceState(null, '', pathname + (asked.size > 0 ? `?${asked}` : ''));
  return text;
}

/** An address of this page that holds the token. */
export function linkTo(token) {
  return `${location.origin}${location.pathname}#${new URLSearchParams({ [NAME]: token })}`;
}
