/** Mistakes in the memory of proofs, as replacements in the built library, and the scenario that shows each. */
import * as scenarios from './scenarios.ts'

export interface Mistake {
  readonly name: string
  /** Below `dist/core`. */
  readonly file: string
  readonly text: string
  readonly replacement: string
  readonly scenario: scenarios.Scenario
}

const AUTH_STATE = 'auth-state/auth-state.js'
const MEMORY = 'auth-state/token-memory.js'

export const MISTAKES: readonly Mistake[] = [
  {
    name: 'the age is that of the wall clock alone',
    file: 'auth-state/age.js',
    text: 'Math.max(clocks.elapsed() - elapsed, clocks.now() - wall)',
    replacement: 'clocks.now() - wall',
    scenario: scenarios.wallClockSetBack,
  },
  {
    name: 'the age is that of the other clock alone',
    file: 'auth-state/age.js',
    text: 'Math.max(clocks.elapsed() - elapsed, clocks.now() - wall)',
    replacement: 'clocks.elapsed() - elapsed',
    scenario: scenarios.machineAsleep,
  },
  {
    name: 'the time is taken after the query',
    file: MEMORY,
    text: 'remember(token, authentication, reading)',
    replacement: 'remember(token, authentication, state.begin())',
    scenario: scenarios.slowAnswer,
  },
  {
    name: 'the time of a reload is taken after the query',
    file: AUTH_STATE,
    text: 'Object.assign(entry, reading, {',
    replacement: 'Object.assign(entry, begin(), {',
    scenario: scenarios.slowReload,
  },
  {
    name: 'a hit renews the entry',
    file: AUTH_STATE,
    text: 'hits++',
    replacement: 'Object.assign(entry, begin()), hits++',
    scenario: scenarios.inUse,
  },
  {
    name: 'a failed reload renews the entry',
    file: AUTH_STATE,
    text: 'entry.reloadAge = Math.ceil((age + bound) / 2)',
    replacement: 'Object.assign(entry, reading, { reloadAge: halfTime })',
    scenario: scenarios.inUse,
  },
  {
    name: 'the bound counts from the time of the reload',
    file: AUTH_STATE,
    text: '!(age < bound)',
    replacement: '!(age < bound * 1.5)',
    scenario: scenarios.notInUse,
  },
  {
    name: 'a refusal comes from memory',
    file: MEMORY,
    text: 'return mapAwaitable(prove({ user, token }, request), (authentication) => {',
    replacement: `
      const refused = (globalThis.refused ??= new Map());
      if (refused.has(token)) throw refused.get(token);
      const proven = Promise.resolve(prove({ user, token }, request)).catch((error) => {
        refused.set(token, error);
        throw error;
      });
      return mapAwaitable(proven, (authentication) => {`,
    scenario: scenarios.activeAgain,
  },
  {
    name: 'a change through this process drops nothing',
    file: 'auth-state/noted-store.js',
    text: 'noting({ userId }, () => tokens.revokeFamily(userId, ...rest))',
    replacement: 'tokens.revokeFamily(userId, ...rest)',
    scenario: scenarios.revokedHere,
  },
  {
    name: 'a change of a user drops none of the tokens',
    file: MEMORY,
    text: '[userKey, `token:${token.id}`]',
    replacement: '[`token:${token.id}`]',
    scenario: scenarios.allRevokedHere,
  },
  {
    name: 'a load that began before a change is remembered after it',
    file: AUTH_STATE,
    text: 'if (!hasChanged(proof, reading)) {',
    replacement: '{ reading = { ...reading, changes: changes.count };',
    scenario: scenarios.revokedDuringLoad,
  },
  {
    name: 'a reload that began before a change is remembered after it',
    file: AUTH_STATE,
    text: 'if (hasChanged(proof, reading))\n                return drop(token, entry);',
    replacement: 'reading.changes = changes.count;',
    scenario: scenarios.revokedDuringReload,
  },
  {
    name: 'a change is noted before it is made',
    file: 'auth-state/store-changes.js',
    text: 'return await make();\n            }\n            finally {\n                note(change);',
    replacement: 'note(change); return await make();\n            }\n            finally {',
    scenario: scenarios.loadedDuringRevocation,
  },
  {
    name: 'the second look-up of a kept token comes from memory',
    file: 'classic/classic-verifier.js',
    text: 'const { boundTo, keyIndex } = kept;',
    replacement: `const { boundTo, keyIndex } = kept;
      const known = (globalThis.known ??= user);
      store = { findById: () => known };`,
    scenario: scenarios.keptAndChanged,
  },
  {
    name: 'a rotation believes what is remembered',
    file: 'access/create-access-tokens.js',
    text: 'const token = await validToken(tokenId);\n            const askedBy',
    replacement:
      'const token = (globalThis.known ??= await validToken(tokenId));\n            const askedBy',
    scenario: scenarios.rotatedAgain,
  },
  {
    name: 'the end of a token is not compared',
    file: MEMORY,
    text: 'clock() < endOfUse(parent, idle)',
    replacement: 'true',
    scenario: scenarios.endOfGrace,
  },
  {
    name: 'a token is believed with any user id',
    file: MEMORY,
    text: 'presented === String(user.id)',
    replacement: 'true',
    scenario: scenarios.wrongPair,
  },
]

/** A module that makes the mistake in the process that imports it. */
export function hookOf({ file, text, replacement }: Mistake): string {
  const hook = `import { registerHooks } from 'node:module'
    registerHooks({ load(url, context, next) {
      const loaded = next(url, context)
      if (!url.endsWith(${JSON.stringify(`/dist/core/${file}`)})) return loaded
      const source = String(loaded.source)
      if (!source.includes(${JSON.stringify(text)})) throw new Error('the text is not there')
      return { ...loaded, source: source.replace(${JSON.stringify(text)}, () => ${JSON.stringify(replacement)}) }
    } })`
  return `data:text/javascript,${encodeURIComponent(hook)}`
}
