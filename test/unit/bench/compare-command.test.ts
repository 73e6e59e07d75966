import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { madeCell, madeRound, madeSweep } from '../../support/made-sweep.ts'
import { runNode } from '../../support/run-node.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const BENCH = fileURLToPath(new URL('../../../bench/main.ts', import.meta.url))

const saved = (perSecond: number) =>
  JSON.stringify(madeSweep([madeCell([1, 1.01, 0.99].map((noise) => madeRound(perSecond * noise)))]))

function run(...args: string[]) {
  const folder = tempFolder({
    'a.json': saved(1_000),
    'slow.json': saved(880),
    'fast.json': saved(1_200),
    'no.json': '{}',
  })
  return runNode([BENCH, 'compare', ...args.map((one) => (one.endsWith('.json') ? join(folder, one) : one))])
}

it('ends with 1 where the second run is slower, and says so in a sentence', async () => {
  const { code, stdout, stderr } = await run('a.json', 'slow.json')
  expect([code, stderr]).toEqual([1, ''])
  expect(stdout).toMatch(/slow\.json is 12\.0 % slower than \S+a\.json \(\d+\.\d to \d+\.\d %\), in 1 of 1 cells/)
})

it('ends with 0 where it is the same or faster', async () => {
  const [same, faster] = await Promise.all([run('a.json', 'a.json'), run('a.json', 'fast.json')])
  expect([same.code, faster.code]).toEqual([0, 0])
  expect(faster.stdout).toMatch(/fast\.json is 20\.0 % faster than \S+a\.json/)
})

it('prints one JSON object where asked', async () => {
  const { code, stdout } = await run('a.json', 'slow.json', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ slower: true, figures: [{ figure: 'ops/s' }, {}, {}] })
})

it('ends with 2 and a reason where it cannot compare', async () => {
  const results = await Promise.all([
    run('a.json', 'no.json'),
    run('a.json', 'missing.json'),
    run('a.json'),
    run('--x'),
  ])
  expect(results.map(({ code }) => code)).toEqual([2, 2, 2, 2])
  const [wrong, missing, alone] = results.map(({ stderr }) => stderr)
  expect(wrong).toMatch(/no\.json is no report of this sweep/)
  expect(missing).toMatch(/Cannot read \S+missing\.json: ENOENT/)
  expect(alone).toMatch(/Expected two files to compare, got 1/)
})

it('tells its options', async () => {
  const { code, stdout } = await run('--help')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^npm run bench -- compare A\.json B\.json \[--json\]/)
})
