import type { SweepReport } from '../sweep/results.ts'

const LOOPS =
  'Closed loop: each caller issues its next call when the last is answered. Open loop: calls are issued at a rate, whatever is under way, and a latency counts from the moment at which its call was to be issued, so that a stall of the server shows in all calls that it held up.'

const CELLS = [
  'Every cell (operation, wire, workers, callers) was measured once a round, the cells of a round in random order, so that what slows the machine for a while falls on all of them. Figures are medians of the rounds; whiskers and min-max span them.',
  LOOPS,
  'Percentiles come from the merged histograms of all rounds, which keep two significant digits. The curve ends where no call lies beyond.',
  'The knee is the load with the most power, throughput divided by mean response time (L. Kleinrock, "Power and deterministic rules of thumb for probabilistic problems in computer communications", ICC 1979). With fewer callers workers idle; with more, calls wait. It is not told where the heaviest load measured has the most power.',
  'A size is enough when its best throughput is within 5 % of the best of all sizes. A gain is told only where the rounds of the two sizes do not overlap.',
  'CPU: main is the thread of the callers, with the dispatcher of the pool and the bench; workers is all else of the process; server is the process of the server. Waits and merging are counted by the pool.',
]

const TIMELINES = [
  'A point of a line is an interval of the run. Latencies and failures stand where their calls were issued, in an open loop where they were due, so that they tell how a call fares that comes then; answers stand where they came.',
  LOOPS,
  'A trend is the line of least squares through the intervals after the first fifth of the run, in which heaps grow to their size and code is compiled.',
  'Calls fare as before a spike where, in four of five intervals, none fails and p95 is at most twice its median in the base before the spike, or 1 ms more, or what one interval in ten of that base had.',
]

/** What the figures of a page mean and how they came to be, a paragraph each. */
export function methodOf({ timelines }: Pick<SweepReport, 'timelines'>): readonly string[] {
  return timelines.length === 0 ? CELLS : TIMELINES
}
