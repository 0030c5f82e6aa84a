// A middleware, in the edge runtime, that lets through what the guard lets through.
import { NextResponse } from 'next/server'

import { guard } from './api.js'

export const config = { matcher: '/behind/:path*' }

export async function middleware(request) {
  const passed = await guard(request)
  return passed instanceof Response ? passed : NextResponse.json({ sub: passed.claims.sub })
}
