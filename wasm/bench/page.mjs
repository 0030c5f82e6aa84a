/** One run in a web page. */

import { everywhere } from './everywhere.mjs'
import { measure } from './measure.mjs'

globalThis.bench = async (fixture) => measure(fixture, await everywhere(fixture), () => performance.now())
