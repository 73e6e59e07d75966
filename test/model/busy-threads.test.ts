import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { localServer } from '../support/local-pool.ts'
import { runNode } from '../support/run-node.ts'

const PROGRAM = fileURLToPath(new URL('./busy-program.ts', import.meta.url))

// A thread that is terminated during native inference takes the whole process with it (exit code 134).
describe('a process whose workers are ended while the model computes', () => {
  it.each([
    ['close', 'PoolClosedError'],
    ['deadline', 'DeadlineExceededError'],
    ['reset', 'done'],
  ])('lives on: %s', async (way, name) => {
    const { code, stdout, stderr } = await runNode([PROGRAM, way, (await localServer()).url])
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toEqual({ names: [name, name, name], replaced: 0 })
  })
})
