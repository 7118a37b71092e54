import { Suspense } from 'react'
import { expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { lazyPart } from './lazy-part.ts'

function Greeting({ name }: { name: string }) {
  return <p>Hello {name}</p>
}

/** Whether the placeholder was ever there. */
async function draw(part: ReturnType<typeof lazyPart<{ name: string }>>) {
  let waited = false
  function Placeholder() {
    waited = true
    return null
  }
  const screen = await render(
    <Suspense fallback={<Placeholder />}>
      <part.Part name="Ada" />
    </Suspense>,
  )
  await expect.element(screen.getByText('Hello Ada')).toBeVisible()
  return waited
}

it('draws at once what has been loaded ahead', async () => {
  const part = lazyPart(async () => Greeting)
  await part.load()
  expect(await draw(part)).toBe(false)
})

it('shows the placeholder until its code has come', async () => {
  expect(await draw(lazyPart(async () => Greeting))).toBe(true)
})

it('loads once more what failed ahead', async () => {
  let asked = 0
  const part = lazyPart(async () => {
    asked += 1
    if (asked === 1) throw new Error('offline')
    return Greeting
  })
  await expect(part.load()).rejects.toThrow('offline')
  await draw(part)
  expect(asked).toBe(2)
})

it('is drawn after a later load where it failed while it was drawn', async () => {
  let asked = 0
  const part = lazyPart(async () => {
    asked += 1
    if (asked === 1) throw new Error('offline')
    return Greeting
  })
  await expect(draw(part)).rejects.toThrow()
  await part.load()
  expect(await draw(part)).toBe(false)
})

it('is loaded once', async () => {
  let asked = 0
  const part = lazyPart(async () => {
    asked += 1
    return Greeting
  })
  await part.load()
  await part.load()
  await draw(part)
  expect(asked).toBe(1)
})
