import { fits, lastPartOf, type LastPart, type StyleRule } from './style-rules.ts'
import { TooMuch, type SvgElement, type SvgFindings } from './svg-tree.ts'

/**
 * How much a browser has to draw for a drawing whose parts use each other, counted without drawing anything. A part that
 * is used twice counts twice, and so does all that it uses itself: thirty doublings are a billion elements in 1.4 KB.
 */

/** What a part comes to with everything it uses. */
interface Sum {
  /** Steps of drawing; one is about an element. */
  cost: number
  /** Shapes and texts, each of which is painted with what its group says. */
  shapes: number
  /** Points, at each of which a marker may stand. */
  points: number
  height: number
}

interface Reference {
  target: string
  /** How often it is used: once, for each shape inside, or for each point of them. */
  by: 'once' | 'shapes' | 'points'
  /** Takes it out of the drawing. */
  cut: () => void
}

/** A browser draws twenty to fifty in a millisecond. */
const MOST_DRAWN = 200_000
const HIGHEST = 300
const MOST_CIRCLES = 100
const MOST_MATCHES = 50_000_000

/**
 * Counts, and takes out what leads back to itself, as browsers do not draw that either.
 * @param rules of all style sheets; those that refer to parts are taken to apply where the last part of their selector does
 * @throws TooMuch where it is more than a browser draws in some seconds
 */
export function countDrawn(root: SvgElement, rules: StyleRule[], found: SvgFindings): number {
  const drawing = new Drawing(root, rules)
  for (;;) {
    const cut = drawing.findCircle()
    if (cut === undefined) break
    cut()
    found.circles += 1
    if (found.circles > MOST_CIRCLES) throw new TooMuch('Its parts use each other in circles.')
  }
  return drawing.cost
}

class Drawing {
  cost = 0
  private readonly root: SvgElement
  private readonly ids = new Map<string, SvgElement>()
  /** Rules that refer to parts. */
  private readonly using: { rule: StyleRule; parts: LastPart[] }[]
  private sums = new Map<SvgElement, Sum>()
  private readonly open = new Set<SvgElement>()
  /** The reference that was followed last on the way to where the count is. */
  private path: Reference[] = []

  constructor(root: SvgElement, rules: StyleRule[]) {
    this.root = root
    this.using = rules
      .filter(({ properties }) => properties.some(([, value]) => value.includes('url(#')))
      .map((rule) => ({ rule, parts: rule.selectors.map(lastPartOf) }))
    let elements = 0
    const collect = (element: SvgElement) => {
      elements += 1
      const id = element.attributes.get('id')
      if (id !== undefined && !this.ids.has(id)) this.ids.set(id, element)
      for (const inner of element.children) if (typeof inner !== 'string') collect(inner)
    }
    collect(root)
    if (elements * this.using.length > MOST_MATCHES) throw new TooMuch('It has too many styles.')
  }

  /** Counts all; where it comes round in a circle, gives what cuts that, and nothing is counted yet. */
  findCircle(): (() => void) | undefined {
    this.sums = new Map()
    this.open.clear()
    this.path = []
    try {
      this.cost = this.sumOf(this.root, 0).cost
      return undefined
    } catch (error) {
      if (error instanceof Circle) return error.cut
      throw error
    }
  }

  private sumOf(element: SvgElement, depth: number): Sum {
    const known = this.sums.get(element)
    if (known !== undefined) return known
    if (depth > HIGHEST) throw new TooMuch('Its parts use each other too deep.')
    const last = this.path.at(-1)
    if (this.open.has(element) && last !== undefined) throw new Circle(last.cut)
    this.open.add(element)
    const sum = ownSum(element)
    for (const inner of element.children) {
      if (typeof inner !== 'string') add(sum, this.sumOf(inner, depth + 1), 1)
    }
    const references = this.referencesOf(element)
    // What is used stands inside, so that paint and markers apply to it as well.
    for (const reference of references.filter(({ by }) => by === 'once')) {
      const used = this.follow(reference, depth)
      if (used) add(sum, used, 1)
    }
    for (const reference of references.filter(({ by }) => by !== 'once')) {
      const used = this.follow(reference, depth)
      const times = reference.by === 'shapes' ? sum.shapes : sum.points
      if (used) sum.cost += used.cost * Math.max(1, times)
      sum.height = Math.max(sum.height, (used?.height ?? 0) + 1)
    }
    this.open.delete(element)
    if (sum.cost > MOST_DRAWN) {
      throw new TooMuch(
        'Its parts use each other so often that a browser would draw for minutes, or never end.',
      )
    }
    if (sum.height > HIGHEST) throw new TooMuch('Its parts use each other too deep.')
    this.sums.set(element, sum)
    return sum
  }

