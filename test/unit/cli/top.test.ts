import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { liveJob, socketFolder } from '../../support/live-job.ts'
import { viewWith } from '../../support/live-views.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { listenerWith } from '../../support/other-listener.ts'
import { RunningTop } from '../../support/run-top.ts'
import { SlowTerminal } from '../../support/slow-terminal.ts'
import { TextSink } from '../../support/text-sink.ts'
import { until } from '../../support/until.ts'

const VIEW = JSON.stringify(viewWith())

/** Fails as a stream does whose reader has gone, or whose disk is full. */
class BrokenSink extends TextSink {
  readonly #code: string

  constructor(code: string) {
    super()
    this.#code = code
  }

  override _write(_chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    done(Object.assign(new Error(`write ${this.#code}`), { code: this.#code }))
  }
}

describe('top', () => {
  it('prints its help', async () => {
    const { code, stdout } = new RunningTop(['--help'])
    expect([await code, stdout.text]).toEqual([0, expect.stringContaining('top <socket> [--json]')])
  })

  it.each([[[]], [['']], [['one', 'two']], [['--lines', 'one']]])('refuses the arguments %j', async (args) => {
    const { code, stderr } = new RunningTop(args)
    expect([await code, stderr.text]).toEqual([2, expect.stringMatching(/^(Expected one argument|Unknown option)/)])
  })

  it('says what to do where nobody listens', async () => {
    const path = join(socketFolder(), 'job.sock')
    const { code, stdout, stderr } = new RunningTop([path])
    expect([await code, stdout.text]).toEqual([1, ''])
    expect(stderr.text).toContain(`No job listens at "${path}"\n`)
    expect(stderr.text).toContain(`  - Give the job's pool a socket: createPool({ monitor: { socket: "${path}" } })\n`)
  })

  it.each([
    ['speaks no JSON', 'HTTP/1.1 200 OK\n', 'is no job of qdrant-worker-pool: it sent a line that is no JSON object'],
    ['speaks of something else', '{"pool":"docs"}\n', 'it sent something else than the view of a pool'],
    ['speaks another version', '{"version":99}\n', 'tells of itself in version 99; this command knows version 1'],
    ['leaves out a part', VIEW.replace('"alerts":[]', '"alerts":null').concat('\n'), 'its line lacks alerts'],
    ['never ends a line', '9'.repeat(5_000_000), 'it sent a line that is no JSON object'],
  ])('refuses a listener that %s', async (_what, text, message) => {
    const { code, stdout, stderr } = new RunningTop([await listenerWith((socket) => socket.write(text))])
    expect([await code, stdout.text]).toEqual([1, ''])
    expect(stderr.text).toContain(message)
  })

  it('refuses a listener that hangs up without a word', async () => {
    const { code, stderr } = new RunningTop([await listenerWith((socket) => socket.end())])
    expect([await code, stderr.text]).toEqual([1, expect.stringContaining('it closed the connection without a word')])
  })

  it('waits 10 s for a job whose event loop is blocked', async () => {
    const clock = new ManualClock()
    let clients = 0
    const path = await listenerWith(() => {
      clients += 1
    })
    const { code } = new RunningTop([path], { clock })
    const refused = expect(code).rejects.toMatchObject({ code: 'NO_ANSWER', message: expect.stringContaining('10 s') })
    await until(() => clients === 1 && clock.pending === 1)
    await clock.advance(10_000)
    await refused
  })
})

describe('top where there is no terminal', () => {
  it.each([
    ['a pipe', { isTTY: false }],
    ['a terminal that can only write', { isTTY: true, env: { TERM: 'dumb', NO_COLOR: '1' } }],
  ])('prints one frame to %s, of a time that it can look back on', async (_what, options) => {
    const job = await liveJob()
    const { code, stdout } = new RunningTop([job.path], options)
    await until(() => job.lines === 1)
    await job.clock.advance(1_000)
    expect(await code).toBe(0)
    expect(stdout.text).toMatch(/^docs {3}pid 4711 .* 14:03:22\n\nutilisation {2}█{20}░{20} {2}50 %\n/)
    expect(stdout.text.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  it('prints what it has of a job that ends before', async () => {
    const job = await liveJob()
    const { code, stdout } = new RunningTop([job.path])
    await until(() => job.lines === 1)
    await job.close()
    expect([await code, stdout.text]).toEqual([0, expect.stringMatching(/^docs .*\nlast 0 s /s)])
  })

  it('ends with 130 where Ctrl-C comes before a frame, and waits for nothing', async () => {
    const clock = new ManualClock()
    let clients = 0
    const path = await listenerWith(() => {
      clients += 1
    })
    const top = new RunningTop([path], { clock })
    await until(() => clients === 1 && clock.pending === 1)
    top.interrupt.abort()
    expect([await top.code, top.stdout.text, clock.pending]).toEqual([130, '', 0])
  })
})

describe('top --json', () => {
  it('prints every line as it comes, until the job ends', async () => {
    const job = await liveJob()
    const top = new RunningTop(['--json', job.path])
    await top.wrote('\n')
    await job.clock.advance(1_000)
    await until(() => top.stdout.text.split('\n').length === 3)
    await job.close()
    expect(await top.code).toBe(0)
    const views = top.stdout.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(views.map(({ pool, recent }) => [pool, recent.seconds])).toEqual([
      ['docs', 0],
      ['docs', 1],
    ])
  })

  it('keeps no more than a line for a reader that is slow, and leaves none out', async () => {
    const stdout = new SlowTerminal(false)
    const job = await liveJob()
    const top = await new RunningTop(['--json', job.path], { stdout }).wrote('\n')
    const line = stdout.text.length
    for (let second = 0; second < 5; second++) await job.clock.advance(1_000)
    await until(() => job.lines === 6)
    expect(stdout.writableLength).toBeLessThan(2 * line)
    stdout.takes()
    await until(() => stdout.text.split('\n').length === 7)
    await job.close()
    expect(await top.code).toBe(0)
  })

  it('ends on Ctrl-C', async () => {
    const job = await liveJob()
    const top = await new RunningTop(['--json', job.path], { isTTY: true }).wrote('\n')
    top.interrupt.abort()
    expect([await top.code, top.stderr.text]).toEqual([0, ''])
  })

  it('leaves nothing that a terminal obeys as it is', async () => {
    const job = await liveJob(() => viewWith({ pool: '\u009b2J\u001b[2J' }))
    const top = await new RunningTop(['--json', job.path]).wrote('\n')
    expect(top.stdout.text).toContain(String.raw`"pool":"\u009b2J\u001b[2J"`)
    expect(JSON.parse(top.stdout.text)).toMatchObject({ pool: '\u009b2J\u001b[2J' })
  })

  it('ends without a word when its reader has gone', async () => {
    const job = await liveJob()
    const { code, stderr } = new RunningTop(['--json', job.path], { stdout: new BrokenSink('EPIPE') })
    expect([await code, stderr.text]).toEqual([0, ''])
  })

  it('tells why it cannot write', async () => {
    const job = await liveJob()
    const { code, stderr } = new RunningTop(['--json', job.path], { stdout: new BrokenSink('ENOSPC') })
    expect([await code, stderr.text]).toEqual([1, 'Error: write ENOSPC\n'])
  })
})
