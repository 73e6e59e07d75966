import type { Submit } from '../client/pool-client.ts'
import { embed } from '../operations/embed.ts'

export async function embedOne(submit: Submit, text: string): Promise<Float32Array> {
  const [vector] = (await submit({ operation: embed.name, target: '', params: { texts: [text] } })) as Float32Array[]
  return vector as Float32Array
}

/** As many numbers as the pool's embedder gives, found with no record's text, of which none is embedded twice. */
export function sampleVector(submit: Submit): Promise<Float32Array> {
  return embedOne(submit, 'dimension')
}
