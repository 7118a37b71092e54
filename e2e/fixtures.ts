import { test as base, expect, type Page } from '@playwright/test'
import { startFaultProxy, type FaultProxy } from '#test/fault-proxy.ts'
import { startRealServer, type RealServer } from '#test/real-server.ts'

/** An organization of the test's own, filled through the API. */
export interface TestOrganization {
  id: string
  name: string
  /** Calls the API with the admin token. `path` starts after `…/fhir/4/Binary`. */
  fetch(
    path: string,
    init?: {
      method?: string
      body?: string | Uint8Array<ArrayBuffer>
      headers?: Record<string, string>
    },
  ): Promise<Response>
  /** Creates a Binary and answers its id. */
  create(file: {
    name?: string
    type: string
    content: string | Uint8Array
    language?: string
    securityContext?: string
  }): Promise<string>
  /** Replaces content or fields with PUT, and answers the new version id. */
  update(
    id: string,
    file: {
      name?: string
      type: string
      content: string | Uint8Array
      language?: string
      securityContext?: string
    },
  ): Promise<string>
}

export interface WorkerFixtures {
  /** One real server per worker; tests get organizations of their own on it. */
  realServer: RealServer
  faults: FaultProxy
}

export interface TestFixtures {
  organization: TestOrganization
  /** Opens the console, or the page at `path`, by a link that signs in, through the fault proxy. */
  signIn: (path?: string, page?: Page) => Promise<void>
  quiet: undefined
}

/**
 * Every test of the console: the shipped server as its own process, the built console in real Chromium.
 * After each test: no violation of the content security policy, no request to another origin, no uncaught error.
 */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  realServer: [
    async ({}, use) => {
      const server = await startRealServer()
      await use(server)
      await server.stop()
    },
    { scope: 'worker' },
  ],
  faults: [
    async ({ realServer }, use) => {
      const proxy = await startFaultProxy(realServer.url)
      await use(proxy)
      await proxy.stop()
    },
    { scope: 'worker' },
  ],
  organization: async ({ realServer }, use) => {
    await use(await makeOrganization(realServer))
  },
  signIn: async ({ page: own, faults, realServer }, use) => {
    faults.clear()
    await use(async (path = '/', page = own) => {
      await page.goto(`${faults.url}${path}#token=${realServer.token}`)
      await expect(page.getByRole('button', { name: 'Session' })).toBeVisible()
    })
    faults.clear()
  },
  quiet: [
    async ({ context, faults }, use) => {
      const problems: string[] = []
      await context.exposeFunction('reportViolation', (what: string) => problems.push(what))
      await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => {
          const { reportViolation } = window as unknown as {
            reportViolation: (what: string) => void
          }
          reportViolation(
            `${event.violatedDirective} refused ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`,
          )
        })
      })
      context.on('page', (page) => page.on('pageerror', (error) => problems.push(String(error))))
      context.on('request', (request) => {
        const { protocol, origin } = new URL(request.url())
        if (protocol.startsWith('http') && origin !== faults.url)
          problems.push(`left the origin: ${origin}`)
      })
      await use(undefined)
      expect(problems).toEqual([])
    },
    { auto: true },
  ],
})

export { expect } from '@playwright/test'

let organizations = 0

/** An organization of its own on that server. */
export async function makeOrganization(server: RealServer): Promise<TestOrganization> {
  organizations += 1
  const id = `org-${process.pid}-${organizations}`
  const name = `Test clinic ${organizations}`
  await server.admin(
    'organization',
    'add',
    '--id',
    id,
    '--slug',
    `slug-${process.pid}-${organizations}`,
    '--name',
    name,
  )
  const call: TestOrganization['fetch'] = (path, init = {}) =>
    fetch(`${server.url}/organizations/${id}/fhir/4/Binary${path}`, {
      ...init,
      headers: {
        authorization: `Bearer ${server.token}`,
        'content-type': 'application/json',
        ...init.headers,
      },
    })
  return {
    id,
    name,
    fetch: call,
    create: async (file) => {
      const answer = await call('', { method: 'POST', body: JSON.stringify(resource(file)) })
      expect(answer.status).toBe(201)
      return ((await answer.json()) as { id: string }).id
    },
    update: async (binary, file) => {
      const body = JSON.stringify({ ...resource(file), id: binary })
      const answer = await call(`/${binary}`, { method: 'PUT', body })
      expect(answer.ok).toBe(true)
      return ((await answer.json()) as { meta: { versionId: string } }).meta.versionId
    },
  }
}

function resource(file: Parameters<TestOrganization['create']>[0]): object {
  return {
    resourceType: 'Binary',
    contentType: file.type,
    ...(file.language === undefined ? {} : { language: file.language }),
    ...(file.securityContext === undefined
      ? {}
      : { securityContext: { reference: file.securityContext } }),
    ...(file.name === undefined
      ? {}
      : { meta: { tag: [{ system: 'https://binnacle.dev/fhir/filename', code: file.name }] } }),
    data: Buffer.from(file.content).toString('base64'),
  }
}
