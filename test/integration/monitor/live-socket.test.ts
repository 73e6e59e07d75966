import fs, { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ConfigError } from '../../../src/base/errors.ts'
import { removeStaleSocket } from '../../../src/monitor/socket-path.ts'
import { LiveClient } from '../../support/live-client.ts'
import { LiveJob, liveJob, socketFolder } from '../../support/live-job.ts'
import { viewWith } from '../../support/live-views.ts'
import { runNode } from '../../support/run-node.ts'
import { until } from '../../support/until.ts'

const seconds = (client: LiveClient) => client.views.map(({ recent }) => recent.seconds)

describe('a live socket', () => {
  it('gives a client a line at once and one every second, of the last 5 s', async () => {
    const job = await liveJob()
    const client = await new LiveClient(job.path).saw(1)
    for (let line = 2; line <= 9; line++) {
      await job.clock.advance(1_000)
      await client.saw(line)
    }
    expect(seconds(client)).toEqual([0, 1, 2, 3, 4, 5, 5, 5, 5])
    expect(client.views[8]?.recent.utilisation).toBe(0.5)
  })

  it('gives a second client a line at once, and then the same lines to both', async () => {
    const job = await liveJob()
    const first = await new LiveClient(job.path).saw(1)
    await job.clock.advance(1_500)
    const second = await new LiveClient(job.path).saw(1)
    await job.clock.advance(500)
    await Promise.all([first.saw(3), second.saw(2)])
    expect([seconds(first), seconds(second)]).toEqual([
      [0, 1, 2],
      [1.5, 2],
    ])
    // One line for both.
    expect(job.lines).toBe(4)
  })

  it('has a timer for as long as somebody looks, and then looks back on nothing that was before', async () => {
    const job = await liveJob()
    expect(job.clock.pending).toBe(0)
    const first = await new LiveClient(job.path).saw(1)
    await job.clock.advance(3_000)
    expect(job.clock.pending).toBe(1)
    first.socket.destroy()
    await until(() => job.clock.pending === 0)
    await job.clock.advance(60_000)
    expect(seconds(await new LiveClient(job.path).saw(1))).toEqual([0])
  })

  it('lets a client that never reads miss lines, and keeps none for it', async () => {
    const cause = 'x'.repeat(100_000)
    const job = await liveJob((recent) => viewWith({ recent, events: [{ name: 'degraded', time: 0, cause }] }))
    const idle = await new LiveClient(job.path).connected()
    idle.socket.pause()
    for (let second = 0; second < 200; second++) await job.clock.advance(1_000)
    // What the kernel takes, and one line more.
    expect(job.lines).toBeLessThan(50)
    const other = await new LiveClient(job.path).saw(1)
    await job.clock.advance(1_000)
    await other.saw(2)
    const made = job.lines
    idle.socket.resume()
    // Once it reads, it misses none, and those that it got are whole.
    await until(async () => {
      await job.clock.advance(1_000)
      return idle.views.length > made
    })
  })

  it('reads nothing, and hangs up on a client that goes on talking', async () => {
    const job = await liveJob()
    const [polite, loud] = [await new LiveClient(job.path).saw(1), await new LiveClient(job.path).saw(1)]
    polite.socket.write('close\n')
    loud.socket.write('close\n'.repeat(1_000))
    await loud.closed()
    await job.clock.advance(1_000)
    expect((await polite.saw(2)).views).toHaveLength(2)
  })

  it('takes 16 clients, and hangs up on more until one of them goes', async () => {
    const job = await liveJob()
    const clients: LiveClient[] = []
    for (let client = 0; client < 16; client++) clients.push(await new LiveClient(job.path).saw(1))
    const late = new LiveClient(job.path)
    await late.closed()
    expect(late.views).toEqual([])
    clients[0]?.socket.destroy()
    await until(async () => {
      const next = new LiveClient(job.path)
      await Promise.race([next.saw(1), next.closed()])
      return next.views.length > 0
    })
  })

  it('is open to nobody but this user', async () => {
    const { path } = await liveJob()
    expect((lstatSync(path).mode & 0o777).toString(8)).toBe('600')
  })

  it('disconnects its clients and removes its file when it is closed, however often', async () => {
    const job = await liveJob()
    const client = await new LiveClient(job.path).saw(1)
    const silent = await new LiveClient(job.path).connected()
    silent.socket.pause()
    await Promise.all([job.close(), job.close()])
    await client.closed()
    expect([existsSync(job.path), job.clock.pending]).toEqual([false, 0])
  })

  it('does not hold its process up, even while somebody looks', async () => {
    const url = (file: string) => JSON.stringify(new URL(`../../../src/${file}`, import.meta.url).href)
    const path = JSON.stringify(join(socketFolder(), 'job.sock'))
    const script = `
      import { createConnection } from 'node:net'
      const { openLiveSocket } = await import(${url('monitor/live-socket.ts')})
      const { Regions } = await import(${url('metrics/regions.ts')})
      const { takeSnapshot } = await import(${url('metrics/snapshot.ts')})
      const moment = () => ({ at: performance.now(), snapshot: takeSnapshot(new Regions()), busyMs: 0, capacityMs: 0 })
      await openLiveSocket(${path}, { moment, view: (recent) => ({ recent }) })
      const client = createConnection(${path})
      client.once('data', () => { client.unref(); console.log('looked') })`
    const { code, stdout } = await runNode(['--input-type=module', '-e', script])
    expect([code, stdout]).toEqual([0, 'looked\n'])
  })
})

