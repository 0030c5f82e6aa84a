/**
 * What clients can send, and some cannot: the servers of most runtimes refuse a NUL by themselves, and none must be relied on.
 * @module
 */

const MEGABYTE = 1024 * 1024
const many = (text, count) => text.repeat(count)
/** Every character that ends a line, a text or a quoted string somewhere, or that is not in ASCII. */
const odd = ['\0', '\x01', '\b', '\t', '\n', '\v', '\f', '\r', '\r\n', '\x1b', '"', '\\', '\\"', ',', ';', '=', '\x7f', '\x80', '\xa0', 'é', 'ÿ', '\u2028', '\ufeff', '\ud800', '😀', '%00', '%0d%0a', '\r\nSet-Cookie: a=b']

/**
 * Names and values of headers that give nobody access.
 * @param {{ good: string, forged: string }} tokens
 * @returns {[string, string][]}
 */
export function headers({ good, forged }) {
  const [header, payload] = good.split('.')
  const authorization = [
    ' ',
    'Bearer',
    'Bearer ',
    'bearer',
    'Bearer  ',
    ` Bearer ${good}`,
    `Bearer ${good} `,
    `Bearer\t${good}`,
    `Bearer=${good}`,
    `Bearer: ${good}`,
    `Bearer,${good}`,
    `Bearer Bearer ${good}`,
    `Bearer "${good}"`,
    `Bearer <${good}>`,
    `Bearer ${good},${good}`,
    `Bearer ${good}, Bearer ${good}`,
    `Basic YTpi, Bearer ${good}`,
    `Bearer ${good};a=b`,
    `Bearer token="${good}"`,
    good,
    `${good} Bearer`,
    `Token ${good}`,
    `JWT ${good}`,
    'Negotiate',
    'Digest username="a", realm="b"',
    'Bearer null',
    'Bearer undefined',
    'Bearer .',
    'Bearer ..',
    'Bearer ....',
    'Bearer =',
    'Bearer a=',
    'Bearer ====',
    `Bearer ${forged}`,
    `Bearer ${header}.${payload}.`,
    `Bearer ${header}..`,
    `Bearer ${many('.', 10_000)}`,
    `Bearer ${many('A', MEGABYTE)}`,
    `Bearer ${many('=', MEGABYTE)}`,
    `Bearer ${many('A=', MEGABYTE / 2)}`,
    `Bearer ${many(' ', MEGABYTE)}`,
    `Bearer ${many(' ', MEGABYTE)}a a`,
    `Bearer ${many('a, ', MEGABYTE / 3)}`,
    many('Bearer ', MEGABYTE / 7),
    many('A', MEGABYTE),
    many('"', MEGABYTE),
    many('\\', MEGABYTE),
    many(' ', MEGABYTE),
    'Bearer eyJhbGciOiJub25lIn0.e30.',
    `Bearer ${many('W10.', 3).slice(0, -1)}`,
    ...odd.flatMap((text) => [`Bearer ${good}${text}`, `Bearer${text} ${good}`]),
  ]
  const others = odd.flatMap((text) => [['origin', `https://app.example${text}`], ['access-control-request-headers', `a${text}`]])
  return [...authorization.map((value) => ['authorization', value]), ...others, ['origin', 'null'], ['origin', many('a', MEGABYTE)]]
}

/** What stands in a request line. */
export const urls = [
  '',
  '?',
  '#',
  '//',
  '*',
  '/%',
  '/%00?%',
  '/?access_token',
  '/?access_token=%',
  '/?access_token=%ff&access_token=\0',
  '/?access_token=a"b',
  'http://[/',
  'https://user:password@api.example:99999/?a',
  `/${many('a', MEGABYTE)}`,
  `/?${many('access_token=a&', 10_000)}`,
  `/?${many('&', MEGABYTE)}`,
  `/${many('?', MEGABYTE)}`,
]
