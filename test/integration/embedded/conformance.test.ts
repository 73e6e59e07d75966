import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startLocalServer } from '../../../src/embedded/local-server.ts'

// Recorded exchanges of a real server, kept beside the repository.
const replay = fileURLToPath(new URL('../../../../shared/conformance/replay.mjs', import.meta.url))
const SCENARIOS = 15

interface Scenario {
  readonly file: string
  readonly unsupported: number
  readonly differ: number
  readonly differences: readonly string[]
}

describe.skipIf(!existsSync(replay))('exchanges recorded in ../shared/conformance (skipped where it is absent)', () => {
  it('are answered as the real server answered them', async () => {
    const server = await startLocalServer()
    onTestFinished(() => server.close())
    const run = promisify(execFile)(process.execPath, [replay, '--url', server.url, '--json'], { maxBuffer: 2 ** 26 })
    // The script exits with 1 where something differs; its report says what.
    const { stdout } = await run.catch((failure: { stdout: string }) => failure)
    const scenarios: Scenario[] = JSON.parse(stdout)
    expect(scenarios).toHaveLength(SCENARIOS)
    for (const { file, unsupported, differ, differences } of scenarios) {
      expect({ file, unsupported, differ, differences }).toEqual({ file, unsupported: 0, differ: 0, differences: [] })
    }
  })
})
