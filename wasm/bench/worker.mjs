/** One run in workerd, whose clock stands still while code runs, goes on when it waits, and counts milliseconds. */

import { everywhere } from './everywhere.mjs'
import { measure } from './measure.mjs'

/** Long enough for a millisecond to be little. */
const TURN = 30

export default {
  async fetch(request) {
    const fixture = await request.json()
    const contenders = await everywhere(fixture)
    const start = await clock()
    const times = await measure(fixture, contenders, clock, TURN)
    return Response.json({ times, spent: (await clock()) - start })
  },
}

async function clock() {
  await scheduler.wait(0)
  return performance.now()
}
