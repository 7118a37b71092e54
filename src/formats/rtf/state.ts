import type { TextStyle, TrackedChange } from '../flow/flow-document.ts'
import {
  NOWHERE,
  PARD,
  PLAIN,
  STYLE_BITS,
  type CharFormat,
  type Destination,
  type Look,
  type ParagraphFormat,
  type Revision,
  type Run,
} from './formats.ts'
import type { DocumentHeader } from './header.ts'
import type { Story } from './story.ts'

/** What a group inherits and what it changes for itself (RTF 1.9.1, “Groups”). */
export class GroupState implements Run {
  header: DocumentHeader
  /** The flow that paragraphs belong to, whatever is collected aside from it. */
  story: Story
  destination: Destination
  paragraph: ParagraphFormat = PARD
  link: { href: string } | undefined
  /** `\uc`: how many characters stand behind `\u` for those who can't read it. */
  fallback = 1
  /** The level of a table that `\trowd` and the like speak of. */
  rowLevel = 1
  /** Of a table within a table, in whatever paragraph its definition stands. */
  isInnerRow = false
  /** Where the better of two forms of the same goes, while the other is left out. */
  outside: Destination = NOWHERE
  /** What stands here has no font: it is in the document's own code page, whatever the default font is. */
  isFontless = false
  /** How much was shown when the shape began that the group is of. */
  shownBefore = 0
  /** Done when the group ends; not inherited. */
  onEnd: (() => void) | undefined
  private format: CharFormat = PLAIN
  private isOwn = false

  constructor(header: DocumentHeader, story: Story) {
    this.header = header
    this.story = story
    this.destination = story
  }

  /** The state of a group inside. */
  inner(): GroupState {
    const inner = new GroupState(this.header, this.story)
    inner.destination = this.destination
    inner.paragraph = this.paragraph
    inner.link = this.link
    inner.fallback = this.fallback
    inner.rowLevel = this.rowLevel
    inner.isInnerRow = this.isInnerRow
    inner.outside = this.outside
    inner.isFontless = this.isFontless
    inner.shownBefore = this.shownBefore
    inner.format = this.format
    this.isOwn = false
    return inner
  }

  get chars(): CharFormat {
    return this.format
  }

  /** The formatting, to be changed. */
  edit(): CharFormat {
    if (!this.isOwn || this.format.look !== undefined) {
      this.format = { ...this.format, look: undefined }
      this.isOwn = true
    }
    return this.format
  }

  /** `\plain`: back to what the document begins with. */
  plain(): void {
    this.format = { ...PLAIN, font: this.header.defaultFont }
    this.isOwn = true
  }

  get look(): Look {
    this.format.look ??= lookOf(this.format, this.header)
    return this.format.look
  }
}

const STYLES = Object.entries(STYLE_BITS) as [TextStyle, number][]

function lookOf(chars: CharFormat, { looks, authors }: DocumentHeader): Look {
  const { styles, inserted, deleted, isMove } = chars
  const parts = [styles, inserted?.author, inserted?.date, deleted?.author, deleted?.date]
  const key = `${parts.join()} ${inserted !== undefined} ${deleted !== undefined} ${isMove}`
  let look = looks.get(key)
  if (look === undefined) {
    look = {
      styles: STYLES.filter(([, bit]) => (chars.styles & bit) !== 0).map(([style]) => style),
      changes: [
        ...(inserted ? [changeOf('inserted', inserted, authors, isMove)] : []),
        ...(deleted ? [changeOf('deleted', deleted, authors, isMove)] : []),
      ],
    }
    looks.set(key, look)
  }
  return look
}

function changeOf(
  type: TrackedChange['type'],
  { author, date }: Revision,
  authors: readonly string[],
  isMove: boolean,
): TrackedChange {
  const name = author === undefined ? undefined : authors[author]
  return {
    type,
    ...(isMove && { isMove }),
    author: name === '' ? undefined : name,
    date: packedDate(date),
  }
}

/** The time of `\revdttm` and `\atndate`: minute, hour, day, month and the year since 1900 from the lowest bit up. */
export function packedDate(packed: number | undefined): string | undefined {
  if (packed === undefined) return undefined
  const bits = packed >>> 0
  const [minute, hour, day, month] = [
    bits & 63,
    (bits >>> 6) & 31,
    (bits >>> 11) & 31,
    (bits >>> 16) & 15,
  ]
  const year = 1900 + ((bits >>> 20) & 511)
  if (day === 0 || month === 0 || month > 12 || hour > 23 || minute > 59) return undefined
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`
}

/** At least two digits. */
export function two(number: number): string {
  return String(number).padStart(2, '0')
}
