import { styleText } from 'node:util'
import type { CommandIo, TextStream } from './command-io.ts'

/** Styles a text where the stream shows styles, else leaves it as it is. */
export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', text: string) => string

/** Colours for a terminal, unless NO_COLOR is set. */
export function painter(stream: TextStream, env: CommandIo['env']): Paint {
  if (stream.isTTY !== true || env.NO_COLOR) return (_style, text) => text
  return (style, text) => styleText(style, text, { validateStream: false })
}
