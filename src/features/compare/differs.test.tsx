import { Suspense } from 'react'
import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import type { Kind } from '#formats/kinds.ts'
import { headline } from './changes.ts'
import { differFor } from './differ.ts'

function show(kind: Kind, left: BlobPart, right: BlobPart, contentType = '') {
  const side = (content: BlobPart, versionId: string) => ({
    id: 'a',
    versionId,
    title: `Version ${versionId}`,
    blob: new Blob([content]),
    contentType,
    kind,
  })
  const { View } = differFor(kind, kind)
  return render(
    <div style={{ inlineSize: 1000 }}>
      <Suspense>
        <View
          left={side(left, '1')}
          right={side(right, '2')}
          renderPreview={({ versionId }) => <p>Preview of {versionId}</p>}
        />
      </Suspense>
    </div>,
  )
}

const summary = () => page.getByRole('status')
const sample = async (name: string) => (await fetch(`/server/demo/files/${name}`)).arrayBuffer()

describe('messages', () => {
  it('shows the values that changed, named, and goes to them by key', async () => {
    await show('hl7v2', await sample('result.v1.hl7'), await sample('result.v2.hl7'))
    await expect
      .element(summary())
      .toHaveTextContent('7 values changed, 1 added in MSH, OBR, OBX and NTE.')
    const table = page.getByRole('table', { name: 'Version 1 and Version 2, by structure' })
    const row = table.getByRole('row', { name: /Changed: Potassium OBX\[5\]-5 / })
    await expect.element(row.getByRole('deletion')).toHaveTextContent('6.4')
    await expect.element(row.getByRole('insertion')).toHaveTextContent('4.6')
    await userEvent.keyboard('n')
    await expect
      .element(table.getByRole('row', { name: /Message date and time/ }))
      .toHaveAttribute('aria-current', 'true')
    await userEvent.keyboard('nnnn')
    await expect.element(row).toHaveAttribute('aria-current', 'true')
    await userEvent.keyboard('p')
    await expect.element(row).not.toHaveAttribute('aria-current')
  })

  it('lists the changes in words, and goes to the one that is chosen', async () => {
    await show('hl7v2', await sample('result.v1.hl7'), await sample('result.v2.hl7'))
    await page.getByText('List of changes (8)').click()
    await page.getByRole('button', { name: 'Potassium 6.4 mmol/L → 4.6 mmol/L' }).click()
    await expect
      .element(page.getByRole('row', { name: /Changed: Potassium OBX\[5\]-5 / }))
      .toHaveAttribute('aria-current', 'true')
  })

  it('can be compared by lines, and as previews', async () => {
    await show('hl7v2', 'MSH|^~\\&|A\rPID|1||7', 'MSH|^~\\&|B\rPID|1||7')
    const choice = page.getByRole('combobox', { name: 'Compare' })
    await choice.selectOptions('By lines')
    await expect.element(summary()).toHaveTextContent('1 line changed, none added, none removed.')
    await choice.selectOptions('Both previews')
    await expect.element(page.getByText('Preview of 2')).toBeVisible()
  })
})

describe('tables', () => {
  it('marks cells, and tells rows and columns that came and went', async () => {
    await show('csv', 'id,a,b\n1,x,y\n2,x,y\n3,x,y', 'id,a,c\n1,z,p\n3,x,q\n4,x,r')
    await expect
      .element(summary())
      .toHaveTextContent('1 row changed, 1 added, 1 removed, 1 column added, 1 column removed.')
    const row = page.getByRole('row', { name: /Changed, row 1/ })
    await expect.element(row.getByRole('deletion')).toHaveTextContent('x')
    await expect.element(row.getByRole('insertion')).toHaveTextContent('z')
    await expect
      .element(page.getByRole('columnheader', { name: 'b (column removed)' }))
      .toBeVisible()
    await expect.element(page.getByRole('row', { name: /Added, row 3/ })).toBeVisible()
    await userEvent.keyboard('nn')
    await expect
      .element(page.getByRole('row', { name: /Removed, row 2/ }))
      .toHaveAttribute('aria-current', 'true')
  })

  it('draws few rows of many', async () => {
    const many = (value: string) =>
      `id,v\n${Array.from({ length: 20_000 }, (_, i) => `${i},${i === 15_000 ? value : 1}`).join('\n')}`
    await show('csv', many('1'), many('2'))
    await expect.element(summary()).toHaveTextContent('1 row changed.')
    await expect.element(page.getByText('14,998 unchanged rows')).toBeVisible()
    expect(document.querySelectorAll('[role=row]').length).toBeLessThan(50)
  })
})

