import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diffTexts } from '../src/features/compare/text/diff-texts.ts'
import { compareJson } from '../src/features/compare/tree/compare-json.ts'
import { interleave, timed } from './measure.ts'
import { duration, printTable, ratio } from './table.ts'

/** Two texts, by line, beside `git diff --no-index` on the same two files: reading, comparing and writing there, comparing here. */
export async function benchCompareText(quick: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-compare-'))
  const rows: string[][] = []
  try {
    for (const lines of quick ? [10_000] : [10_000, 100_000]) {
      for (const share of [0.02, 0.5]) {
        const [left, right] = editedPair(lines, share)
        const files = [join(folder, 'left.txt'), join(folder, 'right.txt')] as const
        writeFileSync(files[0], left)
        writeFileSync(files[1], right)
        let summary = ''
        const ours = () => timed(async () => (summary = diffTexts(left, right).summary))
        const git = () => timed(async () => gitDiff(files))
        const [mine = 0, theirs = 0] = await interleave([ours, git], quick ? 3 : 9)
        rows.push([
          `${lines.toLocaleString('en')} lines, ${share * 100} % edited`,
          duration(mine),
          duration(theirs),
          ratio(mine / theirs),
          summary,
        ])
      }
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  printTable('Comparing texts', ['', 'ours', 'git diff', 'ratio', 'found'], rows)
}

/** A Bundle against itself with one entry less and some values changed. */
export async function benchCompareBundle(quick: boolean): Promise<void> {
  const entries = quick ? 1000 : 10_000
  const left = bundle(entries, () => false)
  const right = bundle(entries, (i) => i % 97 === 5)
  let summary = ''
  const compare = () => timed(async () => (summary = compareJson(left, right, '').summary))
  const parse = () => timed(async () => [JSON.parse(left), JSON.parse(right)])
  const [mine = 0, parsing = 0] = await interleave([compare, parse], quick ? 3 : 7)
  printTable(
    'Comparing FHIR Bundles',
    ['', 'ours', 'JSON.parse of both', 'ratio'],
    [
      [
        `${entries.toLocaleString('en')} entries`,
        duration(mine),
        duration(parsing),
        ratio(mine / parsing),
      ],
    ],
    [summary],
  )
}

/** Always the same: six in ten edits change a line, two add one, two remove one. */
function editedPair(lines: number, share: number): [string, string] {
  const random = seeded(42)
  const left: string[] = []
  const right: string[] = []
  for (let i = 0; i < lines; i += 1) {
    const line = `${i} 2026-11-26 10:00:00 ward ${i % 7} potassium ${(random() * 10).toFixed(1)} mmol/L`
    left.push(line)
    if (random() >= share) right.push(line)
    else {
      const kind = random()
      if (kind < 0.6) right.push(`${line} edited ${i}`)
      else if (kind < 0.8) right.push(line, `new ${i}`)
    }
  }
  return [left.join('\n'), right.join('\n')]
}

function gitDiff(files: readonly [string, string]): void {
  const done = spawnSync('git', ['diff', '--no-index', ...files], { maxBuffer: 2 ** 30 })
  // 1 says that there are differences.
  if (done.status !== 1) throw new Error(`git diff ended with ${done.status}: ${done.error}`)
}

function bundle(entries: number, isChanged: (i: number) => boolean): string {
  const entry = Array.from({ length: entries }, (_, i) => ({
    fullUrl: `https://harbour.example/fhir/Observation/${i}`,
    resource: {
      resourceType: 'Observation',
      id: String(i),
      status: 'final',
      code: {
        coding: [{ system: 'http://loinc.org', code: `28-${i % 50}`, display: `Test ${i % 50}` }],
      },
      subject: { reference: 'Patient/1' },
      effectiveDateTime: '2026-01-01T10:00:00Z',
      valueQuantity: {
        value: isChanged(i) ? -1 : i / 10,
        unit: 'mmol/L',
        system: 'http://unitsofmeasure.org',
        code: 'mmol/L',
      },
      referenceRange: [{ low: { value: 3.5 }, high: { value: 5.1 } }],
    },
  }))
  const kept = isChanged(5) ? entry.toSpliced(77, 1) : entry
  return JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry: kept }, undefined, 1)
}

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}
