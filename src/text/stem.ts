const VOWEL = /[aeiouy]/

/**
 * Brings the plural, -ing and -ed forms of an English word together ("transfers", "transferring", "transferred" become
 * "transfer"). Light on purpose: what it misses the character n-grams still bring near.
 */
export function stem(word: string): string {
  if (word.length <= 3) return word
  return withoutFinalE(withoutTense(withoutPlural(word)))
}

function withoutPlural(word: string): string {
  if (!word.endsWith('s') || /(?:ss|us|is)$/.test(word)) return word
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`
  if (/(?:x|ch|sh|ss|z)es$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}

function withoutTense(word: string): string {
  if (word.endsWith('ied')) return `${word.slice(0, -3)}y`
  const base = word.endsWith('ing') ? word.slice(0, -3) : /[^e]ed$/.test(word) ? word.slice(0, -2) : word
  if (base === word || base.length < 3 || !VOWEL.test(base)) return word
  return undoubled(base)
}

// "running" is from "run", but "calling" from "call" and "passing" from "pass".
function undoubled(base: string): string {
  const last = base.at(-1)
  const doubled = last === base.at(-2) && !/[aeiouylsz]/.test(last ?? '')
  return doubled ? base.slice(0, -1) : base
}

// "cache" and "caching" meet at "cach".
function withoutFinalE(word: string): string {
  return word.length > 3 && word.endsWith('e') ? word.slice(0, -1) : word
}
