/** What the person in front of the terminal has to mend: one sentence, and nothing was written. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}
