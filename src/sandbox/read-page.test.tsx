import { expect, it } from 'vitest'
import { readPage } from './read-page.ts'

const read = (html: string, isXml = false) => readPage(html, isXml, new Map())

async function markupOf(html: string): Promise<string> {
  const holder = document.createElement('div')
  holder.append((await read(html)).content)
  return holder.innerHTML
}

it('builds a page of elements and attributes that do nothing', async () => {
  expect(
    await markupOf(
      '<p onclick="x()" class="a" style="color:red" data-x="y" contenteditable>One<script>x()</script><o:p>Two</o:p></p>',
    ),
  ).toBe('<p class="a" style="color:red">One<span>Two</span></p>')
  expect(await markupOf('<button formaction="x" autofocus>Send</button>')).toBe('<span>Send</span>')
})

it('keeps addresses of links apart, and drops those that are scripts', async () => {
  const { content, links, remarks } = await read(
    '<a href=" https://a.example " target="_top" ping="https://b.example" download>A</a><a href="JAVAscript:x()" name="b">B</a>',
  )
  const [first, second] = content.querySelectorAll('a')
  expect(first && links.get(first)).toBe('https://a.example')
  expect([...(first?.attributes ?? [])].map(({ name }) => name)).toEqual([
    'role',
    'tabindex',
    'title',
  ])
  expect(second && links.get(second)).toBeUndefined()
  expect(second?.outerHTML).toBe('<a id="b">B</a>')
  expect(remarks).toEqual(['1 script was not run.'])
})

it('takes addresses out of styles, however they are written', async () => {
  const css = String.raw`@import "https://a.example/x.css"; /* @import */ p{background:u\72l(https://b.example/y)} q{src:\URL("//c.example")} b{background:image-set("https://d.example/z" 1x)} i{background:url(data:image/png;base64,AA)}`
  const { styles, remarks } = await read(`<style media="print">${css}</style>`)
  expect(styles[0]).toMatch(/^@media print \{/)
  expect(styles[0]).not.toMatch(/@import|url\((?!data:)|image-set/i)
  expect(styles[0]).toContain('url(data:image/png;base64,AA)')
  expect(remarks[0]).toBe(
    '3 pictures from elsewhere were not loaded: a.example, b.example, c.example.',
  )
})

it('tells a picture that should stand beside it, and does not, from those elsewhere', async () => {
  const { content, remarks } = await read('<img src="cid:a@b" alt="Scan"><img src="//a.example/x">')
  expect(content.firstChild?.textContent).toBe('Picture not shown: Scan')
  expect(remarks).toEqual([
    '1 picture from elsewhere was not loaded: a.example.',
    '1 picture inside was not shown: it is not among the files that were taken out.',
  ])
})

it('shows the base letters of ruby, however they are marked', async () => {
  expect(await markupOf('<ruby><rb>漢</rb><rt>かん</rt><rtc><rt>kan</rt></rtc></ruby>')).toBe(
    '<ruby><span>漢</span><rt>かん</rt><rt><rt>kan</rt></rt></ruby>',
  )
})

it('shows the deepest parts without their layout, whole and without scripts, and says so', async () => {
  const deep = `a${'<b>b'.repeat(20)}<script>x()</script><style>i{}</style>${'z'.repeat(100_001)}`
  const { content, remarks } = await read(`${'<div>'.repeat(450)}${deep}`)
  expect(content.textContent).toBe(`a${'b'.repeat(20)}${'z'.repeat(100_001)}`)
  expect(content.querySelectorAll('div').length).toBeLessThan(450)
  expect(remarks).toEqual([
    'It is nested too deeply: its deepest parts are shown without their layout.',
    '1 script was not run.',
  ])
  const cells = await markupOf(
    `${'<div>'.repeat(401)}<table><tr><td><b>12</b></td><td><b>5</b></td></tr></table>`,
  )
  expect(cells).toContain('<b>12</b><br><b>5</b>')
})

it('shows what was filled in, and takes nothing', async () => {
  const { content } = await read(
    '<form><input value="5 mg"><input type="checkbox" checked><input type="hidden" value="x"><select><option>a<option selected>b</select></form>',
  )
  const [text, check, none] = content.querySelectorAll('input')
  expect([text?.value, text?.readOnly, check?.checked, check?.disabled, none]).toEqual([
    '5 mg',
    true,
    true,
    true,
    undefined,
  ])
  expect(content.querySelector('select')).toMatchObject({ value: 'b', disabled: true })
})

it('refuses XHTML whose entities have no end, and reads it as HTML', async () => {
  const entities = '<!ENTITY a "&b;&b;"><!ENTITY b "&a;">'
  const { content, remarks } = await read(
    `<!DOCTYPE html [${entities}]><html xmlns="http://www.w3.org/1999/xhtml"><body><p>Still here</p></body></html>`,
    true,
  )
  expect(content.textContent).toContain('Still here')
  expect(remarks[0]).toContain('refer to each other in a circle')
})

it('bears depth without end, and says what it cuts', async () => {
  const { content } = await read(`${'<div>'.repeat(2000)}deep`)
  expect(content.textContent).toBe('deep')
  const { remarks } = await read('<i></i>'.repeat(300_001))
  expect(remarks[0]).toContain('Only its first 300,000 parts')
})
