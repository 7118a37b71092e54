import { startBare } from './bare.ts'
import { startBinnacle, type Binnacle } from './binnacle.ts'
import { jsonBody, rawBody, type Body } from './bodies.ts'
import { call } from './client.ts'
import { interleave, timed } from './measure.ts'
import { duration, printTable, ratio } from './table.ts'

interface Size {
  name: string
  bytes: number
  /** How often each side is measured. */
  rounds: number
}

const FULL: Size[] = [
  { name: '1 KB', bytes: 1000, rounds: 500 },
  { name: '1 MB', bytes: 1_000_000, rounds: 100 },
  { name: '100 MB', bytes: 100_000_000, rounds: 7 },
]
const QUICK: Size[] = FULL.map((size) => ({ ...size, rounds: Math.ceil(size.rounds / 10) }))

const FORMS = [
  { name: 'JSON', make: jsonBody, accept: 'application/fhir+json' },
  { name: 'raw', make: rawBody, accept: '*/*;q=0.5, application/octet-stream' },
]

/** Creates and reads of three sizes beside a bare server that writes and sends the same number of bytes. */
export async function benchTransfers(quick: boolean): Promise<void> {
  const server = await startBinnacle()
  const bare = await startBare()
  const creates: string[][] = []
  const reads: string[][] = []
  try {
    for (const size of quick ? QUICK : FULL) {
      for (const { name, make, accept } of FORMS) {
        const what = `${size.name} ${name}`
        creates.push([what, ...(await createRow(server, bare.url, size, make))])
        reads.push([what, ...(await readRow(server, bare.url, size, make, accept))])
      }
    }
  } finally {
    await bare.stop()
    await server.stop()
  }
  printTable(
    'Creates: one after the other, medians',
    ['', 'Binnacle', 'bare', 'ratio', 'bare, fsynced', 'ratio'],
    creates,
    [
      'Bare: a node:http server that writes the same request bytes to a file; the second one waits for the disk, as Binnacle does.\n' +
        'A ratio of 1 is as fast as the baseline, 0.5 takes twice as long.',
    ],
  )
  printTable('Reads: one after the other, medians', ['', 'Binnacle', 'bare', 'ratio'], reads, [
    'Bare: a node:http server that sends a file of as many bytes as the answer has.',
  ])
}

async function createRow(
  server: Binnacle,
  bare: string,
  size: Size,
  make: (bytes: number) => Body,
): Promise<string[]> {
  const { headers } = server
  let files = 0
  const write = async (query: string) => {
    const name = `${bare}/created-${(files += 1)}`
    const spent = await timed(() =>
      call(`${name}${query}`, { method: 'POST', body: make(size.bytes) }),
    )
    await call(name, { method: 'DELETE' })
    return spent
  }
  const [ours = 0, plain = 0, synced = 0] = await interleave(
    [
      () => timed(() => call(server.binaries, { method: 'POST', headers, body: make(size.bytes) })),
      () => write(''),
      () => write('?sync'),
    ],
    size.rounds,
  )
  return [
    duration(ours),
    duration(plain),
    ratio(plain / ours),
    duration(synced),
    ratio(synced / ours),
  ]
}

async function readRow(
  server: Binnacle,
  bare: string,
  size: Size,
  make: (bytes: number) => Body,
  accept: string,
): Promise<string[]> {
  const headers = { ...server.headers, accept }
  const url = await stored(server, make(size.bytes))
  const { bytes } = await call(url, { headers })
  await call(`${bare}/sent`, { method: 'POST', body: rawBody(bytes) })
  const [ours = 0, plain = 0] = await interleave(
    [() => timed(() => call(url, { headers })), () => timed(() => call(`${bare}/sent`))],
    size.rounds,
  )
  return [duration(ours), duration(plain), ratio(plain / ours)]
}

/** Creates a Binary and answers its address. */
export async function stored(server: Binnacle, body: Body): Promise<string> {
  const { headers } = server
  const { headers: answered } = await call(server.binaries, { method: 'POST', headers, body })
  return new URL(answered.location ?? '', server.url).href.replace(/\/_history\/.*$/, '')
}
