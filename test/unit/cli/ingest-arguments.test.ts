import { expect, it } from 'vitest'
import { ingestOptions, parseIngest } from '../../../src/cli/ingest/options.ts'
import { runCli } from '../../support/run-cli.ts'

it('prints its help', async () => {
  const { code, stdout } = await runCli(['ingest', '--help'])
  expect([code, stdout]).toEqual([0, expect.stringMatching(/Usage: .* ingest <files….*--checkpoint.*--workers/s)])
})

it.each([
  [['docs.jsonl'], 'Expected --collection, as in ingest docs.jsonl --collection docs'],
  [['-c', 'docs'], 'Expected at least one file or folder to ingest, or - for stdin'],
  [['-c', 'docs', '-', 'docs.jsonl'], 'Expected - alone: stdin is not read together with files'],
  [['-c', 'docs', '--fast', 'docs.jsonl'], "Unknown option '--fast'"],
  [['-c', 'docs', '--workers', '0', 'x'], 'Expected --workers to be a whole number from 1 to 256, got "0"'],
  [['-c', 'docs', '--batch-size', 'x', 'x'], 'Expected --batch-size to be a whole number of at least 1, got "x"'],
  [['-c', 'docs', '--max-failures', '-1', 'x'], "Option '--max-failures' argument is ambiguous"],
  [['-c', 'docs', '--url', 'http://a', '--path', 'b', 'x'], 'Expected either --url or --path, got both'],
])('refuses the arguments %j with exit code 2', async (args, message) => {
  const { code, stdout, stderr } = await runCli(['ingest', ...args])
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)])
})

it('says that a file is not there before it opens a server', async () => {
  const { code, stderr } = await runCli(['ingest', 'no-such-file.jsonl', '-c', 'docs', '--path', 'no-such-folder'])
  expect([code, stderr]).toEqual([1, expect.stringContaining('There is no file or folder "no-such-file.jsonl"\n')])
})

it('gives ingest what its flags say, and nothing more', () => {
  const all = ['--text-key=content', '--vector-name=body', '--sparse-vector=words', '--batch-size=8']
  const files = ['--checkpoint=cp', '--dead-letter=dead', '--max-failures=0']
  const { flags, paths } = parseIngest(['a', '-c', 'docs', ...all, ...files, 'b'])
  expect([paths, ingestOptions(flags)]).toEqual([
    ['a', 'b'],
    {
      collection: 'docs',
      options: {
        createCollection: true,
        textKey: 'content',
        vectorName: 'body',
        sparseVectorName: 'words',
        batchSize: 8,
        checkpoint: 'cp',
        deadLetter: 'dead',
        maxFailures: 0,
      },
    },
  ])
  expect(ingestOptions(parseIngest(['a', '-c', 'docs']).flags).options).toEqual({ createCollection: true })
})
