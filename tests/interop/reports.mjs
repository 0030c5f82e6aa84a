// Readers of the reports that our probe writes: JUnit by junit2json, SARIF by the schema of the standard.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import Ajv from 'ajv'
import { parse } from 'junit2json'
import { readInput } from './peer.mjs'

const require = createRequire(import.meta.url)
const schema = require.resolve('@microsoft/jest-sarif').replace(/index\.js$/, 'schemas/sarif-2.1.0-rtm.5.json')
const { junit, sarif } = await readInput()

const suites = await parse(junit)
const cases = suites.testsuite.flatMap((suite) => suite.testcase)
const log = JSON.parse(sarif)
const ajv = new Ajv({ schemaId: 'auto', meta: false, unknownFormats: 'ignore' })
ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'))
const validate = ajv.compile(JSON.parse(await readFile(schema, 'utf8')))
const isValid = validate(log)

console.log(JSON.stringify({
  junit: {
    tests: suites.tests,
    failures: suites.failures,
    skipped: suites.skipped,
    cases: cases.length,
    failed: cases.filter((one) => one.failure).map((one) => one.classname),
  },
  sarif: {
    errors: isValid ? [] : validate.errors,
    failed: log.runs[0].results.filter((one) => one.level === 'error').map((one) => one.ruleId),
    results: log.runs[0].results.length,
  },
}))
