import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Paint } from '../../../src/cli/output/colour.ts'
import { textWidth } from '../../../src/cli/output/text-width.ts'
import { renderHits } from '../../../src/cli/search/hits.ts'
import { hashing } from '../../../src/index.ts'
import { localServer, poolOn } from '../../support/local-pool.ts'
import { runCli } from '../../support/run-cli.ts'

const plain: Paint = (_style, text) => text
const layout = { text: 'how large is the pool', textKey: 'text', columns: 80 }
const point = (payload: Record<string, unknown>, score = 0.48611) => ({ id: 7, version: 1, score, payload })
const render = (payload: Record<string, unknown>, changed: Partial<typeof layout> = {}) =>
  renderHits([point(payload)], { ...layout, ...changed }, plain).split('\n')

describe('renderHits', () => {
  it('shows rank, score, source and id, the words that were looked for, and the other members', () => {
    const text = `${'before '.repeat(40)}a large pool has fifteen ${'after '.repeat(40)}`
    const lines = render({ text, source: 'pool/README.md', lang: 'en', tags: ['a', 'b'] })
    expect(lines[0]).toBe(' 1  0.486  pool/README.md  7')
    expect(lines.slice(1, -1).join(' ')).toMatch(/^ {4}… .*a large pool has fifteen .* …$/)
    expect(lines.at(-1)).toBe('    lang: en, tags: ["a","b"]')
    expect(lines).toHaveLength(5)
  })

  it('takes the text from another member, and shows what is no text or source as it is', () => {
    expect(render({ content: 'a pool', text: 5, source: { a: 2n } }, { textKey: 'content' })).toEqual([
      ' 1  0.486  7',
      '    a pool',
      '    source: {"a":"2"}, text: 5',
    ])
    expect(renderHits([{ id: 'x', version: 1, score: 1, payload: null }], layout, plain)).toBe(' 1  1.000  x')
  })

  it('keeps nothing that a terminal obeys', () => {
    const evil = '\u001b[2J\u009b2Jgone\u202e'
    const lines = render({ text: evil, source: evil, [evil]: evil })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(lines.filter((line) => /[\u0000-\u001f\u007f-\u009f\u202e]/.test(line))).toEqual([])
    expect(lines.join(' ')).toContain('gone')
  })

  it.each([30, 80, 120])('stays within %i columns, even of wide characters and words that never end', (columns) => {
    const words = '漢字のとても長い文章 '.repeat(30) + 'x'.repeat(300)
    const lines = render({ text: words, source: 's'.repeat(200), note: 'n'.repeat(200) }, { columns })
    expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(columns)
  })

  it('gives the best ranks of many the room of the last', () => {
    const points = Array.from({ length: 100 }, () => point({}))
    expect(renderHits(points, layout, plain).split('\n\n').at(0)).toBe('  1  0.486  7')
  })
})

describe('search', () => {
  async function filled() {
    const { url } = await localServer()
    const pool = await poolOn(url, { embedder: hashing() })
    await pool.client.createCollection('docs', { vectors: { size: 384, distance: 'Cosine' } })
    await pool.client.createCollection('small', { vectors: { size: 2, distance: 'Cosine' } })
    await pool.ingest('docs', [
      { id: 1, text: 'rain falls in Lima', payload: { source: 'weather.md', lang: 'en' } },
      { id: 2, text: 'compilers make machine code', payload: { source: 'code.md', lang: 'de' } },
    ])
    return (...args: string[]) => runCli(['search', ...args, '--url', url])
  }

  it('finds, filters, prints for machines, and says where it has found nothing', async () => {
    const search = await filled()
    const found = await search('rain', 'in', 'Lima', '-c', 'docs', '--limit', '1')
    expect(found).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^Searching docs on the server at http.* with /),
    })
    expect(found.stdout).toMatch(/^\n 1 {2}0\.\d{3} {2}weather\.md {2}1\n {4}rain falls in Lima\n {4}lang: en\n$/)
    const german = JSON.stringify({ must: [{ key: 'lang', match: { value: 'de' } }] })
    const filtered = await search('rain', '-c', 'docs', '--filter', german, '--json')
    expect([filtered.stderr, JSON.parse(filtered.stdout)]).toEqual(['', [expect.objectContaining({ id: 2 })]])
    const none = await search('rain', '-c', 'docs', '--filter', german.replace('de', 'fr'))
    expect([none.code, none.stdout]).toEqual([0, 'Nothing found.\n'])
  })

  it('says which collections there are, and what the server has against a search', async () => {
    const search = await filled()
    expect(await search('rain', '-c', 'dogs')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/There is no collection "dogs"\n {2}- The server has docs, small\n {2}- Fill it: /),
    })
    expect(await search('rain', '-c', 'small')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/The server refused: .*dim.* 384.*\n {2}- Search with the embedder/),
    })
  })

  it.each([
    [['--help'], 0, 'Usage: qdrant-worker-pool search'],
    [['-c', 'docs'], 2, 'Expected a text to search for'],
    [['rain'], 2, 'Expected --collection, as in search'],
    [['rain', '-c', 'docs', '--limit', '0'], 2, 'Expected --limit to be a whole number of at least 1, got "0"'],
    [['rain', '-c', 'docs', '--filter', '[1]'], 2, 'Expected --filter to be a JSON object, got "[1]"'],
    [['rain', '-c', 'docs', '--filter', '{'], 2, 'Expected --filter to be a JSON object, got "{"'],
    [['rain', '-c', 'docs', '--fast'], 2, "Unknown option '--fast'"],
  ])('answers the arguments %j with exit code %i', async (args, code, message) => {
    const run = await runCli(['search', ...args])
    expect([run.code, run.stdout + run.stderr]).toEqual([code, expect.stringContaining(message)])
  })

  it('makes no folder to search in', async () => {
    const { code, stderr } = await runCli(['search', 'rain', '-c', 'docs', '--path', join('no', 'such', 'folder')])
    expect([code, stderr]).toEqual([1, expect.stringContaining('There is no folder "no/such/folder" to search in')])
  })
})
