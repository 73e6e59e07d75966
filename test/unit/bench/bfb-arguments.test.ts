import { expect, it } from 'vitest'
import { bfbArguments } from '../../../bench/peers/bfb-arguments.ts'

it('has bfb count points where it uploads and calls where it searches', () => {
  const run = { grpcPort: 6334, count: 30, timingsFile: 't.json' }
  const search = bfbArguments({ ...run, cell: { operation: 'filtered', callers: 4, collection: 'c' } }).join(' ')
  expect(search).toContain('--num-vectors 30 --parallel 4')
  expect(search).toContain('--skip-upload --search --search-limit 10 --search-with-payload --dim 384')
  expect(search).toContain('--keywords 10')
  const upload = bfbArguments({ ...run, cell: { operation: 'ingest-wait', callers: 4, collection: 'c' } }).join(' ')
  expect(upload).toContain('--num-vectors 3000')
  expect(upload).toContain('--wait-on-upsert')
  expect(upload).not.toContain('--search')
})
