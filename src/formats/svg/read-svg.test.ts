import { describe, expect, it } from 'vitest'
import { readSvg } from './read-svg.ts'

const svg = (inside: string, attributes = 'viewBox="0 0 100 60"') =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${inside}</svg>`

function drawn(text: string) {
  const reading = readSvg(text)
  if (reading.type === 'refused') throw new Error(reading.reason)
  return reading
}

function reasonOf(text: string): string {
  const reading = readSvg(text)
  return reading.type === 'refused' ? reading.reason : `drawn, ${reading.cost} steps`
}

/** Each level is two of the one before. */
function doubling(levels: number, use: (id: string) => string, wrap = 'g'): string {
  let text = `<${wrap} id="a0"><rect width="1" height="1"/></${wrap}>`
  for (let at = 1; at <= levels; at += 1) {
    text += `<${wrap} id="a${at}">${use(`a${at - 1}`)}${use(`a${at - 1}`)}</${wrap}>`
  }
  return `<defs>${text}</defs>`
}

describe('a sound drawing', () => {
  it('is written anew, and says the same', () => {
    const inside =
      '<defs><linearGradient id="g"><stop offset="1" stop-color="red"/></linearGradient></defs>' +
      '<g fill="url(#g)"><path d="M0 0L1 1"/><text x="1">a &amp; b<tspan>c</tspan></text></g><use xlink:href="#g"/>'
    const { svg: written, remarks, title } = drawn(svg(`<title> A  B </title>${inside}`))
    expect(remarks).toEqual([])
    expect(title).toBe('A B')
    expect(written).toContain(
      '<g fill="url(#g)"><path d="M0 0L1 1"/><text x="1">a &amp; b<tspan>c</tspan></text></g>',
    )
    expect(written).toContain('<use href="#g"/>')
  })

  it('keeps its entities for namespaces, its styles and its fonts', () => {
    const text = `<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd" [<!ENTITY ns "http://www.w3.org/2000/svg">]>
<svg xmlns="&ns;" viewBox="0 0 1 1"><style><![CDATA[/* x */ .st0, g > #a{fill:#fff;stroke:url(#g)}
@font-face{font-family:"A;B";src:url("data:font/woff2;base64,AAAA") format("woff2")}]]></style><g style="fill:red;-inkscape-x:1"/></svg>`
    const { svg: written, remarks } = drawn(text)
    expect(remarks).toEqual([])
    expect(written).toContain('.st0,g &gt; #a{fill:#fff;stroke:url(#g)}')
    expect(written).toContain('src:url(data:font/woff2;base64,AAAA)')
    expect(written).toContain('<g style="fill:red"/>')
  })

  it('shows only what is in the namespace of SVG', () => {
    const inside =
      '<s:g xmlns="http://x.example" xmlns:s="http://www.w3.org/2000/svg"><s:rect id="yes"/><rect id="no"/></s:g>'
    expect(drawn(svg(inside)).svg).toContain('<g><rect id="yes"/></g>')
    const bare = drawn('<svg viewBox="0 0 1 1"><rect/></svg>')
    expect(bare.svg).toContain('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"')
    expect(bare.remarks.join()).toContain('namespace')
  })
})

describe('what a drawing could do', () => {
  it('is not in what is handed on, and told', () => {
    const inside = `<script>alert(1)</script><g onclick="x()" onload="y()"/><a href="javascript:x()"><rect/></a>
      <animate attributeName="href" to="#x"/><foreignObject><p xmlns="http://www.w3.org/1999/xhtml">Dose 5 mg<script>z()</script></p></foreignObject>
      <image href="https://a.example/x.png"/><use href="http://b.example/y.svg#z"/><iframe/><g style="fill:url(http://c.example/p)"/>
      <style>@import "https://d.example/s.css"; a:hover{fill:red} @keyframes x{from{fill:red}} g{fill:url(//e.example/#x) blue}</style>`
    const { svg: written, remarks, foreign } = drawn(svg(inside))
    expect(written).not.toMatch(
      /script|alert|onclick|onload|javascript|animate|foreign|example|iframe|@import|keyframes/i,
    )
    expect(written).toContain('g{fill:blue}')
    expect(foreign[0]).toContain('Dose 5 mg')
    const told = remarks.join(' ')
    for (const part of [
      '1 block of HTML inside is not drawn.',
      '5 references to other files were not followed: a.example, b.example',
      'Elements that are not drawn: iframe.',
      '1 style was left out',
      '2 animations were not played',
      '5 scripts were not run.',
    ])
      expect(told).toContain(part)
  })

  it('stays out however it is written', () => {
    const css = String.raw`<g style="fill:u\72l(http://a.example)"/><g fill='url("http://a.example/&quot;)'/><g style="fill:url(http://a.example/"/>`
    const { svg: written } = drawn(
      svg(`${css}<g xlink:href="https://a.example" x:href="http://a.example" xmlns:x="y"/>`),
    )
    expect(written).not.toContain('example')
  })
})

