import { parseBatch, parseUpdate, type UpdateName } from '../points/updates.ts'
import { objectOf } from '../reader.ts'
import { writeParams } from '../request-params.ts'
import type { Handler, Routes } from '../router.ts'

export const updateRoutes: Routes = {
  'PUT :/points': updating('upsert'),
  'POST :/points/delete': updating('delete'),
  'POST :/points/payload': updating('set_payload'),
  'PUT :/points/payload': updating('overwrite_payload'),
  'POST :/points/payload/delete': updating('delete_payload'),
  'POST :/points/payload/clear': updating('clear_payload'),
  'PUT :/points/vectors': updating('update_vectors'),
  'POST :/points/vectors/delete': updating('delete_vectors'),
  'POST :/points/batch': ({ collection, params, body }, database) => {
    const wait = writeParams(params)
    const operations = objectOf(body(), 'struct UpdateOperations')
    return database.update(collection, parseBatch(operations, database.collection(collection)), wait)
  },
}

function updating(name: UpdateName): Handler {
  return ({ collection, params, body }, database) => {
    const wait = writeParams(params)
    const operation = objectOf(body(), 'a map')
    const update = parseUpdate(name, operation, database.collection(collection))
    return database.update(collection, [update], wait)[0]
  }
}
