import { columnsToPoints, wrongColumns } from './columns.ts'
import { joinedWrites } from './joined-writes.ts'
import { collectionPath, type Operation, type Params } from './operation.ts'

export const upsert: Operation = {
  name: 'upsert',
  access: 'write',
  idempotent,
  rest: (collection, { wait = true, ordering, timeout, ...body }) => ({
    method: 'PUT',
    path: collectionPath(collection, '/points', { wait, ordering, timeout }),
    body: body.vectors === undefined ? body : columnsToPoints(body),
  }),
  cargo: { param: 'vectors', wrong: wrongColumns },
  merging: joinedWrites({ operation: 'upsert', idempotent, waitsByDefault: true }),
}

/** Every point carries its id, so a repeated upsert writes the same points again; a conditional one may not. */
function idempotent({ update_filter, update_mode }: Params): boolean {
  return update_filter === undefined && update_mode === undefined
}
