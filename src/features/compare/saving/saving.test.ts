import { describe, expect, it } from 'vitest'
import { gatherChanges, gatherFor, type Change, type Comparison } from '../changes.ts'
import type { ComparedOf, SideLabel } from '../compared-of.ts'
import { diffTables } from '../csv/diff-tables.ts'
import { documentTexts } from '../document/document-text.ts'
import { summaryText } from '../shell/summary-text.ts'
import { changesFile, tableFile } from './changes-file.ts'
import { differenceName } from './difference-name.ts'

const turn = () => Promise.resolve()
const place = { path: 'OBX[5]-5', anchor: '' }
const comparison = (changes: Change[], more: Partial<Comparison> = {}): Comparison => ({
  summary: 'Something changed.',
  changes,
  total: changes.length,
  notCompared: [],
  remarks: [],
  ...more,
})

describe('the changes as a table', () => {
  it('one line each: what, where, before and after', async () => {
    const file = await changesFile(
      comparison([
        { ...place, label: 'Potassium', kind: 'changed', before: '6.4', after: '4.6' },
        { ...place, label: 'Note', kind: 'added', after: 'repeated, "ok"' },
        { ...place, label: 'Allergy', kind: 'removed', before: 'latex' },
      ]),
      undefined,
      turn,
    )
    expect(await file.text()).toBe(
      [
        'Change,What,Where,Before,After',
        'changed,Potassium,OBX[5]-5,6.4,4.6',
        'added,Note,OBX[5]-5,,"repeated, ""ok"""',
        'removed,Allergy,OBX[5]-5,latex,',
        '',
      ].join('\r\n'),
    )
    // Excel takes a file without this mark for one of its own old encodings.
    expect([...new Uint8Array(await file.slice(0, 3).arrayBuffer())]).toEqual([0xef, 0xbb, 0xbf])
  })

  it('no value of a hostile file becomes a formula', async () => {
    const change: Change = {
      label: '+A1',
      path: '@x',
      anchor: '',
      kind: 'changed',
      before: '=HYPERLINK("http://x")',
      after: '-2+3',
    }
    const [, line] = (
      await (await changesFile(comparison([change]), undefined, turn)).text()
    ).split('\r\n')
    expect(line).toBe(`changed,"'+A1","'@x","'=HYPERLINK(""http://x"")","'-2+3"`)
  })

  it('says what it leaves out', async () => {
    const file = await changesFile(
      comparison([], { total: 7, notCompared: ['Pictures are not compared.'] }),
      undefined,
      turn,
    )
    const text = await file.text()
    expect(text).toContain('note,7 more changes are not listed here.')
    expect(text).toContain('note,Pictures are not compared.')
  })
})

describe('rows that differ as a table', () => {
  it('keeps every value under its column, before and after', async () => {
    const before = 'id,dose,unit\n1,100,mg\n2,5,mg\n3,7,mg'
    const after = 'id,dose,unit\n1,75,mg\n3,7,mg\n4,=1+1,mg'
    const file = await tableFile(diffTables(before, after), undefined, turn)
    const lines = (await file.text()).split('\r\n')
    expect(lines[0]).toBe('Change,Side,Row,Columns that changed,id,dose,unit')
    expect(lines.slice(1, -1).toSorted()).toEqual([
      `added,after,3,,4,"'=1+1",mg`,
      'changed,after,1,dose,1,75,mg',
      'changed,before,1,dose,1,100,mg',
      'removed,before,2,,2,5,mg',
    ])
  })

  it('has the names of its columns where the first row that differs was removed', async () => {
    const file = await tableFile(
      diffTables('id,x\n1,a\n2,b\n3,c', 'id,x\n2,b\n3,d'),
      undefined,
      turn,
    )
    const [head, ...lines] = (await file.text()).split('\r\n')
    expect(head).toBe('Change,Side,Row,Columns that changed,id,x')
    expect(lines).toContain('changed,after,2,x,3,d')
  })

  it('has all columns, where the view has room for some', async () => {
    const names = Array.from({ length: 300 }, (_, at) => `c${at}`).join(',')
    const row = (last: string) => `${names}\n${[...Array(299).keys()].join(',')},${last}\n`
    gatherFor('for-file')
    try {
      const text = await (
        await tableFile(diffTables(row('old'), row('new')), undefined, turn)
      ).text()
      expect(text).toContain(',c299,')
      expect([text.includes(',old\r\n'), text.includes(',new\r\n')]).toEqual([true, true])
    } finally {
      gatherFor('for-view')
    }
  })

  it('has all rows, where the view has room for some', async () => {
    const rows = Array.from({ length: 6000 }, (_, at) => `${at},${at}`).join('\n')
    const table = `id,x\n${rows}`
    const count = async () => {
      const { comparison: found } = { comparison: diffTables('id,x\n', table) }
      return (await (await tableFile(found, undefined, turn)).text()).split('\r\n').length
    }
    gatherFor('for-file')
    try {
      expect(await count()).toBe(6002)
    } finally {
      gatherFor('for-view')
    }
    expect(await count()).toBeLessThan(5100)
  })
})