describe('a bomb', () => {
  it.each([
    ['use in use', doubling(30, (id) => `<use xlink:href="#${id}"/>`) + '<use xlink:href="#a30"/>'],
    [
      'patterns',
      doubling(30, (id) => `<rect fill="url(#${id})"/>`, 'pattern') + '<rect fill="url(#a30)"/>',
    ],
    [
      'masks',
      doubling(30, (id) => `<g mask="url(#${id})"><rect/></g>`, 'mask') +
        '<rect mask="url(#a30)"/>',
    ],
    [
      'clip paths',
      doubling(30, (id) => `<rect style="clip-path:url('#${id}')"/>`, 'clipPath') +
        '<rect clip-path="url(#a30)"/>',
    ],
    [
      'markers',
      doubling(12, (id) => `<path d="M0 0L1 1L2 2L3 3" marker-mid="url(#${id})"/>`, 'marker') +
        '<path d="M0 0L1 1L2 2" marker-mid="url(#a12)"/>',
    ],
    [
      'a style sheet',
      doubling(30, (id) => `<rect class="${id}"/>`, 'pattern') +
        `<style>${Array.from({ length: 31 }, (_, at) => `.a${at}{fill:url(#a${at})}`).join('')}</style><rect class="a30"/>`,
    ],
    [
      'filters',
      '<filter id="a0"><feGaussianBlur/><feTurbulence/></filter>' +
        '<g filter="url(#a0)"/>'.repeat(2000),
    ],
  ])('of %s is refused', (_, inside) => {
    expect(reasonOf(svg(inside))).toContain('use each other so often')
  })

  it('of paint that a group hands down is counted for each of its shapes', () => {
    const pattern = `<pattern id="p">${'<rect/>'.repeat(1000)}</pattern>`
    expect(reasonOf(svg(`${pattern}<g fill="url(#p)">${'<rect/>'.repeat(1000)}</g>`))).toContain(
      'so often',
    )
    expect(drawn(svg(`${pattern}<rect fill="url(#p)"/>`)).cost).toBeGreaterThan(1900)
  })

  it('of depth, elements, entities or chains is refused', () => {
    expect(reasonOf(svg('<g>'.repeat(5000)))).toContain('too deep')
    const chain = Array.from(
      { length: 5000 },
      (_, at) => `<g id="a${at}"><use href="#a${at + 1}"/></g>`,
    )
    expect(reasonOf(svg(chain.join('')))).toContain('too deep')
    expect(
      reasonOf(`<!DOCTYPE svg [<!ENTITY a "&b;&b;"><!ENTITY b "&a;">]>${svg('&a;')}`),
    ).toContain('circle')
    expect(reasonOf(svg('<g/>'.repeat(250_000)))).toContain('more than 200,000 elements')
  })

  it('of drawings in drawings is not drawn, and told', () => {
    let text = svg('<rect/>')
    for (let at = 0; at < 5; at += 1) {
      text = svg(`<image href="data:image/svg+xml;base64,${btoa(text)}"/>`)
    }
    const reading = drawn(text)
    expect(reading.cost).toBeLessThan(200)
    const bomb = svg(doubling(30, (id) => `<use href="#${id}"/>`) + '<use href="#a30"/>')
    const { svg: written, remarks } = drawn(
      svg(`<image href="data:image/svg+xml,${encodeURIComponent(bomb)}"/>`),
    )
    expect(written).toContain('<image/>')
    expect(remarks.join()).toContain(
      '1 picture inside is not drawn: Its parts use each other so often',
    )
  })
})

it('cuts circles where they close, and draws the rest', () => {
  const inside =
    '<g id="a"><rect/><use href="#b"/></g><g id="b"><use href="#a"/><circle/></g><mask id="m"><rect mask="url(#m)"/></mask><pattern id="p"><rect style="fill:url(#p)"/></pattern>'
  const { svg: written, remarks } = drawn(svg(inside))
  expect(written).toContain('mask="none"')
  expect(written).toContain('fill:none')
  expect(written).toContain('<use/>')
  expect(remarks.join()).toContain('3 parts that use themselves are not drawn.')
})

describe('pictures inside', () => {
  const png = (width: number, height: number) => {
    const bytes = new Uint8Array(33)
    bytes.set([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52])
    new DataView(bytes.buffer).setUint32(16, width)
    new DataView(bytes.buffer).setUint32(20, height)
    return `data:image/jpeg;base64,${bytes.toBase64()}`
  }
  it('go by their bytes, and stay under a bound', () => {
    const { svg: written } = drawn(svg(`<image xlink:href="${png(10, 10)}"/>`))
    expect(written).toContain('href="data:image/png;base64,iVBOR')
    const { remarks } = drawn(
      svg(`<image href="${png(60_000, 60_000)}"/><image href="data:image/png;base64,AAAA"/>`),
    )
    expect(remarks.join()).toContain(
      '2 pictures inside are not drawn: it declares 60000 × 60000 pixels; its kind is not known.',
    )
  })
})

describe('the size', () => {
  const sizeOf = (attributes: string) => drawn(svg('<rect/>', attributes)).size
  it.each([
    ['width="20" height="10"', { width: 20, height: 10, isOpen: false }],
    ['width="1in" viewBox="0 0 2 1"', { width: 96, height: 48, isOpen: false }],
    ['width="100%" viewBox="0 0 100 60"', { width: 100, height: 60, isOpen: false }],
    ['viewBox="0,0 30 40"', { width: 30, height: 40, isOpen: false }],
    ['', { width: 300, height: 150, isOpen: true }],
    ['width="0" height="0"', { width: 300, height: 150, isOpen: true }],
    ['width="1e9" height="1e8" viewBox="0 0 10 1"', { width: 4096, height: 409.6, isOpen: false }],
  ])('of %s', (attributes, expected) => {
    expect(sizeOf(attributes)).toEqual(expected)
  })

  it('says what is odd about it', () => {
    expect(drawn(svg('', 'width="0" height="5"')).remarks.join()).toContain('a width of 0')
    expect(drawn(svg('', 'width="99999999" height="5"')).remarks.join()).toContain(
      '99,999,999 × 5 pixels',
    )
    expect(reasonOf(svg('', 'viewBox="0 0 0 10"'))).toContain('view box is empty')
  })
})

it('reads what is there of a broken file, and says where it breaks', () => {
  const { svg: written, remarks } = drawn(
    svg('<g><rect id="a"/>\n<path d="M0 0').replace('</svg>', ''),
  )
  expect(written).toContain('<g><rect id="a"/>')
  expect(remarks[0]).toContain('The file is damaged')
  expect(reasonOf('no drawing')).toBe('It holds no SVG element.')
  expect(reasonOf('')).toBe('It holds no SVG element.')
})
