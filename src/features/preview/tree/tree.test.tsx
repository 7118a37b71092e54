import { describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import { Preview } from '../Preview.tsx'

function show(text: string, contentType: string, name: string) {
  const blob = new Blob([text])
  return render(
    <div style={{ display: 'flex', inlineSize: 900, blockSize: 600 }}>
      <Preview content={{ state: 'ready', blob, contentType }} name={name} />
    </div>,
  )
}

const item = (name: RegExp | string) => page.getByRole('treeitem', { name })
const chosen = () => page.getByRole('group', { name: 'Chosen row' })

describe('the tree viewer', () => {
  it('shows JSON by keys, with digits as they are, and is walked by keys', async () => {
    await show('{"dose":{"value":1.50,"unit":"mg"},"list":[1,2]}', 'application/json', 'a.json')
    await expect.element(item('value: 1.50')).toBeVisible()
    await expect.element(item('unit: “mg”')).toHaveAttribute('aria-level', '3')
    const tree = page.getByRole('tree', { name: 'Tree of a.json' })
    ;(tree.element() as HTMLElement).focus()
    await userEvent.keyboard('{ArrowDown}{ArrowDown}')
    await expect.element(chosen().getByText('dose.value', { exact: true })).toBeVisible()
    await expect.element(chosen().getByText('1.50')).toBeVisible()
    await userEvent.keyboard('{ArrowLeft}')
    await expect.element(item(/^dose/)).toHaveAttribute('aria-selected', 'true')
    await userEvent.keyboard('{ArrowLeft}')
    await expect.element(item(/^dose/)).toHaveAttribute('aria-expanded', 'false')
    expect(item('value: 1.50').query()).toBeNull()
    await userEvent.keyboard('{End}')
    await expect.element(chosen().getByText('list[1]')).toBeVisible()
    const active = tree.element().getAttribute('aria-activedescendant') ?? ''
    expect(document.getElementById(active)?.textContent).toContain('2')
  })

  it('copies paths, titles resources, and opens the file of an attachment', async () => {
    const written = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    const resource = {
      resourceType: 'DocumentReference',
      description: 'Discharge letter',
      content: [
        { attachment: { contentType: 'text/plain', title: 'letter.txt', data: btoa('Dear all') } },
      ],
    }
    await show(JSON.stringify(resource), 'application/fhir+json', 'd.json')
    await expect.element(page.getByText('DocumentReference: Discharge letter')).toBeVisible()
    await item(/^attachment/).click()
    await chosen().getByRole('button', { name: 'Copy path' }).click()
    expect(written).toHaveBeenCalledWith('content[0].attachment')
    await chosen().getByRole('button', { name: 'Open letter.txt' }).click()
    const inside = page.getByRole('region', { name: 'Preview of letter.txt' })
    await expect.element(inside.getByText('Dear all')).toBeVisible()
  })

  it('keeps a value of many lines in its row', async () => {
    const text = JSON.stringify({ note: 'Take 5 mg\nat night\r\nonly', next: 1 })
    await show(text, 'application/json', 'n.json')
    const row = item('note: “Take 5 mg↵at night↵only”')
    await expect.element(row).toBeVisible()
    const below = item('next: 1').element().getBoundingClientRect()
    const value = row.getByText('Take 5 mg', { exact: false }).element().getBoundingClientRect()
    expect(value.bottom).toBeLessThanOrEqual(below.top)
    await row.click()
    await expect.element(chosen().getByText('at night', { exact: false })).toBeVisible()
  })

  it('shows XML by elements, and its source', async () => {
    await show('<a x="1"><b>t</b><b>u</b></a>', 'application/xml', 'a.xml')
    await expect.element(item('@x: 1')).toBeVisible()
    await item('b: u').click()
    await expect.element(chosen().getByText('/a/b[2]')).toBeVisible()
    await page.getByRole('button', { name: 'Source' }).click()
    await expect.element(page.getByText('<a x="1">', { exact: false })).toBeVisible()
  })

  it('says what is broken, and shows the text', async () => {
    await show('{"a":1,,}', 'application/json', 'a.json')
    await expect.element(page.getByText(/^It is not valid JSON/)).toBeVisible()
    await expect.element(page.getByText('{"a":1,,}')).toBeVisible()
  })

  it('refuses declared entities', async () => {
    const bomb = '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><a>&z;</a>'
    await show(bomb, 'application/xml', 'a.xml')
    await expect.element(page.getByText(/entities .* refused for safety/)).toBeVisible()
  })

  it('draws what is in view of a hundred thousand rows', async () => {
    const list = Array.from({ length: 100_000 }, (_, n) => n)
    await show(JSON.stringify({ list }), 'application/json', 'many.json')
    await item(/^list/).click()
    await userEvent.keyboard('{ArrowRight}')
    await expect.element(item('0: 0')).toBeVisible()
    expect(document.querySelectorAll('[role=treeitem]').length).toBeLessThan(60)
    await userEvent.keyboard('{End}')
    await expect.element(item('99999: 99999')).toBeVisible()
  })
})