it('gathers all of a long value for a file', () => {
  const gather = () => {
    const { add, list } = gatherChanges()
    add({ ...place, label: 'Note', kind: 'added', after: 'x'.repeat(5000) })
    const [change] = list().changes
    return change?.kind === 'added' ? change.after.length : 0
  }
  expect(gather()).toBe(1000)
  gatherFor('for-file')
  try {
    expect(gather()).toBe(5000)
  } finally {
    gatherFor('for-view')
  }
})

const side = (title: string, more: Partial<SideLabel> = {}): SideLabel => ({
  file: 'letter.txt',
  title,
  at: undefined,
  author: undefined,
  reason: undefined,
  ...more,
})
const versions: ComparedOf = {
  of: 'versions',
  left: side('Version 1', { at: '2026-05-03T08:00:00Z', author: 'Ann', reason: 'Correction' }),
  right: side('Version 2', { author: 'Bob' }),
  warnings: [],
}

describe('what leaves the page says what it is of', () => {
  it('the name of a file says both versions', () => {
    expect(differenceName(['Version 1', 'Version 2'], versions, 'csv')).toBe(
      'letter.txt-Version-1-to-Version-2.csv',
    )
    const files: ComparedOf = { ...versions, of: 'files' }
    const titles = ['letter.txt, version 2', 'a/b:c.txt, version 1'] as const
    expect(differenceName(titles, files, 'diff')).toBe(
      'letter.txt-version-2-and-a-b-c.txt-version-1.diff',
    )
    expect(differenceName(['../..', '\u202E'], undefined, 'csv')).not.toMatch(/[/\\\u202E]|^\./u)
  })

  it('the summary that is copied says file, versions, time, author, reason and changes', () => {
    const change: Change = { ...place, label: 'Dose', kind: 'changed', before: '5', after: '7' }
    const text = summaryText(comparison([change], { total: 2 }), versions)
    expect(text).toMatch(
      /^letter\.txt\nBefore: Version 1, .*2026.*, by Ann, reason: Correction\nAfter: Version 2, by Bob\nSomething changed\.\n- Dose 5 → 7\n- and 1 more$/u,
    )
  })
})

describe('of two files none is the older one', () => {
  const files: ComparedOf = {
    of: 'files',
    left: side('letter.txt, version 2'),
    right: side('note.txt, version 1'),
    warnings: ['Different patient: patient ID differs.'],
  }
  const change: Change = { ...place, label: 'Dose', kind: 'changed', before: '5', after: '7' }

  it('the copied summary calls them left and right, and says that they are of different patients', () => {
    expect(summaryText(comparison([change]), files)).toBe(
      'Left: letter.txt, version 2\nRight: note.txt, version 1\nDifferent patient: patient ID differs.\nSomething changed.\n- Dose 5 → 7',
    )
  })

  it('so does the table of changes, by their names', async () => {
    const text = await (await changesFile(comparison([change]), files, turn)).text()
    expect(text).toContain('Where,"Left: letter.txt, version 2","Right: note.txt, version 1"')
    expect(text).toContain('note,Different patient: patient ID differs.')
  })

  it('and that of rows', async () => {
    const text = await (await tableFile(diffTables('id,x\n1,a', 'id,x\n1,b'), files, turn)).text()
    expect(text).toContain('changed,left,1,x,1,a')
    expect(text).toContain('changed,right,1,x,1,b')
    expect(text).toContain('note,,,Different patient: patient ID differs.')
  })
})

it('the text of a written document is lines that a difference can be made of', async () => {
  const blob = new Blob(['{\\rtf1\\ansi Aspirin 100 mg\\par Once a day\\par}'])
  const one = { blob, kind: 'rtf', contentType: 'application/rtf' } as const
  const [text] = await documentTexts(one, one)
  expect(new TextDecoder().decode(text)).toMatch(/^Aspirin 100 mg\nOnce a day\n/u)
})
