// The API's verifier and guard, as each route, component and middleware has it.
import { createVerifier } from 'claimscope'
import { createGuard } from 'claimscope/guard'

import { publicKey } from './keys.js'

export const verifier = createVerifier({ issuer: 'https://sts.example', audience: 'api1', algorithms: ['ES256'], keys: publicKey })
export const guard = createGuard({ verifier, realm: 'next' })
