import { BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js'
import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import { makeTar } from '#test/make-tar.ts'
import { makeZip, type ZipFile } from '#test/make-zip.ts'
import { Preview } from '../Preview.tsx'

function show(content: BlobPart, name: string, contentType = 'application/octet-stream') {
  return render(
    <div style={{ display: 'flex', inlineSize: 900, blockSize: 700 }}>
      <Preview content={{ state: 'ready', blob: new Blob([content]), contentType }} name={name} />
    </div>,
  )
}

const showZip = (file: ZipFile) => show(makeZip(file), 'ward.zip', 'application/zip')
const tree = () => page.getByRole('treegrid')
const line = (name: string | RegExp) => tree().getByRole('row', { name, exact: false })
const say = (words: string | RegExp) => page.getByText(words, { exact: false }).first()

async function gzip(content: BlobPart): Promise<ArrayBuffer> {
  const packed = new Blob([content]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Response(packed).arrayBuffer()
}

describe('the archive viewer', () => {
  it('shows a ZIP file as a tree and opens an entry in place', async () => {
    await showZip({
      parts: [
        { name: 'labs/result.csv', data: 'name,value\nHb,13.2\n' },
        { name: 'labs/notes.txt', data: 'well' },
        { name: 'top.txt', data: 'above' },
      ],
      comment: 'From ward 3',
    })
    await expect.element(line('labs')).toHaveAttribute('aria-expanded', 'true')
    await expect.element(line('result.csv')).toHaveAttribute('aria-level', '2')
    await expect.element(say('3 files')).toBeVisible()
    await expect.element(say('From ward 3')).toBeVisible()
    await line('result.csv').click()
    await expect.element(say('no time zone is kept')).toBeVisible()
    await page.getByRole('button', { name: 'Open result.csv' }).click()
    await expect.element(page.getByRole('gridcell', { name: '13.2' })).toBeVisible()
  })

  it('is walked, closed, entered by keys', async () => {
    await showZip({
      parts: [
        { name: 'a/b.txt', data: 'inner words' },
        { name: 'c.txt', data: 'x' },
      ],
    })
    await expect.element(line('b.txt')).toBeVisible()
    ;(tree().element() as HTMLElement).focus()
    await expect.element(page.getByRole('region', { name: 'About a/' })).toBeVisible()
    await userEvent.keyboard('{ArrowDown}')
    await expect.element(page.getByRole('region', { name: 'About a/b.txt' })).toBeVisible()
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}')
    await expect.poll(() => tree().element().querySelectorAll('[aria-level]').length).toBe(2)
    await userEvent.keyboard('{ArrowRight}')
    await expect.element(line('b.txt')).toBeVisible()
    await userEvent.keyboard('{ArrowRight}')
    await expect.element(page.getByRole('button', { name: 'Open b.txt' })).toBeVisible()
    await userEvent.keyboard('{Enter}{Enter}')
    await expect.element(say('inner words')).toBeVisible()
  })

  it('sorts by columns, and filters by name', async () => {
    await showZip({
      parts: [
        { name: 'a.txt', data: 'long long' },
        { name: 'd/b.txt', data: '1' },
        { name: 'c.csv', data: '12' },
      ],
    })
    const names = () =>
      [...tree().element().querySelectorAll('[aria-level]')].map(
        (row) => row.querySelector('[role=gridcell]')?.textContent,
      )
    await expect.poll(names).toEqual(['d', 'b.txt', 'a.txt', 'c.csv'])
    await page.getByRole('button', { name: 'Size' }).click()
    await expect.poll(names).toEqual(['d', 'b.txt', 'c.csv', 'a.txt'])
    await expect
      .element(tree().getByRole('columnheader', { name: 'Size' }))
      .toHaveAttribute('aria-sort', 'ascending')
    await page.getByRole('searchbox', { name: 'Filter by name' }).fill('TXT')
    await expect.poll(names).toEqual(['d/b.txt', 'a.txt'])
    await page.getByRole('searchbox', { name: 'Filter by name' }).fill('zzz')
    await expect.element(say('No file has such a name')).toBeVisible()
  })

  it('asks for a password in place, and says that one is wrong', async () => {
    const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false })
    await writer.add('secret.txt', new TextReader('the secret words'), {
      password: 'p1',
      encryptionStrength: 3,
    })
    await show(await writer.close(), 'x.zip')
    await line('secret.txt').click()
    expect(page.getByRole('button', { name: 'Open secret.txt' }).query()).toBeNull()
    const field = page.getByLabelText('Password', { exact: true })
    await field.fill('no')
    await page.getByRole('button', { name: 'Use this password' }).click()
    await page.getByRole('button', { name: 'Open secret.txt' }).click()
    await expect.element(say('The password is wrong.')).toBeVisible()
    await field.fill('p1')
    await page.getByRole('button', { name: 'Use this password instead' }).click()
    await page.getByRole('button', { name: 'Open secret.txt' }).click()
    await expect.element(say('the secret words')).toBeVisible()
  })

  it('says what is odd, and keeps a path from being one', async () => {
    await showZip({
      parts: [
        { name: '../../evil.txt', data: 'x', crc: 5 },
        { name: 'old', data: 'x', method: 6 },
        { name: 'annex\u202etxt.exe', flags: 1 << 11 },
      ],
    })
    await line('evil.txt').click()
    await expect.element(say('Its name holds “..”')).toBeVisible()
    await page.getByRole('button', { name: 'Open evil.txt' }).click()
    await expect.element(say('The checksum is wrong')).toBeVisible()
    await line('old').click()
    await expect.element(say('can’t be opened here (imploded)')).toBeVisible()
    await expect.element(line('annex[U+202E]txt.exe')).toBeVisible()
  })

  it('refuses a bomb by what it declares, and by what it comes to', async () => {
    await showZip({
      parts: [
        { name: 'declared', data: 'x', size: 0xfffffff0 },
        { name: 'lies', data: 'much more than five', size: 5 },
      ],
    })
    await line('declared').click()
    await expect.element(say('more than 500,000,000 are not unpacked')).toBeVisible()
    await line('lies').click()
    await page.getByRole('button', { name: 'Open lies' }).click()
    await expect.element(say('more than the 5 bytes that it declares')).toBeVisible()
  })

  it('opens archives within archives only on demand, and to a depth that is said', async () => {
    let inner = makeZip({ parts: [{ name: 'deep.txt', data: 'deep' }] })
    for (let level = 5; level > 0; level -= 1)
      inner = makeZip({ parts: [{ name: `in${level}.zip`, data: inner }] })
    await show(inner, 'x.zip')
    for (let level = 1; level <= 5; level += 1) {
      await page.getByRole('row', { name: `in${level}.zip`, exact: false }).click()
      await page.getByRole('button', { name: `Open in${level}.zip` }).click()
    }
    await expect.element(say('An archive within 5 archives')).toBeVisible()
  })

  it('draws only what is in view of 60,000 entries', async () => {
    const parts = Array.from({ length: 60_000 }, (_, at) => ({ name: `n${at}`, data: '' }))
    await showZip({ parts })
    await expect.element(line('n0')).toBeVisible()
    ;(tree().element() as HTMLElement).focus()
    await userEvent.keyboard('{End}')
    await expect.element(line('n59999')).toBeVisible()
    expect(document.querySelectorAll('[role=row]').length).toBeLessThan(100)
  })

  it('lets the encoding of names be changed', async () => {
    await showZip({ parts: [{ name: Uint8Array.of(0x4d, 0x81, 0x6c, 0x6c), data: 'x' }] })
    await expect.element(line('Müll')).toBeVisible()
    await page.getByRole('combobox', { name: 'Encoding of names' }).selectOptions('ibm866')
    await expect.element(line('MБll')).toBeVisible()
  })

  it('shows what can be read of a broken archive, and says so', async () => {
    await showZip({ parts: [{ name: 'a.txt', data: 'x' }], hasList: false })
    await expect.element(say('The list of contents is missing')).toBeVisible()
    await expect.element(line('a.txt')).toBeVisible()
  })

  it('shows the list of a tar archive within gzip', async () => {
    const tar = makeTar([
      { name: 'd/x.txt', data: 'tarred words' },
      { name: 'link', type: '2', link: '/etc' },
    ])
    await show(await gzip(tar), 'backup.tgz')
    await expect.element(say('backup.tar')).toBeVisible()
    await line('x.txt').click()
    await page.getByRole('button', { name: 'Open x.txt' }).click()
    await expect.element(say('tarred words')).toBeVisible()
    await line('link').click()
    await expect.element(say('It is a link to “/etc”')).toBeVisible()
  })

  it('shows the beginning of a gzip file that is cut, and says so', async () => {
    const text = Array.from({ length: 5000 }, (_, at) => `line ${at * at}`).join('\n')
    const packed = await gzip(text)
    await show(packed.slice(0, packed.byteLength / 2), 'log.txt.gz')
    await expect.element(say('It is cut off: what is shown are its first')).toBeVisible()
    await expect.element(say('line 25')).toBeVisible()
  })

  it('names archives that it can’t open', async () => {
    await show(Uint8Array.fromHex('526172211a0701003392b5e50a'), 'x.rar')
    await expect.element(say('This is an RAR archive')).toBeVisible()
    await expect.element(say('can’t be opened here')).toBeVisible()
  })
})
