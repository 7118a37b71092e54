import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellsOf, columnsOf, layRows } from './byte-rows.ts'
import { compareBlobs } from './compare-blobs.ts'

const blob = (bytes: string | Uint8Array<ArrayBuffer>) => new Blob([bytes])
const small = fc.uint8Array({ max: 4, maxLength: 200 }).map((bytes) => Uint8Array.from(bytes))

describe('blobs', () => {
  it('of any kind: what the spans say is what the bytes are, aligned or by place', async () => {
    await fc.assert(
      fc.asyncProperty(
        small,
        small,
        fc.constantFrom(0, 1_000),
        async (left, right, mostAligned) => {
          const { spans, total } = await compareBlobs(blob(left), blob(right), { mostAligned })
          const made = spans.flatMap((span) =>
            span.kind === 'same'
              ? [...left.subarray(span.left, span.left + span.leftLength)]
              : [...right.subarray(span.right, span.right + span.rightLength)],
          )
          expect(made).toEqual([...right])
          expect(spans.at(-1)?.left ?? 0).toBeLessThanOrEqual(left.length)
          expect(total > 0).toBe(
            left.length !== right.length || left.some((byte, at) => byte !== right[at]),
          )
        },
      ),
    )
  })

  it('says what changed in one sentence, and that equal ones are equal', async () => {
    const { summary, changes, remarks } = await compareBlobs(
      blob('dose 5 mg, daily'),
      blob('dose 7 mg, daily.'),
    )
    expect(summary).toBe('1 byte changed, 1 added in 1 place.')
    expect(changes).toMatchObject([{ kind: 'changed', label: 'Byte 5', path: '0x5' }])
    expect(remarks).toEqual(['16 bytes → 17 bytes: 1 byte larger.'])
    const equal = await compareBlobs(blob('same'), blob('same'))
    expect(equal).toMatchObject({ summary: 'The bytes are identical.', changes: [], total: 0 })
  })

  it('says when insertions were not looked for', async () => {
    const { notCompared, total } = await compareBlobs(blob('abcdefghij'), blob('xabcdefghiz'), {
      mostAligned: 5,
    })
    expect(notCompared[0]).toContain('compared place by place')
    expect(total).toBe(1)
  })

  it('keeps the number of places within bounds, and says so', async () => {
    const left = new Uint8Array(400_000)
    const right = left.map((_, at) => (at % 8 === 0 ? 1 : 0))
    const { spans, notCompared } = await compareBlobs(blob(left), blob(right))
    expect(spans.length).toBeLessThanOrEqual(20_003)
    expect(notCompared[0]).toContain('20,000 differing places')
    expect(spans.at(-1)).toMatchObject({ kind: 'changed' })
  })

  it('ends when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('left'))
    await expect(compareBlobs(blob('a'), blob('b'), { signal })).rejects.toThrow('left')
  })
})

describe('rows', () => {
  it('each column stands in one row or fold, in order, whatever is opened', async () => {
    await fc.assert(
      fc.asyncProperty(small, small, fc.nat(3), async (left, right, times) => {
        const { spans, changes } = await compareBlobs(blob(left), blob(right))
        const opened = new Map([[0, times]])
        const { rows, starts } = layRows(spans, opened)
        const columns = columnsOf(spans)
        const count = rows.reduce((sum, row) => sum + row.count, 0)
        expect(count).toBe(columns.at(-1))
        expect(starts.length).toBe(changes.length)
        for (const row of rows) {
          if (row.type === 'row') expect(cellsOf(spans, columns, row).length).toBe(row.count)
        }
      }),
    )
  })

  it('equal bytes far from a change are folded, and open', async () => {
    const left = new Uint8Array(10_000)
    const right = left.slice()
    right[5000] = 1
    const { spans } = await compareBlobs(blob(left), blob(right))
    const folded = layRows(spans, new Map()).rows.filter(({ type }) => type === 'fold')
    expect(folded.map(({ count }) => count)).toEqual([4968, 4967])
    const opened = layRows(spans, new Map([[0, 2]])).rows.filter(({ type }) => type === 'fold')
    expect(opened.length).toBe(1)
  })
})
