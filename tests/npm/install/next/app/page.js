// A server component, and a client component that is rendered on the server first.
import { verifier } from '../api.js'
import { token } from '../keys.js'
import { Format } from './format.js'

export const dynamic = 'force-dynamic'

export default async function Page() {
  const { claims } = await verifier.verify(token)
  return (
    <main>
      <p id="server">{`verified ${claims.sub}`}</p>
      <Format />
    </main>
  )
}
