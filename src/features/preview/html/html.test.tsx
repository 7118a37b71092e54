import { afterEach, describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import portal from '../../../../server/demo/files/portal.html?raw'
import { Preview } from '../Preview.tsx'
import { HtmlView } from './HtmlView.tsx'

function show(content: BlobPart, contentType = 'text/html') {
  return render(
    <div style={{ display: 'flex', inlineSize: 900, blockSize: 600 }}>
      <Preview
        content={{ state: 'ready', blob: new Blob([content]), contentType }}
        name="letter.html"
      />
    </div>,
  )
}

const inside = () => page.frameLocator(page.getByTitle('Page of letter.html'))
const said = (text: string) => page.getByText(text, { exact: false })

afterEach(() => vi.restoreAllMocks())

describe('the HTML viewer', () => {
  it('shows the sample without its script and its picture from elsewhere', async () => {
    await show(portal)
    await inside().getByText('No script has run on this page.').hover()
    await inside().getByText('Picture not loaded: Harbour Clinic').hover()
    await expect
      .element(said('1 picture from elsewhere was not loaded: portal.harbour.example.'))
      .toBeVisible()
    await expect.element(said('1 script was not run.')).toBeVisible()
    await expect.element(page.getByTitle('After your stay: pneumonia')).toBeVisible()
    await page.getByRole('button', { name: 'Source' }).click()
    await expect.element(page.getByRole('textbox', { name: 'Text of letter.html' })).toBeVisible()
  })

  it('reads it in the encoding that it declares', async () => {
    const bytes = new TextEncoder().encode('<meta charset="windows-1251"><p>X</p>')
    await show(Uint8Array.from(bytes, (byte) => (byte === 0x58 ? 0xc6 : byte)))
    await inside().getByText('Ж').hover()
    await expect.element(page.getByText('windows-1251')).toBeVisible()
  })

  it('asks before a link opens, tells one that is not a web page, and goes to places inside', async () => {
    const open = vi.spyOn(window, 'open').mockReturnValue(null)
    await show(
      '<a href="https://host.example/a?b">Out</a> <a href="mailto:x@y.example">Mail</a> <a href="#end">End</a><div style="height:3000px"></div><p id="end">The end</p>',
    )
    await inside().getByRole('link', { name: 'Out' }).click()
    await expect.element(page.getByText('https://host.example/a?b')).toBeVisible()
    await page.getByRole('button', { name: 'Open host.example' }).click()
    expect(open.mock.calls).toEqual([['https://host.example/a?b', '_blank', 'noopener,noreferrer']])
    await inside().getByRole('link', { name: 'Mail' }).click()
    await expect.element(page.getByText('mailto:x@y.example')).toBeVisible()
    await page.getByRole('button', { name: 'Close', exact: true }).last().click()
    await inside().getByRole('link', { name: 'End' }).click()
    await inside().getByText('The end').hover()
    expect(open).toHaveBeenCalledOnce()
  })

  it('finds words', async () => {
    await show('<p>One <b>two</b> three</p><p>TWO  three</p><p>four</p>')
    await inside().getByText('four').hover()
    await page.getByRole('button', { name: 'Find' }).click()
    await page.getByRole('searchbox', { name: 'Find in this page' }).fill('two')
    await expect.element(page.getByText('1 of 2')).toBeVisible()
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('2 of 2')).toBeVisible()
    await page.getByRole('searchbox', { name: 'Find in this page' }).fill('wo three')
    await expect.element(page.getByText('1 of 1')).toBeVisible()
  })

  it('reads XHTML strictly, with the entities of HTML, and broken XHTML as HTML', async () => {
    const xhtml = (text: string) =>
      `<?xml version="1.0"?><!DOCTYPE html [<!ENTITY dose "5 mg">]><html xmlns="http://www.w3.org/1999/xhtml"><body><p>${text}</p></body></html>`
    const type = 'application/xhtml+xml'
    const { unmount } = await show(xhtml('A&nbsp;&dose;'), type)
    await inside().getByText('A 5 mg').hover()
    await unmount()
    await show(xhtml('Not <b>closed'), type)
    await inside().getByText('closed').hover()
    await expect.element(said('This is not well-formed XHTML (error on line 1')).toBeVisible()
  })

  it('keeps what a reader needs of forms, noscript, unknown elements and formulas', async () => {
    await show(
      '<!doctype html><form action="https://x.example"><label>Dose <input value="5 mg"></label><textarea>twice</textarea><input type="hidden" value="no"></form><noscript>Shown without scripts</noscript><o:p>From Word</o:p><math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>',
    )
    await inside().getByRole('textbox', { name: /Dose/ }).hover()
    for (const text of ['twice', 'Shown without scripts', 'From Word']) {
      await inside().getByText(text).hover()
    }
    await expect.element(said('1 form can’t be sent from here.')).toBeVisible()
  })

  it('draws pictures inside and beside it, after they are checked', async () => {
    const png = await (await fetch('/server/demo/files/chest.v1.png')).blob()
    const bomb = `<svg xmlns="http://www.w3.org/2000/svg">${'<g>'.repeat(400)}</svg>`
    const html = `<img src="cid:a%40b" alt="Beside"><svg width="40" height="30" aria-label="Drawn"><rect width="40" height="30"/></svg>
      <img src="data:image/svg+xml,${encodeURIComponent(bomb)}" alt="Bomb"><img src="https://a.example/t.gif" width="1">`
    await render(<HtmlView html={html} name="letter.html" pictures={new Map([['a@b', png]])} />)
    await inside().getByRole('img', { name: 'Beside' }).hover()
    await inside().getByRole('img', { name: 'Drawn' }).hover()
    await inside().getByText('Picture not shown: Bomb').hover()
    await expect.element(said('Its elements are nested too deep')).toBeVisible()
    await expect.element(said('1 picture from elsewhere was not loaded: a.example')).toBeVisible()
  })

  it('bears what is empty, cut or very deep', async () => {
    const { unmount } = await show('')
    await unmount()
    await show(`<table><tr><td>Cut he${'<div>'.repeat(3000)}deep<a href="`)
    await inside().getByText('deep').hover()
  })

  it('leaves no frame behind', async () => {
    const { unmount } = await show('<p>One</p>')
    await inside().getByText('One').hover()
    await unmount()
    expect(document.querySelectorAll('iframe')).toHaveLength(0)
  })
})
