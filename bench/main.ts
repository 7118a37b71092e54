import { parseArgs } from 'node:util'

/**
 * `npm run bench [-- server|console|preview|upload|compare|find|engines|hold] [--quick]`: the measurements behind every figure in the README, as plain tables.
 * Whatever can be is a ratio to something plain that was measured in the same run, turn by turn.
 */
const USAGE = `npm run bench [-- PART…] [--quick] [--data FOLDER]

  server    what transfers cost beside a bare node:http server, and pages at two sizes of a store
    transfers, round-trip, pages, metrics
                                    one part of it alone
  console   how fast the built console shows and scrolls, in Chromium
    lighthouse, first-grid, scroll  one part of it alone
  preview   how fast large contents of each kind are shown, in Chromium
    preview-pdf, preview-text, preview-pictures
                                    one part of it alone
  upload    what uploads through the built console cost beside bare requests of the same bytes, in Chromium
    upload-large, upload-small, upload-many  one part of it alone
  compare   how fast two contents are compared, and how soon differences of pictures and pages are shown
    compare-text, compare-bundle, compare-pictures
                                    one part of it alone
  find      how fast files are found by name and by their words, and what the index of words costs
    find-pages, find-million, find-creates, find-weight
                                    one part of it alone; to fill a million takes a quarter of an hour and more
  engines   PostgreSQL beside SQLite, two servers beside one, and contents in a bucket beside a folder
    engines-stores                  creates, reads, histories, searches and finds, and two servers; among a million versions with --full
    engines-contents                1 KB, 1 MB and 1 GiB each way, and the memory that it takes
  hold      how long a small read takes while many clients attack, and the memory that it takes
    hold-work, hold-connections, hold-flood
                                    one part of it alone
  --full    of engines-stores: 1,000,000 versions, which take half an hour to fill
  --quick   smaller sizes and fewer turns: to see that it runs, not for figures
  --data    of find-pages, find-million or engines-stores: the folder to fill and to keep, or one that was filled before
  --fill-only
            of engines-stores with --data: to fill it, or to go on where that was broken off, and to measure nothing`

type Part = (options: Options) => Promise<void>

interface Options {
  quick: boolean
  full: boolean
  fillOnly: boolean
  data?: string
}

const parts: Record<string, Record<string, Part>> = {
  server: {
    transfers: async ({ quick }) => (await import('./transfers.ts')).benchTransfers(quick),
    'round-trip': async ({ quick }) => (await import('./round-trip.ts')).benchRoundTrip(quick),
    pages: async ({ quick }) => (await import('./pages.ts')).benchPages(quick),
    metrics: async ({ quick }) => (await import('./metrics.ts')).benchMetrics(quick),
  },
  console: {
    lighthouse: async ({ quick }) => (await import('./lighthouse.ts')).benchLighthouse(quick),
    'first-grid': async ({ quick }) => (await import('./first-grid.ts')).benchFirstGrid(quick),
    scroll: async ({ quick }) => (await import('./scroll.ts')).benchScroll(quick),
  },
  preview: {
    'preview-pdf': async ({ quick }) => (await import('./preview.ts')).benchPreview(quick, 'pdf'),
    'preview-text': async ({ quick }) => (await import('./preview.ts')).benchPreview(quick, 'text'),
    'preview-pictures': async ({ quick }) =>
      (await import('./preview.ts')).benchPreview(quick, 'pictures'),
  },
  upload: {
    'upload-large': async ({ quick }) => (await import('./upload.ts')).benchLargeUploads(quick),
    'upload-small': async ({ quick }) => (await import('./upload.ts')).benchSmallUploads(quick),
    'upload-many': async ({ quick }) => (await import('./upload.ts')).benchManyUploads(quick),
  },
  compare: {
    'compare-text': async ({ quick }) => (await import('./compare.ts')).benchCompareText(quick),
    'compare-bundle': async ({ quick }) => (await import('./compare.ts')).benchCompareBundle(quick),
    'compare-pictures': async ({ quick }) =>
      (await import('./compare-pictures.ts')).benchComparePictures(quick),
  },
  find: {
    'find-pages': async ({ quick, data }) =>
      (await import('./find.ts')).benchFinds(quick, quick ? 2000 : 100_000, data),
    'find-million': async ({ quick, data }) =>
      (await import('./find.ts')).benchFinds(quick, quick ? 5000 : 1_000_000, data),
    'find-creates': async ({ quick }) => (await import('./find.ts')).benchIndexedCreates(quick),
    'find-weight': async ({ quick }) => (await import('./find.ts')).benchIndexWeight(quick),
  },
  engines: {
    'engines-stores': async (options) =>
      (await import('./engines/engines.ts')).benchEngines(options),
    'engines-contents': async ({ quick }) =>
      (await import('./engines/contents.ts')).benchContents(quick),
  },
  hold: {
    'hold-work': async ({ quick }) =>
      (await import('./hold/hold.ts')).benchHold(
        quick,
        ({ kind, name }) => kind === 'requests' && !name.endsWith('without a token'),
      ),
    'hold-connections': async ({ quick }) =>
      (await import('./hold/hold.ts')).benchHold(quick, ({ kind }) => kind === 'silent'),
    'hold-flood': async ({ quick }) =>
      (await import('./hold/hold.ts')).benchHold(quick, ({ name }) =>
        name.endsWith('without a token'),
      ),
  },
}

const { values, positionals } = readArguments()
const wanted = chosen(positionals)
if (values.help === true || wanted === undefined) {
  console.log(USAGE)
  process.exitCode = values.help === true ? 0 : 1
} else {
  const { quick = false, full = false, 'fill-only': fillOnly = false, data } = values
  for (const part of wanted)
    await part({ quick, full, fillOnly, ...(data !== undefined && { data }) })
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: 'boolean' },
        full: { type: 'boolean' },
        'fill-only': { type: 'boolean' },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return {
      values: { quick: false, full: false, 'fill-only': false, help: false, data: undefined },
      positionals: ['?'],
    }
  }
}

/** All when nothing is named; `undefined` when something unknown is. */
function chosen(names: string[]): Part[] | undefined {
  if (names.length === 0) return Object.values(parts).flatMap((group) => Object.values(group))
  const found = names.map((name) => {
    const group = parts[name]
    if (group !== undefined) return Object.values(group)
    return Object.values(parts).flatMap((one) => one[name] ?? [])
  })
  return found.some((group) => group.length === 0) ? undefined : found.flat()
}
