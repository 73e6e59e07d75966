import { styleText } from 'node:util'
import type { CommandIo, TextStream } from './command-io.ts'

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Styles a text where the stream shows styles, else leaves it as it is. */
export type Paint = (style: Style, text: string) => string

/** Colours for a terminal, unless NO_COLOR is set. */
export function painter(stream: TextStream, env: CommandIo['env']): Paint {
  if (stream.isTTY !== true || env.NO_COLOR) return (_style, text) => text
  return (style, text) => styleText(style, text, { validateStream: false })
}
