import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { QdrantClient } from '@qdrant/js-client-rest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runDocs } from '../support/docs-program.ts'
import { localServer } from '../support/local-pool.ts'
import { runNode } from '../support/run-node.ts'

// Inside this package its name leads to the built one, as it does for a user; `npm test` builds first.
const ROOT = join(import.meta.dirname, '../..')
const example = (name: string) => join(ROOT, 'docs/examples', name)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdrant-worker-pool-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the examples of docs/', () => {
  it('index a folder, and find in it what is asked for', async () => {
    cpSync(join(ROOT, 'docs/reliability.md'), join(folder, 'reliability.md'))
    writeFileSync(join(folder, 'garden.txt'), 'Tomatoes want sun and a lot of water. Basil grows well beside them.')
    const { code, stdout, stderr } = await runNode([example('index-folder.js'), folder, 'do tomatoes need water?'])
    expect([code, stderr]).toEqual([0, ''])
    const [summary, first] = stdout.split('\n')
    expect(summary).toMatch(/^\d+ passages in [\d.]+ s$/)
    expect(first).toMatch(/garden\.txt {2}.*Tomatoes want sun/)
  })

  it('search, and put the hits in order in a task beside the connection', async () => {
    const { code, stdout, stderr } = await runNode([example('search-and-rerank.js')])
    expect([code, stderr]).toEqual([0, ''])
    const hits = stdout.trim().split('\n')
    expect(hits).toHaveLength(2)
    expect(hits[0]).toMatch(/^\d\.\d{3} {2}A worker thread owns one connection/)
  })

  it('store, change, find, list and delete memories of users', async () => {
    const { code, stdout, stderr } = await runNode([example('memory-store.js')])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^\d\.\d{3} {2}Ada drinks green tea in the morning \(food, 2026-03-01\)$/),
      '1 2',
      '3',
      '2 left',
      '',
    ])
  })

  it('index every night what has changed, and set aside what cannot be stored', async () => {
    const file = join(folder, 'records.jsonl')
    const lines = Array.from({ length: 200 }, (_, id) => JSON.stringify({ id, text: `record number ${id}` }))
    writeFileSync(file, `${lines.join('\n')}\nnot JSON\n`)
    const night = () => runNode([example('nightly.js'), file], {}, folder)
    const first = await night()
    expect(first.code, first.stderr).toBe(0)
    expect(first.stdout).toContain('200 stored, 200 of them embedded now, 1 set aside')
    expect(first.stdout).toContain('records.jsonl:201')
    expect(readFileSync(`${file}.failed`, 'utf8').trim().split('\n')).toHaveLength(1)

    writeFileSync(file, `${lines.join('\n')}\n`)
    appendFileSync(file, `${JSON.stringify({ id: 3, text: 'record number three is another one' })}\n`)
    const second = await night()
    expect(second.code, second.stderr).toBe(0)
    expect(second.stdout).toMatch(/^201 stored, 1 of them embedded now, 0 set aside/)
  })

  it('keep cities in a folder, and take them to a server', async () => {
    const { url } = await localServer()
    const outcomes = [
      await runDocs('local.md', 0, { cwd: folder }),
      await runDocs('local.md', 0, { cwd: folder }),
      await runDocs('local.md', 1, { cwd: folder, env: { QDRANT_URL: url } }),
    ]
    expect(outcomes).toEqual([
      { code: 0, stdout: 'Oslo\n', stderr: '' },
      { code: 0, stdout: 'Oslo\n', stderr: '' },
      { code: 0, stdout: '', stderr: '' },
    ])
    expect(readdirSync(folder)).toEqual(['data'])
    const taken = await new QdrantClient({ url }).scroll('cities', { with_payload: true, with_vector: true })
    expect(taken.points).toMatchObject([
      { id: 1, payload: { city: 'Lima' }, vector: expect.any(Array) },
      { id: 2, payload: { city: 'Oslo' } },
    ])
  })
})
