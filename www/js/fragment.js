/** A token in the address, behind `#`, where no server sees it: written only when asked for, and taken out when read. */

const NAME = 'token';

/** The token of the address, which is then taken out of it, so that no history and no screen share keeps it. */
export function takeToken() {
  const values = new URLSearchParams(location.hash.slice(1));
  const token = values.get(NAME);
  if (token) history.replaceState(null, '', location.pathname + location.search);
  return token;
}

/** An address of this page that holds the token. */
export function linkTo(token) {
  return `${location.origin}${location.pathname}#${new URLSearchParams({ [NAME]: token })}`;
}
