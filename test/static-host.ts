import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { serveConsole } from './serve-console.ts'

/** The built console on a plain file server of its own origin, as docs/configuration.md describes it. */
export interface StaticHost {
  url: string
  /** Sets the origin that `config.json` names as `apiBase`, and that the policy allows under `connect-src`. */
  connect(apiBase: string): void
  stop(): Promise<void>
}

const DOCUMENT = resolve(import.meta.dirname, '../docs/configuration.md')

/** Listens on a free port of the loopback; `connect` names the API afterwards, which must allow this origin. */
export async function startStaticHost(): Promise<StaticHost> {
  const text = await readFile(DOCUMENT, 'utf8')
  const policy = documentedPolicy(text)
  const framed: Record<string, string> = {
    '/sandbox.html': documentedPolicyOf(text, 'sandbox'),
    '/media/player.html': documentedPolicyOf(text, 'frame-ancestors'),
  }
  let apiBase = ''
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://static')
    response.setHeader(
      'content-security-policy',
      framed[pathname] ?? policy.replace(EXAMPLE, apiBase),
    )
    if (pathname === '/config.json') {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ apiBase }))
    } else void serveConsole(pathname, response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    connect: (base) => {
      apiBase = base
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

const EXAMPLE = 'https://fhir.city-clinic.example'

/** The one line of the document that holds the policy. @throws Error when it is missing or no longer names the example */
function documentedPolicy(text: string): string {
  const [, policy = ''] = /```text\n(default-src [^\n]*)\n```/.exec(text) ?? []
  if (!policy.includes(EXAMPLE)) throw new Error('docs/configuration.md shows no policy')
  return policy
}

/** The one that is for a page in a frame alone, by its first word. @throws Error when the document has none */
function documentedPolicyOf(text: string, first: 'sandbox' | 'frame-ancestors'): string {
  const [, policy] = new RegExp(`\`\`\`text\n(${first} [^\n]*)\n\`\`\``).exec(text) ?? []
  if (policy === undefined) throw new Error(`docs/configuration.md shows no policy of ${first}`)
  return policy
}
