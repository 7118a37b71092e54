import { expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import '#ui/styles/base.css'
import { Preview } from '../Preview.tsx'

const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

function show(section: string) {
  const content = `<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Summary</title><component><structuredBody><component><section><title>Notes</title>${section}</section></component></structuredBody></component></ClinicalDocument>`
  const contentType = 'application/hl7-cda+xml'
  return render(
    <div style={{ display: 'flex', inlineSize: 1000, blockSize: 700 }}>
      <Preview
        content={{ state: 'ready', blob: new Blob([content]), contentType }}
        name="ccd.xml"
      />
    </div>,
  )
}

const narrative = () => page.getByRole('region', { name: 'Notes' })

it('draws no picture that claims more pixels than can be shown, and says where one is cut', async () => {
  const bomb = Uint8Array.fromBase64(PNG)
  new DataView(bomb.buffer).setUint32(16, 60_000)
  new DataView(bomb.buffer).setUint32(20, 60_000)
  const cut = Uint8Array.fromBase64(PNG).slice(0, -12)
  const media = (id: string, data: Uint8Array) =>
    `<entry><observationMedia ID="${id}"><value mediaType="image/png" representation="B64">${data.toBase64()}</value></observationMedia></entry>`
  const text =
    '<text><renderMultiMedia referencedObject="M1"/><renderMultiMedia referencedObject="M2"/></text>'
  await show(text + media('M1', bomb) + media('M2', cut))
  await expect
    .element(narrative().getByText('It is 60,000 × 60,000 pixels', { exact: false }))
    .toBeVisible()
  await expect.element(narrative().getByRole('button', { name: 'Open M1' })).toBeVisible()
  await expect.element(narrative().getByText('its end is missing', { exact: false })).toBeVisible()
  expect(narrative().getByRole('img', { name: 'M1' }).query()).toBeNull()
  await expect.element(narrative().getByRole('img', { name: 'M2' })).toBeInTheDocument()
})
