import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import { fillPlaces } from './support/places.ts'

/** Each page by the Tab key alone, and each in the room of a telephone: 360 px, which is also 720 px at 200 % zoom. */
test('Tab reaches all there is, shows where it is, and neither gets lost nor stuck', async ({
  page,
  faults,
  organization,
  realServer,
  signIn,
}) => {
  test.slow()
  const places = await fillPlaces(organization, realServer)
  await signIn()
  for (const { name, path, ready } of places) {
    await test.step(name, async () => {
      await page.goto(faults.url + path)
      await ready(page)
      await expectWalkable(page)
    })
  }
})

test('Tab at the door', async ({ page, faults }) => {
  await page.goto(`${faults.url}/connect`)
  await expect(page.getByLabel('Access token', { exact: true })).toBeFocused()
  await expectWalkable(page)
})

test('Tab stays in a dialog and comes back to where it was opened', async ({
  page,
  organization,
  signIn,
}) => {
  const id = await organization.create({ name: 'a.txt', type: 'text/plain', content: 'a' })
  await signIn(`/o/${organization.id}/Binary/${id}`)
  for (const name of ['Edit', 'Delete', 'New version', 'Access reason']) {
    const button = page.getByRole('button', { name, exact: true })
    await button.focus()
    await page.keyboard.press('Enter')
    const dialog = page.locator('dialog[open]')
    await expect(dialog).toBeVisible()
    await expectWalkable(page)
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await expect(button).toBeFocused()
  }
})

for (const width of [360, 320]) {
  test(`nothing runs off the side at ${width} px`, async ({
    page,
    faults,
    organization,
    realServer,
    signIn,
  }) => {
    const places = await fillPlaces(organization, realServer)
    await page.setViewportSize({ width, height: 780 })
    await page.goto(`${faults.url}/connect`)
    await expect(page.getByRole('heading', { name: 'Connect' })).toBeVisible()
    expect(await overhang(page)).toEqual([])
    await signIn()
    for (const { name, path, ready } of places) {
      await page.goto(faults.url + path)
      await ready(page)
      expect({ name, overhang: await overhang(page) }).toEqual({ name, overhang: [] })
    }
  })
}

test('the navigation folds into a menu where there is little room', async ({
  page,
  organization,
  signIn,
}) => {
  await page.setViewportSize({ width: 360, height: 780 })
  await signIn(`/o/${organization.id}/Binary`)
  const navigation = page.getByRole('navigation', { name: 'Main' })
  await expect(navigation).toBeHidden()
  await page.getByRole('button', { name: 'Menu' }).click()
  await navigation.getByRole('link', { name: 'Activity' }).click()
  await expect(page.getByRole('heading', { name: 'Activity' })).toBeVisible()
  await expect(navigation).toBeHidden()
})

interface Stop {
  name: string
  visible: boolean
  seen: boolean
  first: boolean
  lost: boolean
}

/** Presses Tab until the first stop comes again. */
async function expectWalkable(page: Page): Promise<void> {
  await page.evaluate(startWalk)
  const stops: Stop[] = []
  for (let count = 0; count < 150; count += 1) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(look)
    if (stop.first) break
    stops.push(stop)
  }
  expect(stops.filter(({ seen }) => seen).map(({ name }) => `stuck at ${name}`)).toEqual([])
  expect(stops.filter(({ lost }) => lost).length).toBeLessThanOrEqual(1)
  const real = stops.filter(({ lost }) => !lost)
  expect(real.length).toBeGreaterThan(0)
  expect(real.filter(({ name }) => name.trim() === '')).toEqual([])
  expect(real.filter(({ visible }) => !visible).map(({ name }) => `no ring at ${name}`)).toEqual([])
  expect(await page.evaluate(missed)).toEqual([])
}

interface Walk {
  walked: Set<Element>
  firstStop: Element | undefined
  lastStop: Element | undefined
}

function startWalk(): void {
  Object.assign(window, { walked: new Set(), firstStop: undefined, lastStop: undefined })
}

/** What has the focus now. */
async function look(): Promise<Stop> {
  const walk = window as unknown as Walk
  const element = document.activeElement ?? document.body
  const lost = element === document.body || element === document.documentElement
  const first = !lost && element === walk.firstStop
  // The parts of a date are stops of their own, inside one element.
  const within = element === walk.lastStop && element.matches('input[type=date]')
  const seen = !lost && !first && !within && walk.walked.has(element)
  walk.lastStop = element
  if (!lost) {
    walk.firstStop ??= element
    walk.walked.add(element)
  }
  const labels = (element as HTMLInputElement).labels ?? []
  const labelled = (element.getAttribute('aria-labelledby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent ?? '')
  const name = [
    element.getAttribute('aria-label'),
    ...labelled,
    ...[...labels].map((label) => label.textContent),
    element.textContent,
    element.getAttribute('title'),
  ].find((text) => text !== null && text.trim() !== '')
  // Some editors mark their focus a moment after they have it.
  let visible = lost || within || hasRing(element)
  for (let frames = 0; frames < 60 && !visible; frames += 1) {
    await new Promise(requestAnimationFrame)
    visible = hasRing(element)
  }
  return { name: name ?? '', visible, seen, first, lost }

  /** On the element itself, or on what it stands in. */
  function hasRing(start: Element): boolean {
    for (
      let at: Element | null = start;
      at !== null && at !== document.body;
      at = at.parentElement
    ) {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at)
      const outlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0
      if (outlined || (boxShadow !== 'none' && at === start)) return true
    }
    return false
  }
}

/** What could take the focus and was never given it. */
function missed(): string[] {
  const { walked } = window as unknown as Walk
  const modal = document.querySelector('dialog:modal') ?? document
  const all = modal.querySelectorAll<HTMLElement>(
    'a[href], button, input, select, textarea, summary, [tabindex]',
  )
  return [...all]
    .filter((element) => element.tabIndex >= 0 && !element.matches(':disabled'))
    .filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .filter((element) => !(element instanceof HTMLInputElement && element.type === 'radio'))
    .filter((element) => !walked.has(element))
    .map((element) => element.outerHTML.slice(0, 160))
}

/** What makes the page, or its main part, scroll sideways. */
function overhang(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [document.documentElement, document.querySelector('main') ?? document.body]
      .filter((box) => box.scrollWidth > box.clientWidth + 1)
      .map((box) => {
        const edge = box.getBoundingClientRect().left + box.clientWidth
        const outside = [...box.querySelectorAll('*')].filter(
          (element) => element.getBoundingClientRect().right > edge + 1,
        )
        return `${box.localName} is ${box.scrollWidth} px wide: ${outside
          .slice(0, 4)
          .map((element) => element.outerHTML.slice(0, 120))
          .join(' | ')}`
      }),
  )
}