describe('the path of a live socket', () => {
  it('is taken over from a job that was killed', async () => {
    const folder = socketFolder()
    const path = join(folder, 'job.sock')
    await leaveStale(folder, path)
    const job = await liveJob(undefined, path)
    expect((await new LiveClient(job.path).saw(1)).views).toHaveLength(1)
  })

  it('is taken over by one of several jobs that come at once, and refused to the others', async () => {
    const folder = socketFolder()
    const path = join(folder, 'job.sock')
    await leaveStale(folder, path)
    const jobs = ['first', 'second', 'third'].map((pool) => new LiveJob(path, () => viewWith({ pool })))
    const opened = await Promise.allSettled(jobs.map((job) => job.open()))
    onTestFinished(() => void Promise.all(jobs.map((job) => job.close())))
    expect(opened.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
    const reasons = opened.flatMap((one) => (one.status === 'rejected' ? String(one.reason) : []))
    expect(reasons).toEqual(
      reasons.map(() => expect.stringMatching(/": another job (listens|was faster to listen) there$/)),
    )
    const client = await new LiveClient(path).saw(1)
    const winner = opened.findIndex(({ status }) => status === 'fulfilled')
    expect(client.views[0]?.pool).toBe(['first', 'second', 'third'][winner])
  })

  it('is refused where another job listens, which goes on', async () => {
    const job = await liveJob()
    const opening = new LiveJob(job.path, () => viewWith()).open()
    await expect(opening).rejects.toThrow(ConfigError)
    await expect(opening).rejects.toThrow(/^Cannot open the socket ".*job\.sock": another job listens there$/)
    expect((await new LiveClient(job.path).saw(1)).views).toHaveLength(1)
  })

  it.each([
    ['a file', (path: string) => writeFileSync(path, 'precious')],
    ['a folder', (path: string) => mkdirSync(path)],
    ['a link to nothing', (path: string) => symlinkSync('nothing', path)],
  ])('is refused where there is %s, which stays', async (_what, make) => {
    const path = join(socketFolder(), 'job.sock')
    make(path)
    const before = lstatSync(path).ino
    await expect(new LiveJob(path, () => viewWith()).open()).rejects.toThrow(
      /": there is something else than a socket$/,
    )
    expect(lstatSync(path).ino).toBe(before)
  })

  it('is refused where others cannot be kept out, and nobody listens there', async () => {
    const path = join(socketFolder(), 'job.sock')
    const { chmodSync } = fs
    onTestFinished(() => {
      fs.chmodSync = chmodSync
      syncBuiltinESMExports()
    })
    // As on a file system without modes.
    fs.chmodSync = () => {
      throw Object.assign(new Error('not permitted'), { code: 'EPERM' })
    }
    syncBuiltinESMExports()
    await expect(new LiveJob(path, () => viewWith()).open()).rejects.toThrow(/": the system says EPERM$/)
    await until(() => !existsSync(path))
  })

  it('is of no killed job on Windows, where it ends with the one that listens', async () => {
    const platform = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor
    onTestFinished(() => void Object.defineProperty(process, 'platform', platform))
    Object.defineProperty(process, 'platform', { ...platform, value: 'win32' })
    await expect(removeStaleSocket(String.raw`\\.\pipe\job`)).rejects.toThrow(/": another job listens there$/)
  })

  it('keeps what a file says that it is refused for', async () => {
    const path = join(socketFolder(), 'notes.txt')
    writeFileSync(path, 'precious')
    await expect(new LiveJob(path, () => viewWith()).open()).rejects.toThrow(ConfigError)
    expect(readFileSync(path, 'utf8')).toBe('precious')
  })

  it.each([
    [
      'is longer than a socket may be called',
      'x'.repeat(120),
      /": it has \d+ bytes, and a socket's path has room for \d+$/,
    ],
    ['counts in bytes', 'ü'.repeat(60), /": it has \d+ bytes, /],
    ['is in a folder that does not exist', 'nowhere/job.sock', /": its folder does not exist$/],
    ['names no file', '\0job', /": it is not the path of a file$/],
  ])('is refused where it %s', async (_why, name, message) => {
    const opening = new LiveJob(name.startsWith('\0') ? name : join(socketFolder(), name), () => viewWith()).open()
    await expect(opening).rejects.toThrow(message)
    await expect(opening).rejects.toMatchObject({ code: 'INVALID_CONFIG', solutions: [expect.any(String)] })
  })
})

/** A socket's file that nobody listens at: the system removes it only under the name that it was made by. */
async function leaveStale(folder: string, path: string): Promise<void> {
  const made = join(folder, 'made')
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(made, resolve))
  renameSync(made, path)
  await new Promise((resolve) => server.close(resolve))
}
