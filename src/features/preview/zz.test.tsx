import { it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import '#ui/styles/base.css'
import { Preview } from './Preview.tsx'
const files: [string, string, number?, string?, string?][] = [
  ['hl7v2/MDM-T02-03.hl7', 'x-application/hl7-v2+er7'],
  ['hl7v2/ORU-R01-01.hl7', 'x-application/hl7-v2+er7', 1100, 'dark'],
  ['hl7v2/ADT-A01-01.hl7', 'x-application/hl7-v2+er7'],
  ['minimal/lf-in-field.hl7', 'x-application/hl7-v2+er7'],
  ['ccda/CCD.XML', 'application/hl7-cda+xml'],
  ['ccda/VA_CCD_Sample_File_Version_12_5_1.xml', 'application/hl7-cda+xml', 1100, 'dark'],
  ['ccda/cda-original.xml', 'application/hl7-cda+xml'],
  ['csv/table-with-accents.csv', 'text/csv'],
  ['csv/accent.csv', 'text/csv', 1100, 'dark'],
  ['/server/demo/files/result.v1.hl7', 'x-application/hl7-v2+er7', 1100, 'dark'],
  ['/server/demo/files/result.v1.hl7', 'x-application/hl7-v2+er7'],
  ['/server/demo/files/result.v1.hl7', 'x-application/hl7-v2+er7', 390],
  ['/server/demo/files/ccd.xml', 'application/hl7-cda+xml', 1100, 'dark'],
  ['/server/demo/files/ccd.xml', 'application/hl7-cda+xml', 390],
  ['/server/demo/files/vitals.v1.csv', 'text/csv', 1100, 'dark'],
  ['/server/demo/files/vitals.v1.csv', 'text/csv', 390],
  [
    'ccda/Unstructured_Document_embed.xml',
    'application/hl7-cda+xml',
    1100,
    'light',
    'Open document',
  ],
  ['ccda/Diagnostic_Imaging_Report.ccda', 'application/hl7-cda+xml', 1100, 'light', 'coded entr'],
  ['ccda/RTF Example.xml', 'application/hl7-cda+xml', 1100, 'light', 'Open file'],
  ['hl7v2/MDM-T02-03.hl7', 'x-application/hl7-v2+er7', 1100, 'dark', 'Source'],
  ['csv/verylong-sample.csv', 'text/csv', 1100, 'dark', 'Go to row'],
  ['csv/quotes_and_newlines.csv', 'text/csv', 1100, 'light', ''],
]
for (const [path, type, width = 1100, theme = 'light', click] of files) {
  it(path + width + theme, async () => {
    document.documentElement.dataset['theme'] = theme
    await page.viewport(width, 900)
    const response = await fetch(
      path.startsWith('/') ? path : `/node_modules/.cache/corpus/${path}`,
    )
    const blob = new Blob([await response.arrayBuffer()])
    const r = await render(
      <div style={{ display: 'flex', inlineSize: width, blockSize: 900, margin: -8 }}>
        <Preview
          content={{ state: 'ready', blob, contentType: type === '' ? undefined : type }}
          name={path.split('/').pop()!}
        />
      </div>,
    )
    await new Promise((x) => setTimeout(x, 900))
    for (const c of (click ?? '').split(';').filter(Boolean)) {
      const b = [...document.querySelectorAll('button,summary')].find((e) =>
        (e.getAttribute('aria-label') ?? e.textContent ?? '').includes(c),
      ) as HTMLElement | undefined
      b?.click()
      if (!b) console.log('NO', c)
      await new Promise((x) => setTimeout(x, 1200))
    }
    const kind = document.querySelector('[class*=_kind_]')?.textContent
    const controls = [...document.querySelectorAll('[class*=_encoding_],[class*=_size_]')]
      .map((e) => e.textContent)
      .join(' / ')
    const banners = [...document.querySelectorAll('[class*=_banner_]')]
      .map((e) => e.textContent)
      .join(' / ')
    const h = [...document.querySelectorAll('h2')].map((e) => e.textContent).join('|')
    console.log(
      `ROW\t${path}\t${type}\t${kind}\t${controls}\t${h}\t${banners.slice(0, 300)}\t${document.querySelectorAll('[role=gridcell]').length} cells, ${document.querySelectorAll('details').length} details\tmax width ${Math.max(...[...document.querySelectorAll('section *')].filter((e) => !e.closest('[class*=tableScroller],[class*=scroller] [class*=whole],[class*=_head_],.cm-editor')).map((e) => e.getBoundingClientRect().right)) | 0}`,
    )
    await page.screenshot({
      path: `./zz-shots/${path.replaceAll('/', '_')}-${width}-${theme}${click ? '-c' : ''}.png`,
    })
    await r.unmount()
  })
}
