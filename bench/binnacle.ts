import { startRealServer } from '#test/real-server.ts'

/** The shipped server as a process of its own, with one organization. */
export interface Binnacle {
  url: string
  token: string
  pid: number
  /** Where its Binaries are. */
  binaries: string
  headers: { authorization: string }
  /** Runs `npm run admin -- ARGS` on its folder. */
  admin: (...args: string[]) => Promise<string>
  stop: () => Promise<void>
}

export const ORGANIZATION = { id: 'bench', slug: 'bench-clinic', name: 'Bench Clinic' }

/** @param data a folder that holds the organization already; a new one with an empty organization by default; @param env further settings */
export async function startBinnacle(
  data?: string,
  env: Record<string, string> = {},
): Promise<Binnacle> {
  const folder = data === undefined ? {} : { BINNACLE_DATA: data }
  const server = await startRealServer({ ...folder, ...env })
  const { id, slug, name } = ORGANIZATION
  if (data === undefined)
    await server.admin('organization', 'add', '--id', id, '--slug', slug, '--name', name)
  return {
    url: server.url,
    token: server.token,
    pid: server.pid,
    binaries: `${server.url}/organizations/${id}/fhir/4/Binary`,
    headers: { authorization: `Bearer ${server.token}` },
    admin: (...args) => server.admin(...args),
    stop: () => server.stop(),
  }
}
