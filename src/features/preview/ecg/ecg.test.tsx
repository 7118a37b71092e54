import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import { int16Bytes, makeScp, scpLeads, scpWaves } from '#test/make-scp.ts'
import { Preview } from '../Preview.tsx'

function show(
  content: BlobPart,
  { name = 'ecg.xml', type = 'application/xml', width = 1000 } = {},
) {
  const blob = new Blob([content])
  return render(
    <div style={{ display: 'flex', inlineSize: width, blockSize: 800 }}>
      <Preview content={{ state: 'ready', blob, contentType: type }} name={name} />
    </div>,
  )
}

function lead(code: string, digits: string) {
  return `<component><sequence><code code="MDC_ECG_LEAD_${code}"/><value xsi:type="SLIST_PQ"><origin value="0" unit="uV"/><scale value="5" unit="uV"/><digits>${digits}</digits></value></sequence></component>`
}

function aecg(leads: string, increment = '0.002') {
  return `<AnnotatedECG xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><component><series><code code="RHYTHM"/><component><sequenceSet><component><sequence><code code="TIME_RELATIVE"/><value xsi:type="GLIST_PQ"><head value="0" unit="s"/><increment value="${increment}" unit="s"/></value></sequence></component>${leads}</sequenceSet></component>
  <subjectOf><annotationSet><component><annotation><code code="MDC_ECG_TIME_PD_QT"/><value xsi:type="PQ" value="402" unit="ms"/></annotation></component></annotationSet></subjectOf></series></component></AnnotatedECG>`
}

const TEN_SECONDS = '0 '.repeat(2500) + '200 '.repeat(2500)
const tracing = () => page.getByRole('region', { name: 'Tracing' })
const canvas = () => tracing().getByRole('img').element() as HTMLCanvasElement

/** The highest and lowest row of the canvas that has ink of the trace in a column, in CSS pixels. */
function inkAt(x: number) {
  const drawn = canvas()
  const scale = drawn.width / drawn.clientWidth
  const context = drawn.getContext('2d')
  const column = context?.getImageData(Math.round(x * scale), 0, 1, drawn.height).data ?? []
  const rows: number[] = []
  for (let row = 0; row * 4 < column.length; row += 1) {
    // Ink is dark on light paper; its grid is not.
    if ((column[row * 4] ?? 255) < 150 && (column[row * 4 + 3] ?? 0) > 0) rows.push(row / scale)
  }
  return rows
}

