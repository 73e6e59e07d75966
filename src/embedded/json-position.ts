/** Where and why a text is no JSON, in the words of the real server's parser. Slow: only for texts that failed. */
export function explainSyntaxError(text: string): string {
  const scanner = new Scanner(text)
  try {
    scanner.value()
    scanner.end()
  } catch (error) {
    if (error instanceof Stop) return `${error.message} ${position(text, error.at)}`
    throw error
  }
  return `invalid JSON ${positionOfEnd(text)}`
}

export function positionOfEnd(text: string): string {
  return position(text, text.length)
}

/** @param at how many characters had been read */
function position(text: string, at: number): string {
  const before = text.slice(0, at)
  return `at line ${before.split('\n').length} column ${at - (before.lastIndexOf('\n') + 1)}`
}

class Stop extends Error {
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y
const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy
const SPACE = /[ \t\n\r]*/y

class Scanner {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(): void {
    this.#take(SPACE)
    switch (this.#text[this.#at]) {
      case undefined:
        throw new Stop('EOF while parsing a value', this.#at)
      case '{':
        this.#items('an object', '}', () => this.#member())
        break
      case '[':
        this.#items('a list', ']', () => this.value())
        break
      case '"':
        this.#string()
        break
      default:
        if (!this.#take(SCALAR)) throw new Stop('expected value', this.#at + 1)
    }
  }

  end(): void {
    this.#take(SPACE)
    if (this.#at < this.#text.length) throw new Stop('trailing characters', this.#at + 1)
  }

  #items(what: string, close: string, item: () => void): void {
    this.#at++
    for (let count = 0; ; count++) {
      this.#take(SPACE)
      const next = this.#text[this.#at]
      if (next === undefined) throw new Stop(`EOF while parsing ${what}`, this.#at)
      if (next === close && count === 0) break
      if (count > 0) {
        if (next === close) break
        if (next !== ',') throw new Stop(`expected \`,\` or \`${close}\``, this.#at + 1)
        this.#at++
        this.#take(SPACE)
        if (this.#text[this.#at] === close) throw new Stop('trailing comma', this.#at + 1)
      }
      item()
    }
    this.#at++
  }

  #member(): void {
    if (this.#text[this.#at] === undefined) throw new Stop('EOF while parsing a value', this.#at)
    if (this.#text[this.#at] !== '"') throw new Stop('key must be a string', this.#at + 1)
    this.#string()
    this.#take(SPACE)
    if (this.#text[this.#at] === undefined) throw new Stop('EOF while parsing an object', this.#at)
    if (this.#text[this.#at] !== ':') throw new Stop('expected `:`', this.#at + 1)
    this.#at++
    this.value()
  }

  #string(): void {
    if (this.#take(STRING)) return
    const isOpen = !this.#text.includes('"', this.#at + 1)
    throw isOpen ? new Stop('EOF while parsing a string', this.#text.length) : new Stop('invalid string', this.#at + 1)
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    this.#at += found?.[0].length ?? 0
    return found !== null
  }
}
