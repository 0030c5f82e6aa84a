// A route in the edge runtime, behind the guard.
import { guard } from '../../api.js'

export const runtime = 'edge'

export const GET = guard.handle((_, { claims }) => Response.json({ sub: claims.sub }))
