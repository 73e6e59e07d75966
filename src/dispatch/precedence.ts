/** After so many turns in a row of who has precedence the other has one, so that it never starves. */
const LONGEST_RUN = 16

/** Which of two has the next turn: the one with precedence, but for one turn in seventeen. */
export class Precedence {
  #run = 0

  /** Whether the one with precedence gives this turn to the other; told which of the two wait. */
  yields(isWaiting: boolean, isOtherWaiting: boolean): boolean {
    const yields = !isWaiting || (this.#run >= LONGEST_RUN && isOtherWaiting)
    this.#run = yields || !isOtherWaiting ? 0 : this.#run + 1
    return yields
  }
}
