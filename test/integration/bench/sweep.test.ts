import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import type { SweepReport } from '../../../bench/sweep/results.ts'
import { runNode, startNode } from '../../support/run-node.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const BENCH = fileURLToPath(new URL('../../../bench/main.ts', import.meta.url))
// As in package.json: threads that are started at once strip types.
const FLAG = '--wasm-wrapper-tiering-budget=2000000000'
const SMALL = words('-n 100 -d 8 -b 5')
const SHORT = [...SMALL, ...words('--workers 1,2 --callers 3 --seconds 0.05 --rounds 2 --seed 1')]
const ONE = [...SMALL, ...words('--workers 1 --operations retrieve')]

function words(line: string): string[] {
  return line.split(' ')
}

function sweep(...argv: string[]) {
  return runNode([FLAG, BENCH, 'sweep', ...argv])
}

it('measures every round of every cell in a random order, and writes it down in every form', async () => {
  const html = join(tempFolder(), 'sweep.html')
  const folder = join(tempFolder(), 'new', 'results')
  const { code, stdout, stderr } = await sweep(
    ...[...SHORT, ...words('--operations retrieve,query,ingest-wait --json -')],
    ...['--html', html, '--vector-db-benchmark', folder],
  )
  expect(code, stderr).toBe(0)
  const report = JSON.parse(stdout) as SweepReport
  expect(report).toMatchObject({ complete: true, options: { seed: 1, rounds: 2 } })
  expect(report.machine.server).toBe('the embedded server')
  expect(report.versions).toHaveProperty('qdrant-worker-pool')
  expect(stderr).toContain(`wrote ${html}`)
  expect(await readFile(html, 'utf8')).toMatch(/^<!doctype html>.*<svg/is)
  const files = await readdir(folder)
  expect(files.filter((name) => name.includes('-search-'))).toHaveLength(2)
  for (const name of files.filter((name) => name.includes('-search-')))
    expect(JSON.parse(await readFile(join(folder, name), 'utf8'))).toMatchObject({ results: { mean_precisions: 1 } })
  expect(files.filter((name) => name.includes('-upload-'))).toHaveLength(2)
  expect(report.cells).toHaveLength(6)
  for (const { operation, workers, callers, rounds } of report.cells) {
    expect(rounds).toHaveLength(2)
    for (const round of rounds) {
      expect(round).toMatchObject({ failed: 0, sockets: workers })
      expect(round.count).toBeGreaterThanOrEqual(callers ?? 0)
      expect(round.latency.count).toBe(round.count)
      expect(round.histogram.reduce((sum, [, count]) => sum + count, 0)).toBe(round.count)
      expect(round.utilisation).toBeGreaterThan(0)
      expect(round.utilisation).toBeLessThanOrEqual(1)
      expect(round.cpu.mainUs).toBeGreaterThan(0)
      expect(round.cpu.serverUs, operation).toBeGreaterThanOrEqual(0)
    }
  }
  const started = report.cells.flatMap(({ rounds }, cell) =>
    rounds.map(({ startedMs }, round) => ({ cell, round, startedMs })),
  )
  const order = started.toSorted((one, other) => one.startedMs - other.startedMs)
  expect(order.map(({ round }) => round)).toEqual([...Array<number>(6).fill(0), ...Array<number>(6).fill(1)])
  expect(order.slice(0, 6).map(({ cell }) => cell)).not.toEqual(order.slice(6).map(({ cell }) => cell))
})

it('offers a rate, and shares out iterations', async () => {
  const [paced, counted] = await Promise.all([
    sweep(...ONE, ...words('--rate 200 --seconds 0.5 --rounds 2 --json -')),
    sweep(...ONE, ...words('-p 7 --iterations 40 --rounds 2 --json -')),
  ])
  const rounds = ({ stdout }: { stdout: string }) =>
    (JSON.parse(stdout) as SweepReport).cells.flatMap((cell) => cell.rounds)
  expect(rounds(paced).map(({ count }) => count)).toEqual([100, 100])
  for (const { lateP99Ms } of rounds(paced)) expect(lateP99Ms).toBeGreaterThanOrEqual(0)
  expect(rounds(counted).map(({ count }) => count)).toEqual([40, 40])
})

it('keeps what is done when it is interrupted', async () => {
  const json = join(tempFolder(), 'sweep.json')
  const argv = [...ONE, ...words('-p 1,2 --seconds 0.3 --rounds 1000')]
  const { child, finished } = startNode([FLAG, BENCH, 'sweep', ...argv, '--json', json])
  const lines = createInterface({ input: child.stderr as NodeJS.ReadableStream })
  for await (const line of lines) if (line === 'round 2 of 1000') break
  child.kill('SIGINT')
  const [code] = await once(child, 'exit')
  expect(code).toBe(130)
  const report = JSON.parse(await readFile(json, 'utf8')) as SweepReport
  expect(report.complete).toBe(false)
  expect(report.cells.map(({ rounds }) => rounds.length)).toEqual([1, 1])
  child.stdout?.resume()
  await finished
})

it('says how the classic promises were kept, by its exit code too', async () => {
  const argv = ['--preset', 'classic', ...SMALL, '--iterations', '20', '--rounds', '1', '--json', '-']
  const { code, stdout, stderr } = await sweep(...argv)
  const { verdicts, cells } = JSON.parse(stdout) as SweepReport
  expect(
    cells.map(({ callers }) => callers),
    stderr,
  ).toEqual([1, 5, 10, 200])
  expect(verdicts.map(({ name }) => name)).toEqual([
    ...['throughput', 'latency p95', 'connections', 'acquire, average', 'acquire, p95', 'health check, p95'],
  ])
  expect(verdicts.find(({ name }) => name === 'connections')).toMatchObject({ passed: true })
  expect(code).toBe(verdicts.every(({ passed }) => passed) ? 0 : 1)
})

it('goes through the steps of a spike, and looks on in a soak', async () => {
  const few = [...SMALL, '--workers', '2', '--json', '-']
  const spike = await sweep('--preset', 'spike', '--rate', '400', '--seconds', '0.6', ...few)
  const [timeline] = (JSON.parse(spike.stdout) as SweepReport).timelines
  expect(timeline?.steps.map(({ rate }) => rate)).toEqual([100, 300, 100, 400, 100, 600, 100])
  expect(timeline?.steps.map(({ answered }) => answered)).toEqual([60, 180, 60, 240, 60, 360, 60])
  expect(timeline?.samples).toHaveLength(42)
  const soak = await sweep('--preset', 'soak', '--seconds', '2', '--callers', '3', ...few)
  const report = JSON.parse(soak.stdout) as SweepReport
  expect(report.timelines[0]?.samples.length).toBe(20)
  expect(report.timelines[0]?.trends.map(({ name }) => name)).toEqual(['RSS', 'sockets', 'latency p95'])
  expect(report.verdicts.find(({ name }) => name === 'failed calls')).toMatchObject({ passed: true })
})

it('refuses what it could not write before it measures', async () => {
  const { code, stderr } = await sweep(...SHORT, '--html', '/no/such/folder/page.html')
  expect(code).toBe(2)
  expect(stderr).toContain('Expected the folder of --html /no/such/folder/page.html to be there and writable')
})
