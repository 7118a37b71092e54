import type { Browser } from 'playwright'
import type { Binnacle } from './binnacle.ts'
import { withConsole } from './browser.ts'
import { median } from './measure.ts'
import { duration, mib, printTable, ratio } from './table.ts'
import { uploadByCurl, uploadByXhr } from './upload-bare.ts'
import { uploadByConsole, type ConsoleRun, type Form } from './upload-console.ts'
import { makeUploadFiles, type UploadFiles } from './upload-files.ts'

interface Batch {
  name: string
  count: number
  /** Bytes of each file. */
  size: number
  bare: 'XMLHttpRequest' | 'curl'
}

const LARGE: Batch[] = [
  { name: '1 × 1 GiB', count: 1, size: 1024 ** 3, bare: 'XMLHttpRequest' },
  { name: '10 × 100 MB', count: 10, size: 100_000_000, bare: 'XMLHttpRequest' },
]
const LARGE_QUICK: Batch[] = [
  { name: '1 × 100 MB', count: 1, size: 100_000_000, bare: 'XMLHttpRequest' },
  { name: '4 × 20 MB', count: 4, size: 20_000_000, bare: 'XMLHttpRequest' },
]

const REMARK =
  'Bare: the same bytes as they are to the same server, nothing encoded and nothing compared: large files by an XMLHttpRequest in the same browser, small ones by\n' +
  'curl, three at a time. Of the bare: 1 is as fast, 2 takes twice as long. Ready: from choosing the files until they can be sent, not counted in the upload.\n' +
  'Memory: by how much the tab’s process grew at most. Tasks under 50 ms are not told of.'

/** Large files through the console, as they are and as JSON. */
export async function benchLargeUploads(quick: boolean): Promise<void> {
  await benchBatches(quick ? LARGE_QUICK : LARGE, quick ? 1 : 3)
}

/** Thousands of small files through the console, as they are and as JSON. */
export async function benchSmallUploads(quick: boolean): Promise<void> {
  const count = quick ? 100 : 2_000
  const name = `${count.toLocaleString('en')} × 50 KB`
  await benchBatches([{ name, count, size: 50_000, bare: 'curl' }], quick ? 1 : 3)
}

/** Whether a file in a long queue costs more than one in a short queue. */
export async function benchManyUploads(quick: boolean): Promise<void> {
  const counts = quick ? [50, 500] : [500, 5_000]
  await withConsole(1, async (server, browser) => {
    const rows: string[][] = []
    for (const count of counts) {
      const files = await makeUploadFiles(count, 50_000)
      try {
        const run = await uploadByConsole(
          server,
          browser,
          await newOrganization(server),
          files,
          'raw',
        )
        rows.push([
          `${count.toLocaleString('en')} × 50 KB`,
          duration(run.ready / count),
          duration(run.upload / count),
          taskWords(run.longestTask),
          memoryWords(run.growth),
        ])
      } finally {
        await files.remove()
      }
    }
    printTable(
      'What each file of a long queue costs',
      ['', 'ready', 'upload', 'longest task', 'memory'],
      rows,
    )
  })
}

async function benchBatches(batches: readonly Batch[], rounds: number): Promise<void> {
  await withConsole(1, async (server, browser) => {
    const rows: string[][] = []
    for (const batch of batches) {
      const files = await makeUploadFiles(batch.count, batch.size)
      try {
        rows.push(...(await batchRows(server, browser, batch, files, rounds)))
      } finally {
        await files.remove()
      }
    }
    printTable(
      'Uploads through the console, medians',
      ['', 'ready', 'upload', 'bare', 'of the bare', 'longest task', 'memory'],
      rows,
      [REMARK],
    )
  })
}

/** Turn by turn, so that whatever else the machine does meets all of them alike. */
async function batchRows(
  server: Binnacle,
  browser: Browser,
  batch: Batch,
  files: UploadFiles,
  rounds: number,
): Promise<string[][]> {
  const forms: Form[] = ['raw', 'json']
  const runs: Record<Form, ConsoleRun[]> = { raw: [], json: [] }
  const bare: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await bareUpload(server, browser, batch, files))
    for (const form of forms) {
      await files.renew()
      runs[form].push(
        await uploadByConsole(server, browser, await newOrganization(server), files, form),
      )
    }
  }
  return forms.map((form) => batchRow(`${batch.name} ${form}`, runs[form], median(bare)))
}

async function bareUpload(
  server: Binnacle,
  browser: Browser,
  { bare }: Batch,
  files: UploadFiles,
): Promise<number> {
  const org = await newOrganization(server)
  const binaries = `${server.url}/organizations/${org}/fhir/4/Binary`
  return bare === 'curl'
    ? await uploadByCurl(server, binaries, files)
    : await uploadByXhr(server, browser, binaries, files)
}

function batchRow(name: string, runs: readonly ConsoleRun[], bare: number): string[] {
  const upload = median(runs.map((run) => run.upload))
  const growth = runs.flatMap((run) => run.growth ?? [])
  return [
    name,
    duration(median(runs.map((run) => run.ready))),
    duration(upload),
    duration(bare),
    ratio(upload / bare),
    taskWords(Math.max(...runs.map((run) => run.longestTask))),
    memoryWords(growth.length === 0 ? undefined : Math.max(...growth)),
  ]
}

function taskWords(longest: number): string {
  return longest === 0 ? 'none' : duration(longest)
}

function memoryWords(growth: number | undefined): string {
  return growth === undefined ? 'unknown' : `+${mib(growth)}`
}

let organizations = 0

/** Each turn in one of its own: no list that grows, no name and no bytes that are there already. */
async function newOrganization(server: Binnacle): Promise<string> {
  organizations += 1
  const id = `uploads-${organizations}`
  await server.admin(
    'organization',
    'add',
    '--id',
    id,
    '--slug',
    id,
    '--name',
    `Uploads ${organizations}`,
  )
  return id
}
