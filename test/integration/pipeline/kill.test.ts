import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { seeded } from '../../../bench/dataset.ts'
import { contentOf, readLog, records } from '../../support/ingest-set-up.ts'
import { localServer, poolOn } from '../../support/local-pool.ts'
import { vectorOf } from '../../support/logging-embedder.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const PROGRAM = fileURLToPath(new URL('../../support/ingest-program.ts', import.meta.url))
const KILLS = 20
const RECORDS = 1_200

/**
 * Runs the program; kills it, as `kill -9` does, some steps of its progress after its start. Undefined where it was killed,
 * else its report.
 */
async function run(url: string, folder: string, killAfter: number | undefined): Promise<unknown> {
  const child = spawn(process.execPath, [PROGRAM, url, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  let steps = 0
  let last = ''
  for await (const line of createInterface(child.stdout)) {
    last = line
    if (++steps === killAfter) child.kill('SIGKILL')
  }
  const [code] = await exited
  return code === 0 ? JSON.parse(last) : undefined
}

it('ends the same, and embeds nothing twice that was stored, whenever it is killed and run again', async () => {
  const seed = Date.now() % 2 ** 31
  console.log(`seed ${seed}`)
  const random = seeded(seed)
  const server = await localServer()
  const pool = await poolOn(server.url, { size: 1 })
  const folder = tempFolder()
  const source = records(RECORDS, (index) => (index % 100 === 50 ? ' unspeakable' : ''))
  writeFileSync(join(folder, 'records.jsonl'), source.map((record) => `${JSON.stringify(record)}\n`).join(''))
  const storedAtKills = new Map<string, number>()
  let kills = 0
  let report: unknown
  while (report === undefined) {
    const killAfter = kills < KILLS ? 1 + Math.floor(random() * 12) : undefined
    report = await run(server.url, folder, killAfter)
    if (report !== undefined) break
    kills++
    // Whatever is stored now was embedded by now; its texts must not be embedded again.
    const log = readLog(join(folder, 'embedded.log'))
    const times = (text: string) => log.filter((one) => one === text).length
    const { exists } = await pool.client.collectionExists('killed')
    for (const { payload } of exists ? await contentOf(pool, 'killed') : []) {
      const { text } = payload as { text: string }
      if (!storedAtKills.has(text)) storedAtKills.set(text, times(text))
    }
  }
  expect(kills).toBe(KILLS)
  expect(report).toMatchObject({ read: RECORDS, stored: RECORDS - 12, failed: 12 })

  const good = source.filter(({ text }) => !text.includes('unspeakable'))
  const content = await contentOf(pool, 'killed')
  expect(content.map(({ id, payload }) => ({ id, payload }))).toEqual(
    good.map(({ id, text, payload }) => ({ id, payload: { ...payload, text } })),
  )
  for (const { payload, vector } of content) {
    const { text } = payload as { text: string }
    const wanted = Array.from(vectorOf(text), (value) => expect.closeTo(value, 5))
    expect(vector).toEqual(wanted)
  }
  const letters = readFileSync(join(folder, 'failed.jsonl'), 'utf8').trim().split('\n')
  expect(letters.map((line) => JSON.parse(line).at)).toEqual(
    source.flatMap(({ text }, index) => (text.includes('unspeakable') ? `records.jsonl:${index + 1}` : [])),
  )
  const log = readLog(join(folder, 'embedded.log'))
  const counts = new Map<string, number>()
  for (const text of log) counts.set(text, (counts.get(text) ?? 0) + 1)
  const again = [...storedAtKills].filter(([text, times]) => (counts.get(text) ?? 0) > times)
  // A batch with a bad record is embedded in halves; that is within one run.
  expect(again).toEqual([])
  expect(storedAtKills.size).toBeGreaterThan(100)
}, 180_000)
