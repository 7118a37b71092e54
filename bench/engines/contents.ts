import { startBinnacle, type Binnacle } from '../binnacle.ts'
import { jsonBody, rawBody, type Body } from '../bodies.ts'
import { call } from '../client.ts'
import { interleave, timed } from '../measure.ts'
import { forgetPeak, peakMemory, residentMemory, settled } from '../memory.ts'
import { duration, mib, printTable, ratio } from '../table.ts'
import { startS3Server, type S3 } from './s3.ts'

interface Size {
  name: string
  /** Of the content. */
  bytes: number
  rounds: number
}

const FULL: Size[] = [
  { name: '1 KB', bytes: 1000, rounds: 200 },
  { name: '1 MB', bytes: 1_000_000, rounds: 40 },
  { name: '1 GiB', bytes: 1024 ** 3, rounds: 2 },
]
const QUICK: Size[] = [
  { name: '1 KB', bytes: 1000, rounds: 20 },
  { name: '1 MB', bytes: 1_000_000, rounds: 5 },
  { name: '64 MiB', bytes: 64 * 1024 ** 2, rounds: 1 },
]

const FORMS = [
  { form: 'raw', make: rawBody, accept: '*/*;q=0.5, application/octet-stream' },
  { form: 'JSON', make: jsonBody, accept: 'application/fhir+json' },
]

/** What the contents of a measurement go through. */
interface Sides {
  s3: S3
  inBucket: Binnacle
  inFolder: Binnacle
  /** As `inBucket`, with the sample organization, whose contents have been indexed. */
  withSample: Binnacle
}

/**
 * Contents of three sizes through the server into a bucket and back, beside a server with a folder and beside the same bytes
 * by the same client without a server, turn by turn, with the most memory that each server takes. Both servers have SQLite.
 */
export async function benchContents(quick: boolean): Promise<void> {
  const s3 = await startS3Server()
  const servers: Binnacle[] = []
  const start = async (env: Record<string, string>): Promise<Binnacle> => {
    const server = await startBinnacle(undefined, env)
    servers.push(server)
    return server
  }
  try {
    const sides: Sides = {
      s3,
      inBucket: await start(s3.env('bare/')),
      inFolder: await start({}),
      withSample: await start({ ...s3.env('sample/'), BINNACLE_DEMO: '1' }),
    }
    const measured = [sides.inBucket, sides.inFolder, sides.withSample]
    for (const { pid } of measured) await settled(pid)
    const rest = await Promise.all(measured.map(({ pid }) => residentMemory(pid)))
    const legs: Leg[] = []
    for (const size of quick ? QUICK : FULL)
      for (const form of FORMS) legs.push(...(await bothWays(sides, size, form)))
    print(legs, rest)
  } finally {
    for (const server of servers) await server.stop()
    await s3.stop()
  }
}

interface Leg {
  name: string
  bytes: number
  /** Milliseconds: in the bucket, in the folder, straight to the bucket. */
  times: number[]
  /** Bytes: in the bucket, in the folder, in the bucket with the sample organization. */
  peaks: (number | undefined)[]
}

async function bothWays(
  sides: Sides,
  { name, bytes, rounds }: Size,
  { form, make, accept }: (typeof FORMS)[number],
): Promise<Leg[]> {
  const { s3, inBucket, inFolder, withSample } = sides
  // The bytes of the content, whatever the form that the server takes them in.
  const straight = async () => {
    const spent = await timed(() => s3.put('object', rawBody(bytes)))
    await s3.remove('object')
    return spent
  }
  const create = (server: Binnacle) => timed(() => created(server, make(bytes)))
  const legs = [await measured(sides, { rounds, ours: create, straight })]

  const urls = new Map<Binnacle, string>()
  for (const server of [inBucket, inFolder, withSample])
    urls.set(server, await created(server, make(bytes)))
  await s3.put('read', rawBody(bytes))
  const read = (server: Binnacle) =>
    timed(() => call(urls.get(server) ?? '', { headers: { ...server.headers, accept } }))
  legs.push(
    await measured(sides, { rounds, ours: read, straight: () => timed(() => s3.get('read')) }),
  )
  await s3.remove('read')
  return legs.map((leg, at) => ({
    ...leg,
    name: `${at === 0 ? 'create' : 'read'}, ${name} ${form}`,
    bytes,
  }))
}

/** @returns its address */
async function created(server: Binnacle, body: Body): Promise<string> {
  const headers = { ...server.headers, prefer: 'return=minimal' }
  const { headers: answered } = await call(server.binaries, { method: 'POST', headers, body })
  return new URL(answered.location ?? '', server.url).href
}

async function measured(
  { inBucket, inFolder, withSample }: Sides,
  how: {
    rounds: number
    ours: (server: Binnacle) => Promise<number>
    straight: () => Promise<number>
  },
): Promise<Pick<Leg, 'times' | 'peaks'>> {
  const servers = [inBucket, inFolder, withSample]
  for (const { pid } of servers) await forgetPeak(pid)
  const times = await interleave(
    [() => how.ours(inBucket), () => how.ours(inFolder), how.straight],
    how.rounds,
  )
  await how.ours(withSample)
  return { times, peaks: await Promise.all(servers.map(({ pid }) => peakMemory(pid))) }
}

function print(legs: readonly Leg[], rest: readonly (number | undefined)[]): void {
  printTable(
    'Content into a bucket and back: medians',
    ['', 'S3', 'MB/s', 'folder', 'S3 / folder', 'straight', 'S3 / straight'],
    legs.map(({ name, bytes, times: [bucket = NaN, folder = NaN, straight = NaN] }) => [
      name,
      duration(bucket),
      (bytes / 1000 / bucket).toPrecision(3),
      duration(folder),
      ratio(bucket / folder),
      duration(straight),
      ratio(bucket / straight),
    ]),
    [
      'S3: s3rver on this machine, which checks and hashes whatever arrives; it waits for no disk, and the folder does.\n' +
        'Straight: the same bytes to it by the client that the server has, of more than 8 MiB in parts.\n' +
        'A ratio of 1 is as fast as the baseline, 2 takes twice as long.',
    ],
  )
  const known = (bytes: number | undefined) => (bytes === undefined ? 'not known here' : mib(bytes))
  printTable(
    'The most resident memory of the whole server meanwhile',
    ['', 'S3', 'folder', 'S3, with the sample organization'],
    [
      ['at rest, before', ...rest.map(known)],
      ...legs.map(({ name, peaks }) => [name, ...peaks.map(known)]),
    ],
    ['The one with the sample organization takes part in one turn of each.'],
  )
}
