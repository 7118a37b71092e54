import { describe, expect, test } from 'vitest'
import { makeDocx } from '#test/make-docx.ts'
import { textOfBlocks } from '../flow/join-inlines.ts'
import { readDocx } from './read-docx.ts'

const run = (text: string) => `<w:r><w:t>${text}</w:t></w:r>`
const box = (text: string) =>
  `<w:r><w:drawing><wp:anchor><wp:posOffset>914400</wp:posOffset><wps:txbx><w:txbxContent><w:p>${run(text)}</w:p></w:txbxContent></wps:txbx></wp:anchor></w:drawing></w:r>`
const either = (requires: string, choice: string, fallback: string) =>
  `<mc:AlternateContent><mc:Choice Requires="${requires}">${choice}</mc:Choice><mc:Fallback>${fallback}</mc:Fallback></mc:AlternateContent>`

async function shown(inside: string) {
  const { blocks, remarks } = await readDocx(makeDocx({ body: `<w:p>${inside}</w:p>` }))
  return { text: textOfBlocks(blocks).trim(), remarks: remarks.join(' ') }
}

describe('alternatives that a program wrote for newer and older ones', () => {
  test('the choice that Word understands is read, and the fallback where it understands none', async () => {
    expect((await shown(either('wps', box('5 mg'), run('5 mg')))).text).toBe('5 mg')
    expect((await shown(either('w14 wp14', run('new'), run('old')))).text).toBe('new')
    expect((await shown(either('future', run('new'), run('old')))).text).toBe('old')
    expect((await shown(either('w14 future', run('new'), run('old')))).text).toBe('old')
    const two = either('future', run('unknown'), run('old')).replace(
      '<mc:Fallback>',
      `<mc:Choice Requires="w16">${run('known')}</mc:Choice><mc:Fallback>`,
    )
    expect((await shown(two)).text).toBe('known')
  })

  test('a fallback with another text is said, and one with the same is not', async () => {
    expect((await shown(either('wps', box('5 mg'), box('50 mg')))).remarks).toContain('“50 mg”')
    expect((await shown(either('wps', box('5 mg'), run('5 mg')))).remarks).toBe('')
  })

  test('of what can’t be drawn here the text for older programs is taken', async () => {
    const ink = '<w:r><w:drawing><wp:inline><contentPart/></wp:inline></w:drawing></w:r>'
    expect((await shown(either('wpi', ink, run('signed')))).text).toBe('signed')
  })
})

test('a document of many sections has all its headers, and what is beyond the bound is said', async () => {
  const count = 1001
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  const sections = numbers.map(
    (n) => `<w:p><w:pPr><w:sectPr><w:headerReference r:id="h${n}"/></w:sectPr></w:pPr></w:p>`,
  )
  const others = Object.fromEntries(
    numbers.map((n) => [
      `word/header${n}.xml`,
      `<w:hdr xmlns:w="urn:w"><w:p>${run(`Patient ${n}`)}</w:p></w:hdr>`,
    ]),
  )
  const relations = numbers.map((n) => `h${n} header header${n}.xml`)
  const read = await readDocx(makeDocx({ body: sections.join(''), relations, others }))
  expect(read.margins.map(({ blocks }) => textOfBlocks(blocks).trim())).toContain('Patient 1000')
  expect(read.faults).toEqual(['Only the first 1,000 headers and footers are read.'])
})
