/** Cookies that the provider has set, by their names. */
export type Jar = Map<string, string>

/**
 * Goes to the provider as a browser would, with the address that the console has made, signs in there where it asks, and
 * stops where it leads back.
 * @param user whose name is the password too; `undefined` presses “Cancel”
 * @param jar what the provider knows from before
 * @returns the query of the address that it leads back to, and whether it asked
 */
export async function walkSignIn(
  url: string,
  back: string,
  user: string | undefined,
  jar: Jar = new Map(),
): Promise<{ parameters: string; asked: boolean }> {
  const form = new URLSearchParams(user === undefined ? { cancel: '1' } : { user, password: user })
  let next = url
  let asked = false
  for (let steps = 0; steps < 10; steps += 1) {
    if (next.startsWith(back)) return { parameters: new URL(next).search, asked }
    const isQuestion = next.includes('/interaction/')
    asked ||= isQuestion
    next = await visit(jar, next, isQuestion ? form : undefined)
  }
  throw new Error(`The provider does not lead back: ${next}`)
}

/** @returns where it leads */
async function visit(jar: Jar, url: string, form?: URLSearchParams): Promise<string> {
  const answer = await fetch(url, {
    redirect: 'manual',
    headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    ...(form && { method: 'POST', body: form }),
  })
  for (const cookie of answer.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
    jar.set(name, value)
  }
  const location = answer.headers.get('location')
  if (location === null) throw new Error(`${answer.status} ${await answer.text()}`)
  return new URL(location, url).href
}
