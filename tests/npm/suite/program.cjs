// The suite by `require`.
const claimscope = require('claimscope')

import('./run.js').then(({ run }) => run(claimscope)).then(console.log)
