// A user with a browser of plain requests: cookies, forms, redirects. Signs in, agrees to everything, ends at the client.

/** Gives a function that goes on from a URL until the way leads to `redirect_uri`, whose whole address it gives, or ends. */
export function user({ issuer, redirect_uri, username, password }) {
  const cookies = new Map()

  async function browse(url, fields) {
    const response = await fetch(new URL(url, issuer), {
      method: fields ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      body: fields && new URLSearchParams(fields),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [name, value] = cookie.split(';')[0].split('=')
      cookies.set(name, value)
    }
    return { location: response.headers.get('location'), text: await response.text() }
  }

  const fieldsOf = (text) => [...text.matchAll(/<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"/g)]
    .map(([, name, value]) => [name, value.replaceAll('&amp;', '&')])

  return async function asUser(url) {
    let page = await browse(url)
    for (let step = 0; step < 8; step++) {
      if (page.location?.startsWith(redirect_uri)) return page.location
      if (page.location) {
        page = await browse(page.location)
        continue
      }
      const action = page.text.match(/<form method="post" action="([^"]*)"/)?.[1]
      if (!action) return undefined
      const answers = fieldsOf(page.text).filter(([name]) => name !== 'Username' && name !== 'Password')
      if (action === '/account/login') answers.push(['Username', username], ['Password', password], ['button', 'login'])
      else answers.push(['button', 'yes'])
      page = await browse(action, answers)
    }
    return undefined
  }
}
