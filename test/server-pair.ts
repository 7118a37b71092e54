import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { StorePlaces } from '#server/store/places.ts'
import { killed, listening, startProcess } from './killed-server.ts'
import { newSchema } from './postgres.ts'
import { roundRobin } from './round-robin.ts'
import type { RoundRobin } from './round-robin.ts'
import { startS3 } from './s3.ts'

/** Of whoever operates the servers. */
export const TOKEN = 'pair-test-token-0123456789'

/** Two servers on one database and bucket, each with a folder of its own as on a machine of its own. */
export class Pair {
  readonly env: Record<string, string>
  readonly #proxy: RoundRobin
  readonly #servers: { folder: string; process: ChildProcess; address: string }[] = []
  /** Addresses of those that were killed. */
  readonly dead = new Set<string>()

  constructor(proxy: RoundRobin, env: Record<string, string>) {
    this.#proxy = proxy
    this.env = env
  }

  get addresses(): string[] {
    return this.#servers.map(({ address }) => address)
  }

  async start(which: number): Promise<void> {
    const folder = this.#servers[which]?.folder ?? (await newFolder())
    const child = startProcess(folder, TOKEN, this.env)
    onTestFinished(async () => void (await killed(child)))
    const address = await listening(child)
    this.#servers[which] = { folder, process: child, address }
    this.dead.delete(address)
    this.#proxy.targets.add(address)
  }

  /** The proxy goes on to send requests to it until it is gone. */
  async kill(which: number): Promise<void> {
    const { process: child, address } = this.#servers[which]!
    this.dead.add(address)
    expect(await killed(child)).toBe('SIGKILL')
    this.#proxy.targets.delete(address)
  }

  /** As who operates them ends them. */
  async end(): Promise<void> {
    for (const { process: child } of this.#servers) {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      expect((await ended)[0]).toBe(0)
    }
  }
}

export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-pair-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The two, not started yet, and a proxy before them; all of it ends with the test. */
export async function newPair() {
  const s3 = await startS3()
  onTestFinished(() => s3.stop())
  const { prefix, ...bucket } = s3.place()
  const url = await newSchema()
  const places: StorePlaces = {
    folder: await newFolder(),
    database: { kind: 'postgres', url },
    contents: { kind: 's3', ...bucket, prefix },
  }
  const proxy = await roundRobin()
  onTestFinished(() => proxy[Symbol.asyncDispose]())
  const pair = new Pair(proxy, {
    BINNACLE_DATABASE: url,
    BINNACLE_CONTENT: `s3://${bucket.bucket}/${prefix}`,
    BINNACLE_S3_ENDPOINT: bucket.endpoint,
    BINNACLE_S3_REGION: bucket.region,
    BINNACLE_TRUST_PROXY: '1',
    ...(bucket.keys.kind === 'fixed' && {
      AWS_ACCESS_KEY_ID: bucket.keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: bucket.keys.secretAccessKey,
    }),
  })
  return { places, proxy, pair, keys: () => s3.keys(prefix), openUploads: () => s3.openUploads() }
}
