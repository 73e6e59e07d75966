import { describe, expect, it } from 'vitest'
import { liveJob } from '../../support/live-job.ts'
import { viewWith } from '../../support/live-views.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { listenerWith } from '../../support/other-listener.ts'
import { RunningTop } from '../../support/run-top.ts'
import { SlowTerminal } from '../../support/slow-terminal.ts'
import { until } from '../../support/until.ts'

const VIEW = JSON.stringify(viewWith())

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

  it('never scrolls where it fills the window', async () => {
    const job = await liveJob()
    const top = await new RunningTop([job.path], { isTTY: true }).drew(1)
    top.stdout.resize(80, 4)
    await top.drew(2)
    const frame = top.frames[1] ?? ''
    expect([frame.split('\r\n').length, frame.includes('\u001b[J')]).toEqual([4, false])
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
