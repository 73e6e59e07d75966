import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { liveJob, socketFolder } from '../../support/live-job.ts'
import { viewWith } from '../../support/live-views.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { RunningTop } from '../../support/run-top.ts'
import { TextSink } from '../../support/text-sink.ts'
import { until } from '../../support/until.ts'

const VIEW = JSON.stringify(viewWith())

/** Something that listens at a path, and does with each client what it likes. */
async function listenerWith(onClient: (socket: Socket) => void): Promise<string> {
  const path = join(socketFolder(), 'other.sock')
  const server = createServer((socket) => {
    socket.on('error', () => {})
    onTestFinished(() => void socket.destroy())
    onClient(socket)
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  onTestFinished(() => void server.close())
  return path
}

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

  it('ends with 130 where Ctrl-C comes before a frame', async () => {
    let clients = 0
    const path = await listenerWith(() => {
      clients += 1
    })
    const top = new RunningTop([path])
    await until(() => clients === 1)
    top.interrupt.abort()
    expect([await top.code, top.stdout.text, top.stderr.text]).toEqual([130, '', ''])
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

describe('top on a terminal', () => {
  const ENTER = '\u001b[?1049h\u001b[?25l'
  const LEAVE = '\u001b[?25h\u001b[?1049l'

  it('draws every line over the one before, in one write', async () => {
    const job = await liveJob()
    const top = await new RunningTop([job.path], { isTTY: true }).drew(1)
    await job.clock.advance(1_000)
    await top.drew(2)
    expect(top.stdout.text.startsWith(`${ENTER}\u001b[H`)).toBe(true)
    expect(top.frames.map((frame) => /last \d+ s/.exec(frame)?.[0])).toEqual(['last 0 s', 'last 1 s'])
    expect(top.stdout.text).not.toContain('\u001b[2J')
  })

  it('leaves the last frame on the first screen when the job ends, and says so', async () => {
    const job = await liveJob()
    const top = await new RunningTop([job.path], { isTTY: true, env: { NO_COLOR: '1' } }).drew(1)
    expect(top.keyboard.isRaw).toBe(true)
    await job.close()
    expect(await top.code).toBe(0)
    const [, after] = top.stdout.text.split(LEAVE)
    expect(after).toMatch(/^docs {3}pid 4711 .*\n {5}1 {2}busy .*\nThe job has ended\.\n$/s)
    expect(after).not.toContain('\u001b')
    expect([top.keyboard.isRaw, top.keyboard.isPaused()]).toEqual([false, true])
  })

  it.each([
    ['q', (top: RunningTop) => top.keyboard.write('q')],
    ['Ctrl-C', (top: RunningTop) => top.keyboard.write('\u0003')],
    ['a signal', (top: RunningTop) => top.interrupt.abort()],
  ])('gives the terminal back on %s', async (_what, stop) => {
    const job = await liveJob()
    const top = await new RunningTop([job.path], { isTTY: true }).drew(1)
    top.keyboard.write('x')
    stop(top)
    expect([await top.code, top.stderr.text, top.keyboard.isRaw]).toEqual([0, '', false])
    expect(top.stdout.text.split(LEAVE)).toHaveLength(2)
    expect(top.stdout.text).not.toContain('The job has ended')
    expect(top.stdout.listenerCount('resize')).toBe(0)
  })

  it('gives the terminal back where the job sends a broken line', async () => {
    const path = await listenerWith((socket) => socket.write(`${VIEW}\nnonsense\n`))
    const top = new RunningTop([path], { isTTY: true })
    expect([await top.code, top.stderr.text, top.keyboard.isRaw]).toEqual([
      1,
      expect.stringContaining('it sent a line that is no JSON object'),
      false,
    ])
    expect(top.stdout.text).toContain(LEAVE)
  })

  it('takes a job that is killed in the middle of a line for one that has ended', async () => {
    const path = await listenerWith((socket) => socket.end(`${VIEW}\n${VIEW.slice(0, 100)}`))
    const top = new RunningTop([path], { isTTY: true })
    expect([await top.code, top.stderr.text]).toEqual([0, ''])
    expect(top.stdout.text).toContain('The job has ended.\n')
  })

  it('draws anew where the window changes', async () => {
    const job = await liveJob()
    const top = await new RunningTop([job.path], { isTTY: true, env: { NO_COLOR: '1' } }).drew(1)
    top.stdout.resize(62, 12)
    await top.drew(2)
    const lines = (top.frames[1] ?? '').replaceAll('\u001b[K', '').replaceAll('\u001b[J', '').split('\r\n')
    expect(lines).toHaveLength(12)
    expect(lines[0]).toMatch(/^docs .* 14:03:22$/)
    expect(lines[0]).toHaveLength(62)
  })

  it('clears behind every line that does not fill its row', async () => {
    const job = await liveJob()
    const top = await new RunningTop([job.path], { isTTY: true, env: { NO_COLOR: '1' } }).drew(1)
    const [header = '', empty, utilisation = ''] = (top.frames[0] ?? '').split('\r\n')
    expect([header.length, empty, utilisation.endsWith('-\u001b[K')]).toEqual([120, '\u001b[K', true])
  })

  it('leaves out frames that the terminal is too slow for', async () => {
    const stdout = new SlowTerminal()
    const job = await liveJob()
    const top = new RunningTop([job.path], { stdout })
    await top.drew(1)
    const drawn = stdout.text.length
    for (let second = 0; second < 3; second++) await job.clock.advance(1_000)
    await until(() => job.lines === 4)
    expect(stdout.text.length).toBe(drawn)
    stdout.takes()
    await until(() => !stdout.writableNeedDrain)
    await job.clock.advance(1_000)
    await top.drew(2)
    expect(top.frames[1]).toContain('last 4 s')
  })

  it('says that a job has fallen silent, and for how long', async () => {
    const clock = new ManualClock()
    const job = await liveJob()
    const top = await new RunningTop([job.path], { isTTY: true, clock }).drew(1)
    await clock.advance(2_900)
    expect(top.frames).toHaveLength(1)
    await clock.advance(1_100)
    expect(top.frames.map((frame) => /no answer for \d+ s/.exec(frame)?.[0])).toEqual([
      undefined,
      'no answer for 3 s',
      'no answer for 4 s',
    ])
    // Longer than it waits for a first line.
    await clock.advance(8_000)
    expect(top.frames).toHaveLength(11)
    await job.clock.advance(1_000)
    expect((await top.drew(12)).frames[11]).not.toContain('no answer')
    top.keyboard.write('q')
    await top.code
    expect(clock.pending).toBe(0)
  })
})

/** Takes its first frame, and then nothing until it is told to. */
class SlowTerminal extends TextSink {
  #held: (() => void) | undefined
  #isFast = false

  constructor() {
    super({ isTTY: true, highWaterMark: 1_000 })
  }

  takes(): void {
    this.#isFast = true
    this.#held?.()
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: () => void): void {
    const isFrame = chunk.includes('\u001b[H')
    super._write(chunk, encoding, () => {
      if (isFrame && !this.#isFast) this.#held = done
      else done()
    })
  }
}
