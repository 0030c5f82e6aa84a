'use client'
// A client component: on the server for the first view, and in the browser after.
import { inspect } from 'claimscope'
import { useEffect, useState } from 'react'

export function Format() {
  const [place, setPlace] = useState('server')
  useEffect(() => setPlace('browser'), [])
  return <p id="client">{`${place} ${inspect('eyJhbGciOiJub25lIn0.e30.').format}`}</p>
}
