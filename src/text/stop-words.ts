import { stem } from './stem.ts'

/**
 * Words that say how a sentence is built and not what it is about. A text is embedded alone, without a corpus that could
 * tell rare words from common ones, so this list stands in for the statistics.
 */
const FUNCTION_WORDS = `
a about above after again against all also although always am an and any are aren as at be became because been before
being below between both but by can cannot could did didn do does doesn doing don done down during each either else
etc even ever every few for from further get getting go goes going got had has have having he her here him his how
however i if in into is isn it its itself just least let like ll made make making many may me might more most much
must my neither no nor not now of off often on once one only onto or other others otherwise our out over own per quite
rather re s same say see shall she should since so some such t than that the their them then there these they thing
things this those though through thus to too under until up upon us use used user using ve very via want was
way we well were what when where whether which while who whom whose why will with within without would yes yet you your
yours
`

/** What every README is full of: it tells documents apart a little, questions hardly at all. */
const BOILERPLATE = `
api badge code com const default div docs documentation e eg example false file function github href html http https
i ie img import info install io js license link md method mit new node nodejs note npm null number object option
optional org param parameter package project readme require return see src string svg target true ts
type undefined usage value var version width height www
`

/** The stems of words that only build sentences. */
export const FUNCTION_STEMS: ReadonlySet<string> = new Set(stemsIn(FUNCTION_WORDS))

/** What a listed word weighs, by its stem; an ordinary word weighs about 1. */
export const STOP_WEIGHTS: ReadonlyMap<string, number> = new Map([
  ...stemsIn(BOILERPLATE).map((word): [string, number] => [word, 0.35]),
  ...[...FUNCTION_STEMS].map((word): [string, number] => [word, 0.06]),
])

function stemsIn(list: string): string[] {
  return list.trim().split(/\s+/).map(stem)
}
