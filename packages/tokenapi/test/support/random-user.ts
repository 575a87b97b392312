/** Users as people choose them, the same ones in every run. */
import fc from 'fast-check'

export interface RandomUser {
  readonly username: string
  /** `null`: no password fits. */
  readonly password: string | null
  readonly active: boolean
}

const ALPHABETS = [
  'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@.+-_',
  'äöüßéèêñçøåæœłžščřőűıİΑΒΓαβγςЖжЯя',
  '山田太郎花子東京ひらがなカタカナ한국어',
  'אבגדהابتثجกขคงनमसते',
  '😀🎉🦊👩‍🚀 ☃\u00a0\u0301$%&"\'\\`<>?#;=',
].map((text) => [...text])

const text = (maxLength: number) =>
  fc
    .constantFrom(...ALPHABETS)
    .chain((alphabet) =>
      fc
        .array(fc.constantFrom(...alphabet), { minLength: 1, maxLength })
        .map((each) => each.join('')),
    )

const user = fc.record({
  username: text(60),
  password: fc.option(text(40), { freq: 15 }),
  active: fc.integer({ min: 0, max: 9 }).map((roll) => roll > 0),
})

/** The user of this number; its name ends with it, so no two share one under any collation. */
export function randomUser(number: number): RandomUser {
  const [made] = fc.sample(user, { seed: number, numRuns: 1 }) as [RandomUser]
  return { ...made, username: `${made.username}-${number}` }
}
