import type { Page } from '@playwright/test'
import { makePdf, PAGE_HEIGHT, PAGE_WIDTH, pdfStream } from '#test/make-pdf.ts'
import { expect, test } from './fixtures.ts'

test('decodes faxes by WebAssembly in the worker alone, and takes fonts from its own origin', async ({
  page,
  organization,
  signIn,
}) => {
  const fetched = watchPdfData(page)
  const id = await organization.create({
    name: 'fax.pdf',
    type: 'application/pdf',
    content: imagePdf('/BitsPerComponent 1 /Filter /CCITTFaxDecode', 8, FAX),
  })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  await expect.poll(() => middleOf(page)).toBe('0 0 0 255')
  // What the file leaves to the reader comes from our own origin.
  await expect
    .poll(() => fetched.sort())
    .toEqual(['200 standard_fonts/FoxitDingbats.pfb', '200 wasm/jbig2.wasm'])
  const answer = await page.request.get(page.url(), { headers: { accept: 'text/html' } })
  expect(answer.headers()['content-security-policy']).toContain("script-src 'self';")
})

for (const { host, policy, decoder } of [
  { host: 'our server', policy: undefined, decoder: '200 wasm/openjpeg.wasm' },
  {
    host: 'a static host with one policy for all files',
    policy:
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; worker-src 'self'",
    decoder: '200 wasm/openjpeg_nowasm_fallback.js',
  },
]) {
  test(`draws JPEG 2000 on ${host}`, async ({ page, organization, signIn }) => {
    if (policy !== undefined) {
      await page.context().route(/\/o\/|\/pdf\.worker/, async (route) => {
        if (!/document|script|other/.test(route.request().resourceType())) return route.fallback()
        const response = await route.fetch()
        const headers = { ...response.headers(), 'content-security-policy': policy }
        await route.fulfill({ response, headers })
      })
    }
    const fetched = watchPdfData(page)
    const id = await organization.create({
      name: 'scan.pdf',
      type: 'application/pdf',
      content: imagePdf('/BitsPerComponent 8 /Filter /JPXDecode', 16, JPEG_2000),
    })
    await signIn(`/o/${organization.id}/Binary/${id}`)
    await expect.poll(() => middleOf(page)).toBe('20 20 20 255')
    expect(fetched).toContain(decoder)
    await page.getByRole('button', { name: 'Thumbnails' }).click()
    await expect(page.getByRole('navigation', { name: 'Pages' }).locator('canvas')).toHaveCount(1)
    await page.getByRole('button', { name: 'Zoom in' }).click()
    await page.getByRole('button', { name: 'Turn right' }).click()
  })
}

/** ITU-T T.6: eight black pixels, seven times the same again, and the end of the block. */
const FAX = Uint8Array.from(
  ['001', '00110101', '000101', '11'.repeat(7), '000000000001'.repeat(2)]
    .join('')
    .padEnd(56, '0')
    .match(/.{8}/g) ?? [],
  (bits) => Number.parseInt(bits, 2),
)

/** A codestream of 16 grey pixels (20 of 255) square, made by OpenJPEG. */
const JPEG_2000 = Buffer.from(
  '/0//UQApAAAAAAAQAAAAEAAAAAAAAAAAAAAAEAAAABAAAAAAAAAAAAABBwEB/1IADAAAAAEAAAQEAAH/XAAEQED/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjT/kAAKAAAAAAAqAAH/k8+0ZBFQVK/fR7K3AAAAAGEhL/hp2AAAAAMJCX//2Q==',
  'base64',
)

/** A page that one square image covers, and a letter in a font that every reader of PDF must bring along. */
function imagePdf(image: string, side: number, bytes: Uint8Array): Uint8Array {
  const parameters = `/DecodeParms << /K -1 /Columns ${side} /Rows ${side} >>`
  const dictionary = `/Type /XObject /Subtype /Image /Width ${side} /Height ${side} /ColorSpace /DeviceGray ${image} ${parameters}`
  return makePdf({
    objects: [
      pdfStream(dictionary, Buffer.from(bytes).toString('latin1')),
      '<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>',
    ],
    pages: [
      {
        resources: '/XObject << /I 4 0 R >>',
        font: '/Z 5 0 R',
        content: `q ${PAGE_WIDTH} 0 0 ${PAGE_HEIGHT} 0 0 cm /I Do Q BT /Z 12 Tf 9 9 Td (4) Tj ET`,
      },
    ],
  })
}

/** Status and name of what is fetched of pdf.js's own data, as it comes. */
function watchPdfData(page: Page): string[] {
  const fetched: string[] = []
  page.context().on('response', (response) => {
    const name = /\/pdfjs-[^/]+\/(.+)$/.exec(response.url())?.[1]
    if (name !== undefined) fetched.push(`${response.status()} ${name}`)
  })
  return fetched
}

/** The pixel in the middle of the first page, as red, green, blue and opacity. */
async function middleOf(page: Page): Promise<string> {
  const canvas = page.getByRole('group', { name: 'Page 1 of 1' }).locator('canvas')
  return canvas.evaluate((element: HTMLCanvasElement) => {
    const { width, height } = element
    const pixel = element.getContext('2d')?.getImageData(width / 2, height / 2, 1, 1).data
    return pixel === undefined ? '' : [...pixel].join(' ')
  })
}
