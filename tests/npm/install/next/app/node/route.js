// A route in Node, behind the guard.
import { guard } from '../../api.js'

export const GET = guard.handle((_, { claims }) => Response.json({ sub: claims.sub }))
