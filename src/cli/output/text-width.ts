/** Two columns of a terminal. Some of them take one; a line that is thought too long is safe. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\p{Extended_Pictographic}\p{Regional_Indicator}\u3000-\u303f\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]/u
/** Drawn over the character before. */
const COMBINING = /[\p{Mn}\p{Me}]/u
const ELLIPSIS = '…'

/** Columns of a terminal that a text takes, which has no control characters. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of text) width += characterWidth(character)
  return width
}

function characterWidth(character: string): number {
  if (character < '\u0300') return 1
  if (COMBINING.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}

/** Cut to at most `width` columns, with an ellipsis where something is missing. */
export function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  let [kept, used] = ['', 0]
  for (const character of text) {
    used += characterWidth(character)
    if (used > width - ELLIPSIS.length) break
    kept += character
  }
  return width < ELLIPSIS.length ? '' : kept + ELLIPSIS
}

/** As `cut`, at its beginning: a path says most at its end. */
export function cutStart(text: string, width: number): string {
  return backwards(cut(backwards(text), width))
}

function backwards(text: string): string {
  return [...text].reverse().join('')
}

/** Exactly `width` columns, cut or filled up behind. */
export function left(text: string, width: number): string {
  const fitting = cut(text, width)
  return fitting + ' '.repeat(Math.max(0, width - textWidth(fitting)))
}

/** Exactly `width` columns, cut or filled up in front. */
export function right(text: string, width: number): string {
  const fitting = cut(text, width)
  return ' '.repeat(Math.max(0, width - textWidth(fitting))) + fitting
}
