// Every token of the test.

import { claims } from './claims.mjs';
import { published } from './published.mjs';
import { signatures } from './signatures.mjs';
import { texts } from './texts.mjs';

/** The same in every run. */
export const tokens = () => [...signatures(), ...texts(), ...claims(), ...published()];
