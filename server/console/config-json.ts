import { readFile } from 'node:fs/promises'
import { isRecord } from '#lib/is-record.ts'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import type { ConsoleSignIn } from '#server/settings/oidc.ts'

/** What the server tells the console beside what stands in its files. */
export interface Site {
  /** Below which browsers see this server, such as `/files`; '' for none. */
  basePath: string
  /** Where people sign in, where the settings say so. */
  signIn?: {
    config: ConsoleSignIn
    /** Of what the console asks there; the provider's own until it has said more. */
    origins(): readonly string[]
  }
}

/**
 * The console's `config.json` as it is sent: what stands in the file, which an operator may change at any time, and in it how
 * people sign in, where the settings say so. One that is not JSON is sent as it is: the console says what is wrong with it.
 * @returns nothing where there is no file and nothing to say
 */
export async function configJson(path: string, { signIn }: Site): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (!signIn) return text
  const json = text === undefined ? {} : parsed(text)
  return isRecord(json) ? JSON.stringify({ ...json, signIn: signIn.config }, null, 2) : text
}

/**
 * The origins that the console speaks to beside its own: the API's, where `config.json` names another one, and those of the
 * identity provider.
 */
export async function otherOrigins(path: string, { signIn }: Site): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const json = parsed(text)
  const file = isRecord(json) ? json : {}
  const written = isRecord(file.signIn) ? file.signIn.issuer : undefined
  const named = [file.apiBase, ...(signIn ? signIn.origins() : [written])]
  const origins = named
    .map((value) => (typeof value === 'string' ? URL.parse(value)?.origin : undefined))
    .filter((origin) => origin !== undefined && PLAIN.test(origin))
  return [...new Set(origins)] as string[]
}

/** Hosts may hold semicolons and asterisks, which would say more in a policy than where they stand. */
const PLAIN = /^https?:\/\/[\w.\-[\]:]+$/

function parsed(text: string): unknown {
  try {
    return parseExactly(text)
  } catch {
    return undefined
  }
}
