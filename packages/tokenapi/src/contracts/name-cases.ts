/** A user name is found to the letter, whatever a column's collation or a query language makes of it. */
import type { CaseOver, ContractCase } from './contract-case.js'
import { byName } from './expectations.js'
import { type IdType, peopleNamed } from './people.js'

interface Row {
  readonly behaviour: string
  /** Users who are there: each is found by its own name, and by no other. */
  readonly stored: readonly string[]
  /** Names of nobody. */
  readonly unmatched: readonly string[]
}

const LONG = 'n'.repeat(64)

const ROWS: readonly Row[] = [
  {
    behaviour: 'case counts',
    stored: ['zoé', 'Maria'],
    unmatched: ['ZOÉ', 'Zoé', 'zoÉ', 'maria', 'MARIA'],
  },
  {
    behaviour: 'accents count',
    stored: ['zoé', 'Maria'],
    unmatched: ['zoe', 'zoè', 'zoë', 'zo', 'María'],
  },
  {
    behaviour: 'a composed and a decomposed accent are two',
    stored: ['zoé', 'ame\u0301lie'],
    unmatched: ['zoe\u0301', 'amélie'],
  },
  {
    behaviour: 'spaces and invisible characters count',
    stored: ['zoé', 'in two words', 'space at the end '],
    unmatched: [
      ...['zoé ', ' zoé', 'zoé\t', 'zoé\n', 'zoé\u00a0', 'zoé\u200b', 'z\u00adoé', '\ufeffzoé'],
      ...['in two  words', 'intwowords', 'space at the end', 'space at the end  ', ' '],
    ],
  },
  {
    behaviour: 'look-alikes are others',
    stored: ['Maria', 'straße', 'fine'],
    unmatched: ['Ｍaria', 'М\u0430ria', 'strasse', 'straẞe', '\ufb01ne', 'Mari\u0131a'],
  },
  {
    behaviour: 'characters beyond 16 bits are distinguished',
    stored: ['smile😀', '𠮷野'],
    unmatched: ['smile😁', 'smile', 'smile?', 'smile\ufffd', '😀', '𠮸野', '吉野'],
  },
  {
    behaviour: 'escapes are letters',
    stored: ["o'hara", 'a%20b', 'a+b', '&eacute;'],
    unmatched: ['o%27hara', 'a b', 'a%2Bb', 'é', "\\u006f'hara"],
  },
  { behaviour: 'nobody has the empty one', stored: ['zoé'], unmatched: [''] },
  {
    behaviour: 'NUL is in none',
    stored: ['zoé', 'Maria'],
    unmatched: ['zoé\0', '\0zoé', 'zo\0é', '\0', 'Maria\0Maria'],
  },
  {
    behaviour: 'half a surrogate pair is in none',
    stored: ['zoé', '\ufffdx', '?x'],
    unmatched: ['\ud800', 'zoé\ud83d', '\udc00zoé', '\ud800x', '\udfffx', '\ude00\ud83d'],
  },
  {
    behaviour: 'quotes and wildcards are letters',
    stored: ["o'hara", '"quoted"', 'back\\slash', '100%', 'under_score'],
    unmatched: [
      "o''hara",
      'quoted',
      'backslash',
      'back\\\\slash',
      '1000',
      '%',
      '_',
      'underXscore',
      '*',
    ],
  },
  {
    behaviour: 'SQL is text',
    stored: ['zoé', '$1', '?'],
    unmatched: [
      ...["' OR 1=1 --", "' OR ''='", "zoé' --", '" OR ""="', "\\' OR 1=1 #", 'zoé"; --'],
      ...["'; DROP TABLE users; --", '`', '$2', ':1', '@p1', '{{1}}', '${1}', '[object Object]'],
    ],
  },
  {
    behaviour: 'what looks like another type is text',
    stored: ['0', 'null', '1e3', 'true'],
    unmatched: ['00', '0.0', '-0', '', 'NULL', 'undefined', '1000', '1', 'false', '{"$ne":null}'],
  },
  {
    behaviour: 'a long one is found whole, and one much longer than any column is no error',
    stored: [LONG],
    unmatched: [`${LONG}n`, LONG.slice(1), 'x'.repeat(10_000), `${LONG}${' '.repeat(9_936)}`],
  },
]

export function nameCases(over: CaseOver, idType: IdType): readonly ContractCase[] {
  return ROWS.map(({ behaviour, stored, unmatched }) => {
    const people = peopleNamed(idType, stored)
    return over(`by name: ${behaviour}`, people, async (store) => {
      for (const person of people) await byName(store, person.username, person)
      for (const username of unmatched) await byName(store, username, undefined)
    })
  })
}
