import { afterEach, describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import { Preview } from '../Preview.tsx'

const TYPE = 'x-application/hl7-v2+er7'
const MSH = 'MSH|^~\\&|LAB|CLINIC|EHR|CLINIC|20261014154800||ORU^R01^ORU_R01|A1|P|2.5.1'

function show(content: BlobPart, contentType = TYPE, width = 900) {
  return render(
    <div style={{ display: 'flex', inlineSize: width, blockSize: 700 }}>
      <Preview
        content={{ state: 'ready', blob: new Blob([content]), contentType }}
        name="result.hl7"
      />
    </div>,
  )
}

afterEach(() => {
  delete (window as { ran?: boolean }).ran
})

describe('the HL7 viewer', () => {
  it('shows the sample as header card and results', async () => {
    const response = await fetch('/server/demo/files/result.v1.hl7')
    await show(await response.arrayBuffer())
    const header = page.getByRole('region', { name: 'Message header' })
    await expect
      .element(header.getByRole('heading', { name: 'Observation result: unsolicited observation' }))
      .toBeVisible()
    await expect.element(header.getByText('MRS MAREN SAMPLETON')).toBeVisible()
    const row = page.getByRole('row', { name: /Potassium/ }).first()
    await expect.poll(() => row.element().textContent).toMatch(/6\.4/)
    await expect.poll(() => row.element().textContent).toMatch(/Critically high/)
    await expect.poll(() => row.element().textContent).toMatch(/Final/)
  })

  it('names fields by path, copies paths, and walks them by arrows', async () => {
    const written = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    await show(`${MSH}\rPID|1||42^^^H^MR~43||DOE^JANE||19610314|F\rNTE|1||a\\.br\\b \\H\\loud\\N\\`)
    const fields = page.getByRole('table', { name: 'Fields of PID' })
    await expect.element(fields.getByText('Family name')).toBeVisible()
    await expect.element(fields.getByText('Female', { exact: false })).toBeVisible()
    await fields.getByRole('button', { name: 'Copy path PID-5.1' }).click()
    expect(written).toHaveBeenCalledWith('PID-5.1')
    await userEvent.keyboard('{ArrowRight}{Enter}')
    await expect.poll(() => written.mock.lastCall).toEqual(['PID-5.2'])
    const note = page.getByRole('table', { name: 'Fields of NTE' })
    expect(note.element().querySelector('mark')?.textContent).toBe('loud')
    expect(note.element().querySelector('br')).not.toBeNull()
    written.mockRestore()
  })

  it('shows repeated segments by number, deletions in words, and unknown segments', async () => {
    await show(`${MSH}\rPID|1||1||""\rZAB|one^two\rNTE|1||a\rNTE|2||b`)
    await expect.element(page.getByText(/^Deleted value/)).toBeVisible()
    await expect.element(page.getByRole('table', { name: 'Fields of NTE[2]' })).toBeVisible()
    await expect.element(page.getByText(/ZAB, a segment of its own system/)).toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Copy path ZAB-1.2' })).toBeVisible()
  })

  it('opens a document of an observation in its own preview', async () => {
    const data = btoa('first line\nsecond line')
    await show(`${MSH}\rOBR|1|||X^Report\rOBX|1|ED|D^Letter||^text^plain^Base64^${data}||||||F`)
    await page.getByRole('button', { name: 'Open Letter, OBX[1]' }).click()
    const inner = page.getByRole('region', { name: 'Preview of Letter, OBX[1]' })
    await expect
      .poll(() => inner.getByRole('textbox').element().textContent)
      .toMatch(/first linesecond line/)
    await page.getByRole('button', { name: 'Close Letter, OBX[1]' }).click()
    await expect.element(inner).not.toBeInTheDocument()
  })

  it('reads a document that is a text as it was decoded, whatever it declares', async () => {
    const inner = '<?xml version="1.0" encoding="GB18030"?><a>Größe</a>'
    await show(`${MSH}||||||UNICODE UTF-8\rOBR|1\rOBX|1|ED|D^Letter||^text^xml^A^${inner}||||||F`)
    await page.getByRole('button', { name: 'Open Letter, OBX[1]' }).click()
    const opened = page.getByRole('region', { name: 'Preview of Letter, OBX[1]' })
    await expect.element(opened.getByRole('treeitem', { name: 'a: Größe' })).toBeVisible()
  })

  it('says that a document is broken', async () => {
    await show(`${MSH}\rOBR|1\rOBX|1|ED|D^Letter||^application^pdf^Base64^JV*E`)
    await page.getByRole('button', { name: 'Open Letter, OBX[1]' }).click()
    await expect
      .poll(() => page.getByRole('alert').element().textContent)
      .toMatch(/its encoding is broken/)
  })

  it('goes through the messages of a batch', async () => {
    const message = (id: string) => `${MSH.replace('A1', id)}\rPID|1||${id}||PERSON^${id}\r`
    await show(`# exported\rFHS|^~\\&|X\rBHS|^~\\&|X\r${message('M1')}${message('M2')}BTS|2\rFTS|1`)
    await expect.element(page.getByText('Message 1 of 2')).toBeVisible()
    await page.getByRole('button', { name: 'Next message' }).click()
    await expect
      .element(page.getByRole('region', { name: 'Message header' }).getByText('M2 PERSON'))
      .toBeVisible()
    const around = page.getByRole('region', { name: 'Around the messages' })
    await expect.element(around.getByText(/Batch trailer/)).toBeInTheDocument()
    await expect.element(around.getByText('# exported')).toBeInTheDocument()
  })

  it('switches to the source and back, in the encoding of MSH-18', async () => {
    const bytes = new Uint8Array([
      ...new TextEncoder().encode(`${MSH}||||||8859/15\rPID|1||1||Cl`),
      0xe9,
      ...new TextEncoder().encode('ment'),
    ])
    await show(bytes)
    await expect.element(page.getByText('iso-8859-15')).toBeVisible()
    await page.getByRole('button', { name: 'Source' }).click()
    await expect.poll(() => page.getByRole('textbox').element().textContent).toMatch(/Clément/)
    await page.getByRole('button', { name: 'Message', exact: true }).click()
    await expect.element(page.getByRole('region', { name: 'Message header' })).toBeVisible()
  })

  it('says what breaks the standard, and shows what is not a message as text', async () => {
    const first = await show(`${MSH}\rOBX|1|TX|N||one\ntwo||||||F`)
    await expect
      .element(page.getByText('Line 3: This line begins no segment', { exact: false }))
      .toBeVisible()
    await first.unmount()
    await show('nothing of the kind', TYPE)
    await expect
      .poll(() => page.getByRole('textbox').element().textContent)
      .toMatch(/nothing of the kind/)
  })

  it('runs and renders nothing that a message says', async () => {
    const evil = '<img src=x onerror="parent.ran=true"><script>parent.ran=true</script>'
    await show(`${MSH}\rPID|1||1||${evil}\rOBX|1|RP|x||javascript:parent.ran=true`)
    await expect.element(page.getByText('Kept elsewhere:', { exact: false })).toBeVisible()
    expect(document.querySelector('img[src="x"]')).toBeNull()
    expect((window as { ran?: boolean }).ran).toBeUndefined()
  })

  it('clips what is enormous, and says how much there is', async () => {
    await show(`${MSH}\rOBX|1|TX|n||${'word '.repeat(100_000)}`)
    await expect
      .element(page.getByRole('button', { name: 'Show all 500,000 characters' }).first())
      .toBeVisible()
  })

  it('says how many batches more there are', async () => {
    await show(`${'BHS|^~\\&|X\rBTS|0\r'.repeat(60)}BHS|^~\\&|X\r${MSH}\rBTS|1`)
    const around = page.getByRole('region', { name: 'Around the messages' })
    await expect.element(around.getByText('22 more headers', { exact: false })).toBeInTheDocument()
    await around.getByRole('button', { name: 'Show more of them' }).click()
    await expect.poll(() => around.element().querySelectorAll('details').length).toBe(122)
  })

  it('lays out first a part of a hundred thousand repetitions', async () => {
    const many = (what: string) => `${what}~`.repeat(99_999) + what
    const fields = await show(`${MSH}\rPID|1||${many('a^b')}`)
    await expect
      .element(page.getByText('199701 more parts of PID.', { exact: false }))
      .toBeVisible()
    await page.getByRole('button', { name: 'Show more parts' }).click()
    await expect
      .element(page.getByText('198501 more parts of PID.', { exact: false }))
      .toBeVisible()
    await fields.unmount()
    await show(`${MSH}\rOBX|1|ST|T||${many('v')}|||${many('H')}`)
    await expect
      .element(page.getByRole('button', { name: 'Show more of the 99950 values that follow' }))
      .toBeVisible()
    await expect.element(page.getByText('99950 more flags', { exact: false })).toBeVisible()
    expect(document.querySelectorAll('*').length).toBeLessThan(20_000)
  })

  it('lays out first a part of a hundred thousand segments', async () => {
    await show(`${MSH}\rOBR|1\r${'OBX|1|NM|a||1\r'.repeat(100_000)}`)
    await expect
      .element(page.getByText('29700 more segments.', { exact: false }))
      .toBeInTheDocument()
  })
})