  private follow(reference: Reference, depth: number): Sum | undefined {
    const target = this.ids.get(reference.target)
    if (target === undefined) return undefined
    this.path.push(reference)
    const sum = this.sumOf(target, depth + 1)
    this.path.pop()
    return sum
  }

  private referencesOf(element: SvgElement): Reference[] {
    const { attributes } = element
    const references: Reference[] = []
    const href = attributes.get('href')
    if (href?.startsWith('#') === true) {
      const cut = () => attributes.delete('href')
      references.push({ target: fragment(href), by: 'once', cut })
    }
    for (const [name, value] of attributes) {
      const setting = (after: string) => attributes.set(name, after)
      // Of a style each property counts for itself; its text is `name:value;…` by now.
      const parts =
        name === 'style' ? value.split(';').map((one) => one.split(':')) : [[name, value]]
      for (const [property = '', ...rest] of parts)
        references.push(
          ...inValue(property, rest.join(':'), (id) =>
            setting(without(attributes.get(name) ?? '', id)),
          ),
        )
    }
    for (const { rule, parts } of this.using) {
      if (!parts.some((part) => fits(element, part))) continue
      for (const property of rule.properties) {
        const cut = (id: string) => {
          property[1] = without(property[1], id)
        }
        references.push(...inValue(property[0], property[1], cut))
      }
    }
    return references
  }
}

class Circle extends Error {
  readonly cut: () => void

  constructor(cut: () => void) {
    super('A part of the drawing uses itself.')
    this.cut = cut
  }
}

function inValue(property: string, value: string, cut: (id: string) => void): Reference[] {
  return [...value.matchAll(/url\(#([^\s"'()]+)\)/g)].map(([, target = '']) => ({
    target: fragment(`#${target}`),
    by: property.startsWith('marker')
      ? 'points'
      : /^(fill|stroke)$/.test(property)
        ? 'shapes'
        : 'once',
    cut: () => cut(target),
  }))
}

function without(value: string, id: string): string {
  return value.replaceAll(`url(#${id})`, 'none')
}

/** An id as an address writes it. */
function fragment(href: string): string {
  try {
    return decodeURIComponent(href.slice(1))
  } catch {
    return href.slice(1)
  }
}

function add(sum: Sum, other: Sum, times: number): void {
  sum.cost += other.cost * times
  sum.shapes += other.shapes * times
  sum.points += other.points * times
  sum.height = Math.max(sum.height, other.height + 1)
}

/** Letters of a shape's data that draw as much as one more element. */
const DATA_STEP = 200
/** A filter works on every pixel under it, again for each of its steps. */
const FILTER_STEP = 150
/** Steps that take far longer than the others. */
const FILTER_STEPS: Record<string, number> = {
  feTurbulence: 2000,
  feMorphology: 1000,
  feConvolveMatrix: 1000,
  feDiffuseLighting: 1000,
  feSpecularLighting: 1000,
  feDisplacementMap: 500,
  feGaussianBlur: 300,
  feDropShadow: 300,
}

function ownSum({ name, attributes, children }: SvgElement): Sum {
  const data = attributes.get('d') ?? attributes.get('points') ?? ''
  const letters = children.reduce((sum, one) => sum + (typeof one === 'string' ? one.length : 0), 0)
  const isFilter = name.startsWith('fe') && !/^fe(Func|Merge|\w+Light$)/.test(name)
  return {
    cost:
      (isFilter ? (FILTER_STEPS[name] ?? FILTER_STEP) : 1) + (data.length + letters) / DATA_STEP,
    shapes: SHAPES.has(name) ? 1 : 0,
    points:
      data === '' ? (name === 'line' ? 2 : 0) : 1 + (data.match(/[a-z]|[\s,-]/gi)?.length ?? 0),
    height: 1,
  }
}

const SHAPES = new Set(
  'path rect circle ellipse line polyline polygon text tspan textPath'.split(' '),
)
