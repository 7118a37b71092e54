import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import '#ui/styles/base.css'
import { makeEnveloped, makeSigned, makeSigner, pem } from '#test/make-signed.ts'
import { Preview } from '../Preview.tsx'

const content = new TextEncoder().encode('name,value\nHb,13.2\n')

function show(bytes: BlobPart, name: string, contentType = 'application/octet-stream') {
  return render(
    <div style={{ display: 'flex', inlineSize: 900, blockSize: 700 }}>
      <Preview content={{ state: 'ready', blob: new Blob([bytes]), contentType }} name={name} />
    </div>,
  )
}

const say = (words: string | RegExp) => page.getByText(words, { exact: false }).first()

describe('the viewer of signed files', () => {
  it('says who signed, that it fits, and what is not checked; opens what was signed', async () => {
    const signer = await makeSigner('Maria Rossi')
    await show(await makeSigned(content, signer), 'labs.csv.p7m')
    const card = page.getByRole('region', { name: 'Signature of Maria Rossi' })
    await expect.element(card.getByText('Fits the content')).toBeVisible()
    await expect.element(say('is not checked against any authority')).toBeVisible()
    await card.getByText('The certificate', { exact: true }).click()
    await expect
      .element(card.getByText('C=IT, CN=Maria Rossi (itself)', { exact: true }))
      .toBeVisible()
    await page.getByRole('button', { name: 'Open labs.csv' }).click()
    await expect.element(page.getByRole('gridcell', { name: '13.2' })).toBeVisible()
  })

  it('says that the content was changed', async () => {
    const signer = await makeSigner('Maria Rossi', { isElliptic: true })
    const bytes = await makeSigned(content, signer)
    const at = new TextDecoder('latin1').decode(bytes).indexOf('13.2')
    bytes.set(new TextEncoder().encode('99.9'), at)
    await show(bytes, 'labs.csv.p7m', 'application/pkcs7-mime')
    await expect.element(say('Content was changed')).toBeVisible()
  })

  it('says that a signature stands apart', async () => {
    const signer = await makeSigner('Maria Rossi', { isElliptic: true })
    await show(await makeSigned(content, signer, { isDetached: true }), 'labs.csv.p7s')
    await expect.element(say('The signed file is not inside')).toBeVisible()
    await expect.element(say('Not checked')).toBeVisible()
    expect(page.getByRole('button', { name: /^Open/ }).query()).toBeNull()
  })

  it('lists certificates in PEM, and warns of a private key', async () => {
    const until = new Date('2024-01-01T00:00:00Z')
    const { certificate } = await makeSigner('Old Authority', { isElliptic: true, until })
    const der = new Uint8Array(certificate.toSchema().toBER())
    await show(`${pem('CERTIFICATE', der)}${pem('PRIVATE KEY', der)}`, 'chain.pem')
    const card = page.getByRole('region', { name: 'Certificate of Old Authority' })
    await expect.element(card.getByText('Expired')).toBeVisible()
    await expect.element(say('This file holds a private key')).toBeVisible()
    expect(document.body.textContent).not.toContain(der.toBase64().slice(0, 30))
  })

  it('shows what is left of a file that is cut, and says so', async () => {
    const signer = await makeSigner('Maria Rossi', { isElliptic: true })
    const whole = await makeSigned(content, signer)
    await show(whole.slice(0, -40), 'labs.csv.p7m')
    await expect.element(say('its signatures can’t be read')).toBeVisible()
    await page.getByRole('button', { name: 'Open labs.csv' }).click()
    await expect.element(page.getByRole('gridcell', { name: '13.2' })).toBeVisible()
  })

  it('says that a file is encrypted, and that one is broken', async () => {
    const signer = await makeSigner('Maria Rossi')
    const encrypted = await makeEnveloped(content, signer)
    const { rerender } = await show(encrypted, 'x.p7m')
    await expect
      .element(say('It is encrypted (AES, 256 bits): it can’t be opened here'))
      .toBeVisible()
    await expect.element(say('the certificate 1267 of C=IT, CN=Maria Rossi')).toBeVisible()
    const cut = new Blob([encrypted.slice(0, encrypted.length / 2)])
    await rerender(
      <Preview content={{ state: 'ready', blob: cut, contentType: undefined }} name="x.p7m" />,
    )
    await expect.element(say('This signed file can’t be read')).toBeVisible()
  })
})
