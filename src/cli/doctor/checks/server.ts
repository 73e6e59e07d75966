import { printable } from '../../output/printable.ts'
import { type Finding, ok, problem, warning } from '../finding.ts'
import { versionParts } from '../packages.ts'
import { type ServerRequests, whyFailed } from '../server-requests.ts'

export interface ServerFacts {
  readonly url: string
  /** Version of @qdrant/js-client-rest, which says what servers it works with. */
  readonly clientVersion: string | undefined
}

/** A server that says nothing for so long is none. */
const SILENCE_MS = 3_000

interface Greeting {
  readonly title?: unknown
  readonly version?: unknown
}

const START = [
  'Start Qdrant: docker run -p 6333:6333 -p 6334:6334 qdrant/qdrant',
  'Name another server: --url URL, or QDRANT_URL',
  "Without a server: createPool({ url: ':memory:' }), or the commands' --path FOLDER",
]

/** Who answers at the URL, and whether it lets us in. */
export async function checkServer(
  requests: ServerRequests,
  { url, clientVersion }: ServerFacts,
  given: AbortSignal,
): Promise<Finding> {
  const signal = AbortSignal.any([given, AbortSignal.timeout(SILENCE_MS)])
  let greeting: Greeting | undefined
  try {
    const response = await requests.send({ path: '/' }, signal)
    greeting = response.status === 200 ? await greetingOf(response) : undefined
  } catch (error) {
    given.throwIfAborted()
    return problem(
      `nobody answers at ${url} (${printable(whyFailed(error))}); what needs a server was not checked`,
      START,
      { url, reachable: false },
    )
  }
  if (typeof greeting?.version !== 'string') {
    const detail = `what answers at ${url} does not say that it is Qdrant`
    return problem(detail, ['Check that the URL names the REST port, 6333 by default'], { url, reachable: false })
  }
  const [collections, ready, issues] = await Promise.all(
    ['/collections', '/readyz', '/issues'].map(async (path) => {
      const response = await requests.send({ path }, signal)
      await response.arrayBuffer()
      return response.status
    }),
  )
  // A call that changes nothing, and that the embedded server has not.
  const embedded = issues === 501
  const version = printable(greeting.version)
  const figures = { url, reachable: true, title: printable(String(greeting.title)), version, embedded }
  const who = `${embedded ? 'the embedded server' : 'Qdrant'} ${version} at ${url}`
  if (collections === 401 || collections === 403) {
    const changes = ['Set QDRANT_API_KEY to a key of this server']
    return problem(`${who} lets nobody in without a key, or not with this one`, changes, figures)
  }
  if (ready !== 200) return warning(`${who} is not ready yet`, ['Wait until GET /readyz answers 200'], figures)
  if (clientVersion !== undefined && !areCompatible(clientVersion, version)) {
    const changes = ['Bring server and @qdrant/js-client-rest within one minor version of each other']
    return warning(`${who} is too far from the client's version, ${clientVersion}`, changes, figures)
  }
  return ok(who, figures)
}

async function greetingOf(response: Response): Promise<Greeting | undefined> {
  return (await response.json().catch(() => undefined)) as Greeting | undefined
}

/** As the client itself judges it: the same major version, at most one minor version apart. */
function areCompatible(client: string, server: string): boolean {
  const [one, other] = [versionParts(client), versionParts(server)]
  if (one === undefined || other === undefined) return true
  return one[0] === other[0] && Math.abs(one[1] - other[1]) <= 1
}
