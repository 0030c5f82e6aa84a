// The API of the tests as a worker.
import { fetch } from './serve.js'

export default { fetch }
