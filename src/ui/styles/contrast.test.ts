import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** Each colour of tokens.css as `[light, dark]`. */
const colours = new Map(
  [
    ...readFileSync(new URL('tokens.css', import.meta.url), 'utf8').matchAll(
      /--color-([\w-]+):\s*light-dark\((#[\da-f]{6}),\s*(#[\da-f]{6})\);/g,
    ),
  ].map(([, name = '', light = '', dark = '']) => [name, [light, dark]] as const),
)

const grounds = ['ground', 'surface', 'raised', 'sunken', 'hover', 'accent-ground']

/** What may be written on what: all of it reads at 4.5 : 1 (WCAG 2.2, 1.4.3). */
const texts: [text: string, ground: string][] = [
  ...['ink', 'ink-2', 'accent'].flatMap((ink) => grounds.map((on): [string, string] => [ink, on])),
  ...['danger', 'warning', 'success', 'info', 'added', 'removed'].flatMap((tone) =>
    [`${tone}-ground`, 'surface', 'raised', 'ground'].map((on): [string, string] => [tone, on]),
  ),
  ...[
    'info-ground',
    'success-ground',
    'warning-ground',
    'danger-ground',
    'added-ground',
    'removed-ground',
    'added-mark',
    'removed-mark',
    'found',
  ].flatMap((on): [string, string][] => [['ink', on]]),
  ['ink-2', 'warning-ground'],
  ['ink-2', 'danger-ground'],
  ['ink-2', 'info-ground'],
  ['ink-2', 'added-ground'],
  ['ink-2', 'removed-ground'],
  ['accent-ink', 'accent'],
  ['accent-ink', 'accent-hover'],
  ['danger-strong-ink', 'danger-strong'],
  ['ground', 'ink'],
]

/** Edges of fields, and the ring of focus: 3 : 1 (1.4.11). */
const edges: [edge: string, ground: string][] = [
  ...['ground', 'surface', 'raised'].map((on): [string, string] => ['line-strong', on]),
  ...grounds.map((on): [string, string] => ['accent', on]),
]

test('the palette is read whole', () => {
  const declared = readFileSync(new URL('tokens.css', import.meta.url), 'utf8').match(
    /--color-[\w-]+: light-dark\(#/g,
  )
  expect(colours.size).toBe(declared?.length)
  expect(colours.size).toBeGreaterThan(20)
})

for (const [theme, at] of [
  ['light', 0],
  ['dark', 1],
] as const) {
  test.each(texts)(`%s reads on %s, ${theme}`, (text, ground) => {
    expect(contrast(colour(text, at), colour(ground, at))).toBeGreaterThanOrEqual(4.5)
  })
  test.each(edges)(`%s shows on %s, ${theme}`, (edge, ground) => {
    expect(contrast(colour(edge, at), colour(ground, at))).toBeGreaterThanOrEqual(3)
  })
}

function colour(name: string, at: 0 | 1): string {
  const found = colours.get(name)?.[at]
  if (found === undefined) throw new Error(`tokens.css has no --color-${name}`)
  return found
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
