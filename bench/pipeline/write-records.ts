// Writes short records, the same for the same count: node write-records.ts FILE COUNT
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { seeded } from '../dataset.ts'

const WORDS = 'amber basin cedar delta ember fjord grove harbor inlet jungle kelp lagoon meadow nectar oasis prairie'

const [file = '', count = '0'] = process.argv.slice(2)
const words = WORDS.split(' ')
const random = seeded(7)
const word = () => words[Math.floor(random() * words.length)]
const stream = createWriteStream(file)
for (let id = 0; id < Number(count); id++) {
  const text = `${word()} ${word()} ${word()} ${word()} ${word()} number ${id}`
  if (!stream.write(`${JSON.stringify({ id, text })}\n`)) await once(stream, 'drain')
}
stream.end()
await once(stream, 'finish')
