import { closeSync, openSync, readSync } from 'node:fs'

/** Such as `process.env`; a variable that is set but empty counts as not set. */
export type Env = Readonly<Record<string, string | undefined>>

/** A setting that can't be used. The message is one line that says what to do. */
export class BadSetting extends Error {}

export function text(env: Env, name: string): string | undefined {
  const value = env[name]?.trim()
  return value === '' ? undefined : value
}

/**
 * What nobody else may see: the variable's own value, or what is in the file that the variable of the same name with
 * `_FILE` behind it names (`BINNACLE_TOKEN_FILE`), without the blanks and the line's end around it. The file is read once.
 * Messages name the variable, and neither the secret nor the path: whoever mixes the two up sets one to the other.
 */
export function secret(env: Env, name: string): string | undefined {
  const variable = `${name}_FILE`
  const path = text(env, variable)
  const value = text(env, name)
  if (path === undefined) return value
  if (value !== undefined)
    throw new BadSetting(`${name} and ${variable} are both set. Set one of them.`)
  const read = readSmall(path, variable).trim()
  if (read === '') throw new BadSetting(`${variable} names a file that is empty.`)
  return read
}

/** A secret that callers show in `Authorization: Bearer …`. */
export function bearerToken(env: Env, name: string): string | undefined {
  const token = secret(env, name)
  if (token !== undefined && !/^[\w\-.~+/]{16,512}=*$/.test(token)) {
    throw new BadSetting(
      `${name} must be 16 to 512 letters, digits or -._~+/, as a bearer token may hold.`,
    )
  }
  return token
}

/** Also of what is not a file on a disk, such as a pipe, whose size is not known before. */
function readSmall(path: string, variable: string): string {
  const bytes = Buffer.alloc(SECRET_BYTES + 1)
  let length = 0
  try {
    const file = openSync(path, 'r')
    try {
      for (let read = -1; read !== 0 && length < bytes.length; length += read)
        read = readSync(file, bytes, length, bytes.length - length, null)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new BadSetting(`${variable} names a file that can not be read (${why}).`)
  }
  if (length > SECRET_BYTES)
    throw new BadSetting(`${variable} names a file of more than ${SECRET_BYTES} bytes.`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length))
  } catch {
    throw new BadSetting(`${variable} names a file that is not text in UTF-8.`)
  }
}

const SECRET_BYTES = 65_536

export function whole(
  env: Env,
  name: string,
  otherwise: number,
  least: number,
  most: number,
): number {
  const value = text(env, name)
  if (value === undefined) return otherwise
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < least || number > most) {
    throw new BadSetting(
      `${name} must be a whole number from ${least} to ${most}, and is ${quoted(value)}.`,
    )
  }
  return number
}

/** The same for what is unlimited where nothing is set. */
export function limit<Name extends string>(
  env: Env,
  variable: string,
  name: Name,
  least: number,
  most: number,
): Partial<Record<Name, number>> {
  if (text(env, variable) === undefined) return {}
  return { [name]: whole(env, variable, 0, least, most) } as Record<Name, number>
}

export function flag(env: Env, name: string, otherwise: boolean): boolean {
  const value = text(env, name)?.toLowerCase()
  if (value === undefined) return otherwise
  if (['1', 'true', 'yes', 'on'].includes(value)) return true
  if (['0', 'false', 'no', 'off'].includes(value)) return false
  throw new BadSetting(`${name} must be 1 or 0, and is ${quoted(value)}.`)
}

/** @param choices the first of them by default */
export function oneOf<Choice extends string>(
  env: Env,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const value = text(env, name) ?? choices[0]
  const choice = choices.find((known) => known === value)
  if (choice) return choice
  throw new BadSetting(`${name} must be one of ${choices.join(', ')}, and is ${quoted(value)}.`)
}

export function origins(env: Env, name: string): string[] {
  return (text(env, name) ?? '')
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => {
      const address = webAddress(name, part)
      if (new URL(address).origin === address) return address
      throw new BadSetting(
        `${name} takes origins such as https://host:8443, without a path: ${quoted(part)}.`,
      )
    })
}

export function webAddress(name: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username) {
    throw new BadSetting(
      `${name} must be an address such as https://host/path, and is ${quoted(value)}.`,
    )
  }
  return url.href.replace(/\/+$/, '')
}

export function quoted(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
}