describe('texts', () => {
  it('ignores white space and case where that is chosen, and says so', async () => {
    await show('text', 'Dose  5 MG\nb', 'dose 5 mg\nb')
    await expect.element(summary()).toHaveTextContent('1 line changed, none added, none removed.')
    await page.getByRole('checkbox', { name: 'Ignore white space' }).click()
    await page.getByRole('checkbox', { name: 'Ignore case' }).click()
    await expect
      .element(summary())
      .toHaveTextContent('1 line differs in case or white space alone.')
  })

  it('says that only the encoding differs', async () => {
    await show('text', new TextEncoder().encode('Größe'), new Uint8Array([71, 114, 246, 223, 101]))
    await expect
      .element(summary())
      .toHaveTextContent('The text is the same; only its encoding differs.')
  })

  it('marks a block that moved', async () => {
    const [block, rest] = ['Plan:\nAspirin 100 mg\nControl in May', 'v\nw\nx\ny\nz']
    await show('text', `${block}\n${rest}`, `${rest}\n${block}`)
    await expect.element(page.getByText('Moved to lines 6 to 8')).toBeVisible()
    await expect.element(page.getByText('Moved from lines 1 to 3')).toBeVisible()
  })
})

describe('structures', () => {
  it('folds what did not change, and unfolds it', async () => {
    const many = (value: number) =>
      JSON.stringify(
        Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`k${i}`, i === 20 ? value : i])),
      )
    await show('json', many(1), many(2))
    await expect.element(page.getByRole('row', { name: /Changed: k20/ })).toBeVisible()
    await expect.element(page.getByText('k3', { exact: true })).not.toBeInTheDocument()
    await page.getByRole('button', { name: 'Show 19 unchanged' }).first().click()
    await expect.element(page.getByText('k3', { exact: true })).toBeInTheDocument()
  })

  it('offers the lines of what can’t be read', async () => {
    await show('json', '{"a":1', '{"a":2}')
    await expect.element(page.getByText('The two could not be compared')).toBeVisible()
    await page.getByRole('button', { name: 'Compare in another way' }).click()
    await expect.element(summary()).toHaveTextContent('1 line changed, none added, none removed.')
  })

  it('compares written documents by their words', async () => {
    const rtf = (dose: string) => `{\\rtf1\\ansi Aspirin ${dose} mg\\par Once a day\\par}`
    await show('rtf', rtf('100'), rtf('75'))
    await expect.element(summary()).toHaveTextContent('1 part changed.')
    await expect.element(page.getByRole('insertion')).toHaveTextContent('75')
    await expect
      .element(page.getByText('Layout, fonts and page breaks are not compared.'))
      .toBeVisible()
  })

  it('compares clinical documents by their sections', async () => {
    const text = new TextDecoder().decode(await sample('ccd.xml'))
    await show('ccda', text, text.replace('<td>Resolving</td>', '<td>Resolved</td>'))
    await expect.element(page.getByText('Problems: text')).toBeVisible()
  })
})

describe('without a view', () => {
  const side = (content: string, kind: Kind) => ({
    blob: new Blob([content]),
    contentType: '',
    kind,
  })

  it('gives the one line of a timeline', async () => {
    const obx = (value: string) =>
      `MSH|^~\\&|A\rPID|1||7\rOBX|1|NM|K^Potassium||${value}|mmol/L|||||F`
    const compare = await differFor('hl7v2', 'hl7v2').compare?.()
    const { signal } = new AbortController()
    const comparison = await compare?.(side(obx('6.4'), 'hl7v2'), side(obx('4.6'), 'hl7v2'), signal)
    expect(comparison && headline(comparison)).toBe('Potassium 6.4 mmol/L → 4.6 mmol/L')
  })

  it.each<Kind>(['text', 'json', 'csv'])('stops comparing %s with its signal', async (kind) => {
    const compare = await differFor(kind, kind).compare?.()
    const controller = new AbortController()
    const large = JSON.stringify(Array.from({ length: 200_000 }, (_, i) => ({ i })))
    const running = compare?.(side(large, kind), side(`${large} `, kind), controller.signal)
    controller.abort(new Error('Not wanted any more'))
    await expect(running).rejects.toThrow('Not wanted any more')
  })
})

describe('on paper', () => {
  it('all rows are drawn and the list of changes is open, and afterwards neither', async () => {
    const lines = (word: string) =>
      Array.from({ length: 500 }, (_, at) => `${word} ${at}`).join('\n')
    await show('text', lines('one'), lines('two'))
    const rows = () => document.querySelectorAll('[role=row]').length
    await expect.poll(rows).toBeGreaterThan(5)
    expect(rows()).toBeLessThan(200)
    window.dispatchEvent(new Event('beforeprint'))
    await expect.poll(rows).toBe(500)
    expect(document.querySelector('details')?.open).toBe(true)
    window.dispatchEvent(new Event('afterprint'))
    await expect.poll(rows).toBeLessThan(200)
    expect(document.querySelector('details')?.open).toBe(false)
  })
})
