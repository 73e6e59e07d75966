import { expect, it } from 'vitest'
import { parseOptions } from '../../../bench/sweep/options.ts'

it('sweeps three sizes, five numbers of callers and three operations where nothing is asked for', () => {
  expect(parseOptions([])).toMatchObject({
    preset: undefined,
    workers: [1, 2, 4],
    callers: [1, 4, 16, 64, 256],
    operations: ['retrieve', 'query', 'ingest-wait'],
    wires: ['rest'],
    rate: undefined,
    seconds: 0.5,
    iterations: undefined,
    rounds: 5,
    json: undefined,
  })
})

it("takes bfb's names for the same things", () => {
  const argv = ['-n', '5000', '-d', '128', '-t', '4,2', '-p', '8', '-b', '50', '--search', '--search-limit', '5']
  expect(parseOptions([...argv, '--json', 'out.json'])).toMatchObject({
    workers: [2, 4],
    callers: [8],
    operations: ['query'],
    shape: { points: 5000, dimension: 128, ingestDimension: 128, batch: 50, limit: 5 },
    json: 'out.json',
  })
})

it('takes the long forms of both', () => {
  expect(parseOptions(['--workers', '3', '--callers', '10,1,10'])).toMatchObject({ workers: [3], callers: [1, 10] })
  expect(parseOptions(['--threads', '3', '--parallel', '7'])).toMatchObject({ workers: [3], callers: [7] })
  const long = ['--num-vectors', '9', '--dim', '8', '--batch-size', '7']
  expect(parseOptions(long)).toMatchObject({ shape: { points: 9, dimension: 8, batch: 7 } })
})

it.each([
  [['--preset', 'classic'], { workers: [5], callers: [1, 5, 10], iterations: 1000, rounds: 5 }],
  [['--preset', 'classic', '--seconds', '2'], { iterations: undefined, seconds: 2 }],
  [['--preset', 'classic', '--iterations', '50'], { iterations: 50 }],
  [['--preset', 'soak'], { workers: [5], callers: [50], seconds: 600 }],
  [['--preset', 'spike', '-t', '2', '--rate', '900'], { workers: [2], rate: 900, seconds: 5 }],
])('has defaults of its own for each preset: %j', (argv, expected) => {
  expect(parseOptions(argv)).toMatchObject(expected)
})

it('tells another seed in every run, and takes one', () => {
  const seeds = new Set(Array.from({ length: 5 }, () => parseOptions([])?.seed))
  expect(seeds.size).toBeGreaterThan(1)
  expect(parseOptions(['--seed', '7'])).toMatchObject({ seed: 7 })
})

it.each([
  [['--workers', '0'], /Expected --workers to be a positive whole number, got "0"/],
  [['-t', 'two'], /Expected --threads to be a positive whole number, got "two"/],
  [['--workers', '1', '-t', '2'], /--workers and --threads mean the same/],
  [['--callers', '1', '-p', '2'], /--callers and --parallel mean the same/],
  [['--operations', 'delete'], /Unknown in --operations: delete/],
  [['--search', '--operations', 'retrieve'], /--search means --operations query/],
  [['--wires', 'http'], /Unknown in --wires: http\. Known are rest, grpc/],
  [['--rate', '0'], /Expected --rate to be a positive number/],
  [['--seconds', '1', '--iterations', '9'], /give one of them/],
  [['--preset', 'quick'], /Unknown --preset "quick"\. Known are classic, soak, spike/],
  [['--preset', 'soak', '--rounds', '2'], /--rounds means nothing with --preset soak/],
  [['--preset', 'spike', '--iterations', '2'], /--iterations means nothing with --preset spike/],
  [['--preset', 'classic', '--rate', '2'], /--rate means nothing with --preset classic/],
  [['--seed', '4294967296'], /Expected --seed to be at most 4294967295/],
  [['--json', '-', '--html', '-'], /Only one of --json and --html/],
])('refuses %j', (argv, message) => {
  expect(() => parseOptions(argv)).toThrow(message)
})

it('knows when help was asked for', () => {
  expect(parseOptions(['-h'])).toBeUndefined()
})
