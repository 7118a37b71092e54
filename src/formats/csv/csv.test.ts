import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectDialect } from './detect-dialect.ts'
import { indexRows, readRow, type Dialect } from './index-rows.ts'
import { parseNumber, sortRows } from './sort-rows.ts'
import { cellsOf, quoteWords, readTable } from './table.ts'

const COMMA: Dialect = { delimiter: ',', quote: '"', header: true }

function rowsOf(text: string, dialect: Dialect = COMMA): string[][] {
  const index = indexRows(text, dialect)
  return Array.from({ length: index.rows }, (_, row) =>
    index.cells[row] === 0 ? [] : readRow(text, index.starts[row]!, dialect),
  )
}

describe('rows and cells', () => {
  it.each([
    [
      'plain',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no line end behind the last row',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['line ends of every kind', 'a\rb\r\nc\n', [['a'], ['b'], ['c']]],
    ['delimiters in quotes', 'a,"b, c"\n', [['a', 'b, c']]],
    [
      'line breaks in quotes',
      'a,"b\r\nc\nd"\n1,2',
      [
        ['a', 'b\r\nc\nd'],
        ['1', '2'],
      ],
    ],
    ['blanks before quotes', 'a,  "b, ""c""\nd", e\n', [['a', 'b, "c"\nd', ' e']]],
    ['blanks before a quote that is text', 'a, "b" and, c\n', [['a', ' "b" and', ' c']]],
    ['blanks before a quote that never closes', 'a, "b\nc', [['a', ' "b'], ['c']]],
    ['doubled quotes', '"say ""hi""",""\n', [['say "hi"', '']]],
    ['a quote within a cell', '5" wide,b"c\n', [['5" wide', 'b"c']]],
    ['text after a closing quote', '"a"b,c\n', [['ab', 'c']]],
    ['a quote that never closes', 'a,"b\nc', [['a', 'b\nc']]],
    ['a blank line', 'a,b\n\n1,2\n', [['a', 'b'], [], ['1', '2']]],
    [
      'a delimiter at the end',
      'a,\n,\n',
      [
        ['a', ''],
        ['', ''],
      ],
    ],
    ['ragged rows', 'a,b\n1\n1,2,3', [['a', 'b'], ['1'], ['1', '2', '3']]],
    ['nothing', '', []],
  ])('%s', (_name, text, rows) => {
    expect(rowsOf(text)).toEqual(rows)
    const index = indexRows(text, COMMA)
    expect([...index.cells]).toEqual(rows.map(({ length }) => length))
  })

  it('says which quotes are odd', () => {
    expect(indexRows('a\n"b"c,d\ne,"f', COMMA).oddQuotes.map(quoteWords)).toEqual([
      'Row 2 has text after a closing quote.',
      'Row 3 opens a quote that is never closed: all that follows is in that cell.',
    ])
  })

  it('reads what was written', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '1', ',', ';', '"', '\n', '\r', ' ', 'é', '='),
    })
    const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 8 })
    fc.assert(
      fc.property(table, fc.constantFrom(',', ';', '\t'), (rows, delimiter) => {
        const text = rows
          .map((cells) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(delimiter))
          .join('\r\n')
        expect(rowsOf(text, { ...COMMA, delimiter })).toEqual(rows)
      }),
    )
  })

  it('accounts for every character of any text but blanks', () => {
    const unit = fc.constantFrom('a', ',', '"', '\n', '\r', ' ', '💊')
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        const index = indexRows(text, COMMA)
        expect(index.starts[0]).toBe(0)
        expect(index.starts.at(-1)).toBe(text.length)
        // Those in front of a quote are not part of the cell.
        const letters = (of: string) => of.replaceAll(/[",\r\n ]/g, '')
        for (let row = 0; row < index.rows; row += 1) {
          const raw = text.slice(index.starts[row], index.starts[row + 1])
          const cells = readRow(text, index.starts[row]!, COMMA)
          expect(cells.length).toBe(index.cells[row] || 1)
          expect(letters(cells.join(''))).toBe(letters(raw))
        }
        readTable(text)
      }),
    )
  })

  it('indexes a million rows, a line of ten megabytes and ten million delimiters in their time', () => {
    const rows = '2026-10-14T16:00,39.2,108,118,68,25,"a, b",on admission\n'.repeat(1_000_000)
    const table = readTable(rows)
    expect(table.index.rows).toBe(1_000_000)
    expect(cellsOf(table, 999_999)[6]).toBe('a, b')
    expect(readTable('x'.repeat(10_000_000)).index.rows).toBe(1)
    expect(readTable(`"${'""'.repeat(5_000_000)}`).index.rows).toBe(1)
    const wide = readTable(','.repeat(10_000_000))
    expect(wide.columns.length).toBe(20_000)
    expect(wide.notes[0]).toMatch('10000001 columns')
  })
})

