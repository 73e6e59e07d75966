import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Regions } from '../../../src/metrics/regions.ts'
import { takeSnapshot } from '../../../src/metrics/snapshot.ts'
import { RecentWindow } from '../../../src/monitor/recent-window.ts'

const snapshot = takeSnapshot(new Regions())
/** One of one worker was busy up to the 10th second. */
const momentAt = (at: number) => ({ at, snapshot, busyMs: Math.min(at, 10_000), capacityMs: at })

describe('the recent window', () => {
  it('is empty before anything was noted', () => {
    expect(new RecentWindow().until(momentAt(7_000))).toMatchObject({ seconds: 0, utilisation: 0 })
  })

  it('grows to 5 s, and then tells of no more', () => {
    const window = new RecentWindow()
    const spans = Array.from({ length: 9 }, (_, second) => {
      const { seconds } = window.until(momentAt(second * 1_000))
      window.note(momentAt(second * 1_000))
      return seconds
    })
    expect(spans).toEqual([0, 1, 2, 3, 4, 5, 5, 5, 5])
  })

  it('forgets what is older', () => {
    const window = new RecentWindow()
    for (let second = 0; second <= 13; second++) window.note(momentAt(second * 1_000))
    expect(window.until(momentAt(13_000)).utilisation).toBe(2 / 5)
    expect(window.until(momentAt(14_000)).utilisation).toBe(1 / 5)
  })

  it('is within half a second of 5 s where timers are late or early by as much as 50 ms (seed is printed on failure)', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 7, maxLength: 40 }), (errors) => {
        const window = new RecentWindow()
        const spans = errors.map((error, second) => {
          const now = momentAt(second * 1_000 + error)
          const { seconds } = window.until(now)
          window.note(now)
          return seconds
        })
        expect(spans.slice(5).filter((seconds) => Math.abs(seconds - 5) > 0.5)).toEqual([])
      }),
    )
  })

  it('begins anew once it is cleared', () => {
    const window = new RecentWindow()
    window.note(momentAt(0))
    window.clear()
    expect(window.until(momentAt(3_000)).seconds).toBe(0)
  })
})
