import { afterEach, describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import '#ui/styles/base.css'
import { Preview } from '../Preview.tsx'

const TYPE = 'application/hl7-cda+xml'
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

function show(content: BlobPart, width = 1000) {
  const blob = new Blob([content])
  return render(
    <div style={{ display: 'flex', inlineSize: width, blockSize: 700 }}>
      <Preview content={{ state: 'ready', blob, contentType: TYPE }} name="ccd.xml" />
    </div>,
  )
}

function doc(body: string, header = '<title>Summary</title>'): string {
  return `<ClinicalDocument xmlns="urn:hl7-org:v3">${header}<component><structuredBody>${body}</structuredBody></component></ClinicalDocument>`
}

function section(inner: string): string {
  return `<component><section><title>Notes</title>${inner}</section></component>`
}

const narrative = () => page.getByRole('region', { name: 'Notes' })

afterEach(() => {
  delete (window as { ran?: boolean }).ran
})

describe('the C-CDA viewer', () => {
  it('shows the sample: header card, contents, sections', async () => {
    const response = await fetch('/server/demo/files/ccd.xml')
    await show(await response.arrayBuffer())
    const header = page.getByRole('region', { name: 'Document header' })
    await expect.element(header.getByText('Maren Sampleton')).toBeVisible()
    await expect.element(header.getByText('Dr. Adaeze Okafor', { exact: false })).toBeVisible()
    await expect
      .element(header.getByText('Confidentiality', { exact: false }))
      .not.toBeInTheDocument()
    await page
      .getByRole('navigation', { name: 'Sections' })
      .getByRole('button', { name: 'Results' })
      .click()
    const heading = page.getByRole('heading', { name: 'Results' })
    await expect.element(heading).toHaveFocus()
    await expect.element(page.getByRole('cell', { name: '184 (H)' })).toBeVisible()
  })

  it('gives everything in the header on demand', async () => {
    await show(doc(section('<text>x</text>'), '<title>S</title><novelty value="here"/>'))
    await page.getByText('Everything in the header').click()
    await expect.element(page.getByText('here', { exact: false })).toBeVisible()
  })

  it('shows coded entries where a section has no text, and quotes what it does not know', async () => {
    await show(
      doc(
        section(
          '<entry><observation negationInd="true"><code displayName="Smoker"/><value value="3" unit="mg"/></observation></entry><novelty>new</novelty>',
        ),
      ),
    )
    await expect.element(page.getByText('This section has no text', { exact: false })).toBeVisible()
    await expect
      .poll(() => page.getByRole('row', { name: /Not Smoker/ }).element().textContent)
      .toMatch(/3 mg/)
    await page.getByText('Not understood, shown as source: novelty').click()
    await expect.element(page.getByText('<novelty>new</novelty>')).toBeVisible()
  })

  it('says what it cuts off, and that a document is a file with sections', async () => {
    const sections = doc(section(`<text>x</text><novelty>${'n'.repeat(3000)}</novelty>`))
    const file = '<component><nonXMLBody><text>the file</text></nonXMLBody></component>'
    await show(sections.replace('<component>', `${file}<component>`))
    await expect.element(page.getByText('both are shown', { exact: false })).toBeVisible()
    await expect.element(page.getByRole('region', { name: 'Body' })).toBeVisible()
    await page.getByText('Not understood, shown as source: novelty').click()
    await expect
      .element(page.getByText('The first 2000 of 3019 characters', { exact: false }))
      .toBeVisible()
  })

  it.each([
    ['paragraphs', '<paragraph>p</paragraph>', '', ''],
    ['sections of a table', '<tbody><tr><td>p</td></tr></tbody>', '<table>', '</table>'],
    ['rows', '<tr><td>p</td></tr>', '<table>', '</table>'],
    ['cells', '<td>p</td>', '<table><tr>', '</tr></table>'],
  ])('lays out first a part of thousands of %s', async (_name, one, before, after) => {
    await show(doc(section(`<text>${before}${one.repeat(30_000)}${after}</text>`)))
    const more = page.getByRole('button', { name: /Show more of the 29500/ })
    await expect.element(more).toBeInTheDocument()
    await more.click()
    await expect
      .element(page.getByRole('button', { name: /Show more of the 27500/ }))
      .toBeInTheDocument()
  })

  it('tells a planned entry from a fact, and shows its flag, range and frequency', async () => {
    await show(
      doc(
        section(
          `<entry><observation moodCode="RQO"><code displayName="Potassium"><translation displayName="Kalium"/></code>
          <effectiveTime><period value="12" unit="h"/></effectiveTime><interpretationCode code="HH"/>
          <referenceRange><observationRange><text>3.5 to 5.1</text></observationRange></referenceRange></observation></entry>`,
        ),
      ),
    )
    const row = page.getByRole('row', { name: /Potassium/ })
    await expect
      .poll(() => row.element().textContent)
      .toMatch(/Ordered Potassium .*Also: Kalium.*Critically high.*3\.5 to 5\.1.*every 12 h/)
  })

  it('draws the narrative of our own elements only', async () => {
    const evil = `<paragraph onclick="parent.ran=true" style="position:fixed">Safe</paragraph><script>parent.ran=true</script><img src="x" onerror="parent.ran=true"/><iframe src="https://host.example/"/><svg xmlns="http://www.w3.org/2000/svg" onload="parent.ran=true"/><linkHtml href="javascript:parent.ran=true">press</linkHtml><linkHtml href="data:text/html,x">data</linkHtml>`
    await show(doc(section(`<text>${evil}</text>`)))
    await expect.element(narrative().getByText('Safe')).toBeVisible()
    await expect
      .element(narrative().getByText('link not followed: javascript:', { exact: false }))
      .toBeVisible()
    await expect
      .poll(
        () =>
          narrative().getByText('Not part of a clinical document', { exact: false }).element()
            .textContent,
      )
      .toMatch(/script, img, iframe, svg/)
    const element = narrative().element()
    expect(element.querySelector('script, img, iframe, svg, a, [style], [onclick]')).toBeNull()
    expect((window as { ran?: boolean }).ran).toBeUndefined()
  })

  it('asks before it opens a page outside', async () => {
    const open = vi.spyOn(window, 'open').mockReturnValue(null)
    await show(
      doc(section('<text><linkHtml href="https://host.example/a?b=c">guideline</linkHtml></text>')),
    )
    await narrative().getByRole('button', { name: 'guideline' }).click()
    await expect.element(page.getByText('https://host.example/a?b=c')).toBeVisible()
    expect(open).not.toHaveBeenCalled()
    await page.getByRole('button', { name: 'Open host.example' }).click()
    expect(open).toHaveBeenCalledWith('https://host.example/a?b=c', '_blank', 'noopener,noreferrer')
    open.mockRestore()
  })

  it('draws pictures from the document, and never fetches others', async () => {
    await show(
      doc(
        section(
          `<text><renderMultiMedia referencedObject="M1"/><renderMultiMedia referencedObject="M2"/><renderMultiMedia referencedObject="M3"/></text>
          <entry><observationMedia ID="M1"><value mediaType="image/png" representation="B64">${PNG}</value></observationMedia></entry>
          <entry><observationMedia ID="M2"><value mediaType="image/png"><reference value="https://host.example/x.png"/></value></observationMedia></entry>`,
        ),
      ),
    )
    await expect.element(page.getByRole('img', { name: 'M1' })).toBeVisible()
    await expect
      .element(page.getByText('was not fetched: https://host.example/x.png', { exact: false }))
      .toBeVisible()
    await expect.element(page.getByText('not in the document: M3', { exact: false })).toBeVisible()
  })

  it('says of a picture that is broken or empty that it is', async () => {
    await show(
      doc(
        section(
          `<text><renderMultiMedia referencedObject="M1"/><renderMultiMedia referencedObject="M2"/></text>
          <entry><observationMedia ID="M1"><value mediaType="image/png" representation="B64">iVBO!</value></observationMedia></entry>
          <entry><observationMedia ID="M2"><value mediaType="image/png"/></observationMedia></entry>`,
        ),
      ),
    )
    await narrative().getByRole('button', { name: 'Open M1' }).click()
    await expect
      .element(narrative().getByRole('alert').getByText('at character 4', { exact: false }))
      .toBeVisible()
    await expect.element(narrative().getByText('(a picture without content: M2)')).toBeVisible()
  })

  it('lays out lists, tables and what stands in the wrong place', async () => {
    await show(
      doc(
        section(
          `<text><list listType="ordered"><caption>Plan</caption><item>one</item>stray</list>
          <table><caption>Vitals</caption><tr><th colspan="2">A</th></tr><tbody>lost<tr>loose<td rowspan="999999999">x</td></tr></tbody></table>
          <footnoteRef IDREF="f1"/><footnote ID="f1">the note</footnote></text>`,
        ),
      ),
    )
    await expect.element(narrative().getByRole('listitem').first()).toBeVisible()
    const element = narrative().element()
    expect(element.querySelector('ol')?.textContent).toBe('onestray')
    expect(element.querySelector('table')?.textContent).toBe('VitalslostloosexA')
    expect(element.querySelector('td[rowspan]')?.getAttribute('rowspan')).toBe('1')
    await expect.element(narrative().getByText('the note')).toBeVisible()
  })

  it('opens a body that is a file by its own preview', async () => {
    const body = `<ClinicalDocument><title>Scan</title><component><nonXMLBody><text mediaType="text/plain" representation="B64">${btoa('body text')}</text></nonXMLBody></component></ClinicalDocument>`
    await show(body)
    await page.getByRole('button', { name: 'Open document in ccd.xml' }).click()
    await expect.poll(() => page.getByRole('textbox').element().textContent).toMatch(/body text/)
  })

  it('refuses entities, and shows the source', async () => {
    await show(
      `<!DOCTYPE x [<!ENTITY a "${'ha'.repeat(50)}"><!ENTITY b "&a;&a;&a;">]><ClinicalDocument><title>&b;</title></ClinicalDocument>`,
    )
    await expect.element(page.getByText('refused for safety', { exact: false })).toBeVisible()
    await expect.poll(() => page.getByRole('textbox').element().textContent).toMatch(/<!ENTITY/)
  })

  it('says what is cut, odd or confidential', async () => {
    const whole = doc(
      section('<text><paragraph>here</paragraph></text>'),
      '<title>S</title><confidentialityCode code="V"/>',
    )
    await show(whole.slice(0, whole.indexOf('</text>')))
    await expect.element(page.getByText('This document is damaged', { exact: false })).toBeVisible()
    await expect.element(page.getByText('Confidentiality: Very restricted')).toBeVisible()
    await expect.element(narrative().getByText('here')).toBeVisible()
  })

  it('bears nesting of any depth', async () => {
    const deep = `${'<content>'.repeat(20_000)}deep${'</content>'.repeat(20_000)}`
    await show(doc(section(`<text>${deep}</text>`)))
    await expect.element(page.getByText('deep', { exact: true })).toBeVisible()
    await expect.element(page.getByText('nested deeper than', { exact: false })).toBeVisible()
  })

  it('switches to the source', async () => {
    await show(doc(section('<text>x</text>')))
    await page.getByRole('button', { name: 'Source' }).click()
    await expect
      .poll(() => page.getByRole('textbox').element().textContent)
      .toMatch(/<ClinicalDocument/)
  })
})
