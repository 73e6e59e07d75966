import type { Collection } from '../collection.ts'
import { configOf, updatedConfig } from '../collection-config.ts'
import type { Database } from '../database.ts'
import { noVariant } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import { parsePath } from '../json-path.ts'
import { arrayOf, objectOf, required, stringOf } from '../reader.ts'
import { manageParams, writeParams } from '../request-params.ts'
import type { Request, Routes } from '../router.ts'

export const collectionRoutes: Routes = {
  'GET /collections': (_request, database) => ({ collections: database.names().map((name) => ({ name })) }),
  'PUT :': ({ collection, params, body }, database) => {
    manageParams(params)
    database.create(collection, configOf(objectOf(body(), 'struct CreateCollection')))
    return true
  },
  'GET :': ({ collection }, database) => info(database.collection(collection)),
  'PATCH :': ({ collection, params, body }, database) => {
    manageParams(params)
    const changes = objectOf(body(), 'struct UpdateCollection')
    database.alter(collection, (altered) => {
      altered.config = updatedConfig(altered.config, changes)
    })
    return true
  },
  'DELETE :': ({ collection, params }, database) => {
    manageParams(params)
    return database.delete(collection)
  },
  'GET :/exists': ({ collection }, database) => ({ exists: database.find(collection) !== undefined }),
  'GET :/snapshots': ({ collection }, database) => {
    database.collection(collection)
    return []
  },

  'PUT :/index': (request, database) => {
    const body = objectOf(request.body(), 'struct CreateFieldIndex')
    const path = parsePath(required(body, 'field_name'))
    return changeIndexes(request, database, ({ indexes }) => indexes.set(path, body.field_schema))
  },
  'DELETE :/index/*': (request, database) => {
    const path = parsePath(request.argument)
    return changeIndexes(request, database, ({ indexes }) => indexes.delete(path))
  },

  'GET /aliases': (_request, database) => ({ aliases: database.aliases() }),
  'GET :/aliases': ({ collection }, database) => {
    database.collection(collection)
    return { aliases: database.aliases(collection) }
  },
  'POST /collections/aliases': ({ params, body }, database) => {
    manageParams(params)
    const actions = arrayOf(required(objectOf(body(), 'struct ChangeAliasesOperation'), 'actions'))
    database.changeAliases(() => {
      for (const action of actions) changeAlias(objectOf(action, 'enum AliasOperations'), database)
    })
    return true
  },
}

function changeAlias(action: JsonObject, database: Database): void {
  const [name] = Object.keys(action)
  const fields = objectOf(action[name ?? ''], 'a map')
  const field = (key: string) => stringOf(required(fields, key))
  switch (name) {
    case 'create_alias':
      database.createAlias(field('alias_name'), field('collection_name'))
      break
    case 'delete_alias':
      database.deleteAlias(field('alias_name'))
      break
    case 'rename_alias':
      database.renameAlias(field('old_alias_name'), field('new_alias_name'))
      break
    default:
      throw noVariant('AliasOperations')
  }
}

function changeIndexes({ collection, params }: Request, database: Database, change: (altered: Collection) => void) {
  const wait = writeParams(params)
  database.alter(collection, (altered) => {
    change(altered)
    altered.operation += 2 // The real server counts a proposal and the change.
  })
  return { operation_id: database.collection(collection).operation, status: wait ? 'completed' : 'acknowledged' }
}

function info(collection: Collection) {
  const { config, points, indexes } = collection
  const schemas = [...indexes.entries()].map(([path, schema]) => {
    const data_type = indexes.typeOf(parsePath(path))
    const params = typeof schema === 'object' ? { params: schema } : {}
    return [path, { data_type, ...params, points: points.size }] as const
  })
  return {
    status: 'green',
    optimizer_status: 'ok',
    indexed_vectors_count: 0,
    points_count: points.size,
    segments_count: 1,
    config,
    payload_schema: Object.fromEntries(schemas),
    update_queue: { length: 0 },
  }
}
