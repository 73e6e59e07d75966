import { readAnswer } from '../../src/protocol/answer-text.ts'
import { RestWire } from '../../src/wire/rest/rest-wire.ts'

/** A REST wire whose answers are read as the main thread reads them, so that a test sees values and not text. */
export class ReadWire extends RestWire {
  override send(...args: Parameters<RestWire['send']>): ReturnType<RestWire['send']> {
    return super.send(...args)?.then((reply) => ('text' in reply ? readAnswer(reply.text) : reply))
  }
}
