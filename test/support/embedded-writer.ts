// Run as a process of its own, to be killed: starts a server on the path it is given and upserts for ever, saying each
// id once the server has acknowledged it with wait=true.
import { startLocalServer } from '../../src/embedded/local-server.ts'

const [path = ''] = process.argv.slice(2)
const { url } = await startLocalServer({ path })
const put = (route: string, body: object) =>
  fetch(url + route, {
    method: 'PUT',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })

await put('/collections/a', { vectors: { size: 2, distance: 'Dot' } })
for (let id = 0; ; id++) {
  const answer = await put('/collections/a/points?wait=true', { points: [{ id, vector: [id, 1], payload: { id } }] })
  if (!answer.ok) throw new Error(await answer.text())
  process.stdout.write(`${id}\n`)
}
