import type { Submit } from '../client/pool-client.ts'
import { embed } from '../operations/embed.ts'

/** No record's text, of which none is embedded twice. */
const SAMPLE = 'dimension'

/** A vector of the pool's embedder, to see how long they are. */
export async function sampleVector(submit: Submit): Promise<Float32Array> {
  const [vector] = (await submit({ operation: embed.name, target: '', params: { texts: [SAMPLE] } })) as Float32Array[]
  return vector as Float32Array
}