describe('detectDialect', () => {
  it.each([
    ['a,b\n1,2\n', ',', true],
    ['a;b\n1,5;2,5\n', ';', true],
    ['1,5;2,5;3,5\n4,5;5,5;6,5\n', ';', false],
    ['a;b;c\n1,5;2,5;"Müller, A"\n1,5;2,5;"Maier"\n1,5;2,5;\n1,5;2,5;\n', ';', true],
    ['1,2,3\n4,5,6\n', ',', false],
    ['1,2,3;x\n4,5,6\n', ',', true],
    ['a\tb\n1\t2\n', '\t', true],
    ['a|b|c\n1|2|3\n', '|', true],
    ['name,note\nx,"a;b;c"\ny,"d;e;f"\n', ',', true],
    ['one column\nof words here\n', ',', true],
    ['1,2\n3,4\n', ',', false],
    ['Grant,a@b.example,2013-11-23\nShields,c@d.example,2014-11-22\n', ',', false],
    ['id,100022\na,1\nb,2\n', ',', false],
    ['time,pulse\n2026-10-14T16:00,108\n2026-10-14T20:00,108\n', ',', true],
    ['sep=;\na;b\n1;2\n', ';', true],
    ['', ',', false],
  ])('%j', (text, delimiter, header) => {
    expect(detectDialect(text).dialect).toMatchObject({ delimiter, header })
  })

  it('heeds the label of tab-separated values, and single quotes', () => {
    expect(detectDialect('a b,c\n', 'text/tab-separated-values').dialect.delimiter).toBe('\t')
    expect(detectDialect("'a','b, c'\n'd','e'\n").dialect.quote).toBe("'")
    expect(detectDialect("it's,fine\nisn't,it\n").dialect.quote).toBe('"')
  })
})

describe('readTable', () => {
  it('says which rows are ragged', () => {
    const { ragged } = readTable('a,b\n1,2\n\n1,2,3\n1\n')
    expect(ragged).toEqual({
      expected: 2,
      count: 2,
      blank: 1,
      first: [
        { row: 3, cells: 3 },
        { row: 4, cells: 1 },
      ],
    })
  })

  it('takes what is chosen by hand, and keeps what was found', () => {
    const table = readTable('a;b,c\n1;2', { delimiter: ',', header: false })
    expect(table.found.delimiter).toBe(';')
    expect(cellsOf(table, 0)).toEqual(['a;b', 'c'])
    expect(table.columns.map(({ name }) => name)).toEqual(['Column 1', 'Column 2'])
  })

  it('names columns and knows numbers', () => {
    expect(readTable('t,n\nx,1.5\ny,\n').columns).toMatchObject([
      { name: 't', numeric: false },
      { name: 'n', numeric: true },
    ])
  })
})

describe('sortRows', () => {
  const sorted = (text: string, column: number, direction: 'ascending' | 'descending') => {
    const { dialect, index } = readTable(text)
    return [...sortRows(text, index, dialect, { column, direction }, 'en')]
  }

  it('sorts numbers by size, empty cells last, the header first', () => {
    const text = 'n,m\n10,x\n9,x\n,x\n-1.5,x\n'
    expect(sorted(text, 0, 'ascending')).toEqual([4, 2, 1, 3])
    expect(sorted(text, 0, 'descending')).toEqual([1, 2, 4, 3])
  })

  it('sorts texts as the language does and keeps equal rows in order', () => {
    expect(sorted('n,m\nb,1\nÄ,2\na,3\nb,4\n', 0, 'ascending')).toEqual([3, 2, 1, 4])
    expect(sorted('n,m\nb,1\na,2\nb,3\n', 0, 'descending')).toEqual([1, 3, 2])
  })

  it('is a permutation of the rows', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '1', ',', '\n', '"') }), (text) => {
        const { dialect, index } = readTable(text)
        const rows = sortRows(text, index, dialect, { column: 1, direction: 'descending' })
        const first = dialect.header ? 1 : 0
        expect([...rows].toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: Math.max(0, index.rows - first) }, (_, at) => at + first),
        )
      }),
    )
  })

  it.each([
    ['1.5', '.', 1.5],
    ['1,5', ',', 1.5],
    ['-3', '.', -3],
    ['1e5', '.', undefined],
    ['0x10', '.', undefined],
    ['', '.', undefined],
    ['1,234.5', '.', undefined],
  ] as const)('reads %j with %j as %s', (text, decimal, number) => {
    expect(parseNumber(text, decimal)).toBe(number)
  })
})