describe('the ECG viewer', () => {
  it('draws a lead on millimetre paper at its scale', async () => {
    // Wide enough for the paper in its natural size.
    await show(aecg(lead('II', TEN_SECONDS)), { width: 1300 })
    await expect.element(tracing()).toBeVisible()
    await expect
      .element(page.getByText('25 mm/s, 10 mm/mV; 1 lead, 10 s at 500', { exact: false }))
      .toBeVisible()
    await expect.element(page.getByText('Not for diagnosis', { exact: false })).toBeVisible()
    const mm = 96 / 25.4
    // Zero is in the middle of a row of 20 mm, below an edge of 4 mm; 1 mV is 10 mm higher.
    const near = (x: number, y: number) => inkAt(x * mm).some((row) => Math.abs(row - y * mm) < 2)
    await expect.poll(() => near(10 + 100, 14)).toBe(true)
    await expect.poll(() => near(10 + 126, 4)).toBe(true)
    expect(near(10 + 126, 14)).toBe(false)
  })

  it('never squeezes the paper, however short the recording', async () => {
    await show(aecg(lead('II', '1 2 3')))
    await expect.element(tracing()).toBeVisible()
    await expect.poll(() => canvas().getBoundingClientRect().width).toBeGreaterThan(500)
    expect(canvas().width / devicePixelRatio).toBeCloseTo(canvas().getBoundingClientRect().width, 0)
  })

  it('tells measurements and leads in words', async () => {
    await show(aecg(lead('II', '1 2 -32768 -4')))
    await expect.element(page.getByText('QT interval')).toBeVisible()
    await expect.element(page.getByText('402 ms')).toBeVisible()
    await page.getByText('The leads in a table').click()
    await expect
      .poll(() => page.getByRole('row', { name: /^II/ }).element().textContent)
      .toBe('II0 s0.008 s41-0.020 mV0.010 mV')
    await expect.element(page.getByText('marked as missing', { exact: false })).toBeVisible()
  })

  it('lays twelve leads out, and keeps the place of a missing one', async () => {
    const names = 'I II III AVR AVL AVF V1 V2'.split(' ')
    await show(aecg(names.map((name) => lead(name, TEN_SECONDS)).join('')))
    await expect.element(page.getByRole('combobox', { name: 'Layout' })).toHaveValue('four')
    await page.getByRole('combobox', { name: 'Layout' }).selectOptions('6 × 2')
    await page.getByRole('combobox', { name: 'Speed' }).selectOptions('50 mm/s')
    await page.getByRole('combobox', { name: 'Gain' }).selectOptions('20 mm/mV')
    await expect
      .element(page.getByText('50 mm/s, 20 mm/mV; 8 leads', { exact: false }))
      .toBeVisible()
    await page.getByRole('button', { name: 'Larger' }).click()
    await page.getByRole('button', { name: 'Larger' }).click()
    await expect.element(page.getByText('150 %')).toBeVisible()
  })

  it('measures with a caliper by keys and by mouse', async () => {
    await show(aecg(lead('II', TEN_SECONDS)), { width: 1300 })
    await page.getByRole('button', { name: 'Caliper' }).click()
    await expect.element(page.getByText('Caliper: 400 ms, 1.00 mV')).toBeVisible()
    const box = page.getByRole('group', { name: 'Paper with caliper' })
    ;(box.element() as HTMLElement).focus()
    await userEvent.keyboard('{ArrowRight}{ArrowUp}')
    await expect.element(page.getByText('Caliper: 410 ms, 1.05 mV')).toBeVisible()
    await userEvent.keyboard('{Shift>}{ArrowLeft}{/Shift}{Enter}{ArrowRight}')
    await expect.element(page.getByText('Caliper: 399 ms, 1.05 mV')).toBeVisible()
    await userEvent.dragAndDrop(canvas(), canvas(), {
      sourcePosition: { x: 100, y: 60 },
      targetPosition: { x: 100 + 96 / 2.54, y: 60 },
    })
    await expect.element(page.getByText(/Caliper: (39|40)\d ms, 0\.00 mV/)).toBeVisible()
  })

  it('draws only what is in view of a long recording, hour by hour', async () => {
    await show(aecg(lead('II', '1 2 '.repeat(100_000)), '0.05'))
    await page.getByRole('combobox', { name: 'Hour' }).selectOptions('3 of 3')
    expect(canvas().width).toBeLessThan(3000 * devicePixelRatio)
  })

  it('shows an SCP record', async () => {
    const bytes = makeScp({
      3: scpLeads([1], 4),
      6: scpWaves([int16Bytes(1, 2, 3, -4)], { step: 1000 }),
    })
    await show(bytes, { name: 'rest.scp', type: 'application/x-scp-ecg' })
    await expect.element(page.getByText('SCP-ECG')).toBeVisible()
    await expect.element(page.getByRole('img', { name: 'Tracing of I' })).toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Source' })).not.toBeInTheDocument()
  })

  it('draws nothing of unknown scale, and says why', async () => {
    await show(aecg(lead('II', '1 2 3')).replace('<scale value="5" unit="uV"/>', ''))
    await expect.element(page.getByText('No tracing is drawn')).toBeVisible()
    await expect.element(page.getByText('scale or origin', { exact: false })).toBeVisible()
    await expect.element(tracing()).not.toBeInTheDocument()
  })

  it('shows an unknown dialect as its XML, and entities as text', async () => {
    await show('<?xml version="1.0"?><examdescript><patient>Sampleton</patient></examdescript>')
    await expect.element(page.getByText('Shown as its XML')).toBeVisible()
    await expect.element(page.getByText('Sampleton', { exact: false })).toBeVisible()
  })

  it('switches to the source', async () => {
    await show(aecg(lead('II', '1 2 3')))
    await page.getByRole('button', { name: 'Source' }).click()
    await expect.poll(() => page.getByRole('textbox').element().textContent).toMatch(/AnnotatedECG/)
  })
})
